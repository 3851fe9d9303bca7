package dev.handshake.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes the log from a thread of its own. Whoever logs waits for nothing: where the reader of the
 * log is stuck, or the disk is full, lines are lost and counted, and the count is told once there
 * is room again.
 */
final class LogWriter extends UnsynchronizedAppenderBase<ILoggingEvent> {
  /** Lines that wait to be written. */
  static final int MOST_WAITING = 1024;

  private static final long TICK_MILLIS = 1000;
  private static final long LONGEST_END_MILLIS = 1000;

  private final LogLayout layout;
  private final OutputStream out;
  private final LogBudget budget = new LogBudget();
  private final BlockingQueue<LogLine> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread = Thread.ofPlatform().daemon().name("log").unstarted(this::write);
  private volatile boolean ending;
  private boolean torn;

  LogWriter(LogLayout layout, OutputStream out) {
    this.layout = layout;
    this.out = out;
  }

  @Override
  public void start() {
    super.start();
    thread.start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    budget.admit(event, System.nanoTime()).ifPresent(this::offer);
  }

  private void offer(LogLine line) {
    if (!waiting.offer(line)) {
      lost.incrementAndGet();
    }
  }

  /** Writes what waits, for a second at most; a stuck reader does not hold up the end. */
  @Override
  public void stop() {
    super.stop();
    ending = true;
    thread.interrupt();
    try {
      thread.join(LONGEST_END_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many lines are lost so far that the log does not tell of yet. */
  long lost() {
    return lost.get();
  }

  private void write() {
    long ticked = System.nanoTime();
    while (!ending) {
      LogLine line = next();
      if (line != null) {
        write(line);
      }
      if (System.nanoTime() - ticked >= TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS)) {
        ticked = System.nanoTime();
        budget.due(ticked).forEach(this::write);
        tellLost();
      }
    }
    for (LogLine line = waiting.poll(); line != null; line = waiting.poll()) {
      write(line);
    }
    budget.rest(System.nanoTime()).forEach(this::write);
    tellLost();
  }

  private @Nullable LogLine next() {
    try {
      return waiting.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException toldToEnd) {
      return null;
    }
  }

  private void write(LogLine line) {
    if (!written(layout.written(line))) {
      lost.incrementAndGet();
    }
  }

  private void tellLost() {
    long count = lost.getAndSet(0);
    if (count == 0) {
      return;
    }
    LogLine line =
        new LogLine(
            Instant.now(), Level.WARN, "LogWriter", "log lines were lost", Map.of("lost", count));
    if (!written(layout.written(line))) {
      lost.addAndGet(count);
    }
  }

  /** After half a line the next one begins on a line of its own. */
  private boolean written(String line) {
    try {
      out.write((torn ? '\n' + line : line).getBytes(StandardCharsets.UTF_8));
      out.flush();
      torn = false;
      return true;
    } catch (IOException full) {
      torn = true;
      return false;
    }
  }
}
