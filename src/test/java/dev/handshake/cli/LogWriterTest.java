package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.handshake.Eventually;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.slf4j.event.KeyValuePair;

class LogWriterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** More than a pipe and the writer hold together. */
  private static final int MANY = 20_000;

  private final Logger logger = new LoggerContext().getLogger("dev.handshake.Test");
  private final AtomicReference<OutputStream> out = new AtomicReference<>();
  private final LogWriter writer =
      new LogWriter(
          new LogLayout(LogLayout.Format.logfmt),
          new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
              out.get().write(octet);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
              out.get().write(bytes, offset, length);
            }
          });

  @AfterEach
  void end() {
    writer.stop();
  }

  @Test
  void aReaderThatIsStuckHoldsNobodyUpAndLearnsLaterWhatItMissed() throws Exception {
    Pipe pipe = Pipe.open();
    out.set(Channels.newOutputStream(pipe.sink()));
    writer.start();
    for (int line = 0; line < MANY; line++) {
      say(line);
    }
    // That all of them were said is the proof that none waited: nothing has been read yet.
    StringBuilder read = new StringBuilder();
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    while (!read.toString().contains("log lines were lost")) {
      assertThat(pipe.source().read(buffer)).isPositive();
      read.append(StandardCharsets.UTF_8.decode(buffer.flip()));
      buffer.clear();
    }
    List<Map<String, String>> lines =
        read.toString().lines().map(line -> Logfmt.read(line + "\n")).toList();
    long lost =
        lines.stream()
            .filter(line -> line.containsKey("lost"))
            .mapToLong(line -> Long.parseLong(line.getOrDefault("lost", "")))
            .sum();
    assertThat(lost).isPositive();
    assertThat(lost + lines.size() - 1).as("read and lost").isEqualTo(MANY);
    pipe.source().close();
  }

  @Test
  void aReaderThatIsStuckDoesNotHoldUpTheEnd() throws Exception {
    Pipe pipe = Pipe.open();
    out.set(Channels.newOutputStream(pipe.sink()));
    writer.start();
    for (int line = 0; line < MANY; line++) {
      say(line);
    }
    long begun = System.nanoTime();
    writer.stop();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE);
    pipe.source().close();
  }

  @Test
  void whereThePipeIsClosedTheAgentGoesOnAndSoDoesTheLog() throws Exception {
    Pipe closed = Pipe.open();
    closed.source().close();
    Pipe open = Pipe.open();
    out.set(Channels.newOutputStream(closed.sink()));
    assertGoesOnWith(open);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whereTheDiskIsFullTheAgentGoesOnAndSoDoesTheLog() throws Exception {
    try (FileOutputStream full = new FileOutputStream("/dev/full")) {
      out.set(full);
      assertGoesOnWith(Pipe.open());
    }
  }

  @Test
  void aValueThatCannotBeShownTakesNoLineWithIt() throws Exception {
    Pipe pipe = Pipe.open();
    out.set(Channels.newOutputStream(pipe.sink()));
    writer.start();
    LoggingEvent unshowable = event(0);
    unshowable.addKeyValuePair(new KeyValuePair("target", new Unshowable()));
    writer.doAppend(unshowable);
    say(1);
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    assertThat(pipe.source().read(buffer)).isPositive();
    assertThat(StandardCharsets.UTF_8.decode(buffer.flip()).toString()).contains("line 1");
    pipe.source().close();
  }

  private static final class Unshowable {
    @Override
    public String toString() {
      throw new IllegalStateException("planted");
    }
  }

  private void assertGoesOnWith(Pipe room) throws IOException {
    writer.start();
    say(0);
    say(1);
    Eventually.holds(PATIENCE, () -> assertThat(writer.lost()).isPositive());
    out.set(Channels.newOutputStream(room.sink()));
    say(2);
    StringBuilder read = new StringBuilder();
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    while (!read.toString().contains("lost=")) {
      assertThat(room.source().read(buffer)).isPositive();
      read.append(StandardCharsets.UTF_8.decode(buffer.flip()));
      buffer.clear();
    }
    assertThat(read.toString()).startsWith("\n").contains("line 2").contains("log lines were lost");
    read.toString()
        .lines()
        .filter(line -> !line.isEmpty())
        .forEach(line -> Logfmt.read(line + "\n"));
    room.source().close();
  }

  private void say(int line) {
    writer.doAppend(event(line));
  }

  private LoggingEvent event(int line) {
    return new LoggingEvent(Logger.FQCN, logger, Level.DEBUG, "line " + line, null, new Object[0]);
  }
}
