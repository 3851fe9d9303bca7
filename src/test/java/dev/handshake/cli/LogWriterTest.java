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
import java.io.Reader;
import java.io.StringWriter;
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
    StringWriter read = reading(pipe);
    Eventually.holds(PATIENCE, () -> assertAllAreReadOrLost(whole(read)));
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
    StringWriter read = reading(room);
    Eventually.holds(PATIENCE, () -> assertThat(whole(read)).contains("line 2").contains("lost="));
    assertThat(whole(read)).startsWith("\n").contains("log lines were lost");
    whole(read).lines().filter(line -> !line.isEmpty()).forEach(line -> Logfmt.read(line + "\n"));
    room.source().close();
  }

  /** How many were lost may be told before all that waited is written, and in parts. */
  private static void assertAllAreReadOrLost(String read) {
    List<Map<String, String>> lines = read.lines().map(line -> Logfmt.read(line + "\n")).toList();
    List<Map<String, String>> losses =
        lines.stream().filter(line -> line.containsKey("lost")).toList();
    long lost =
        losses.stream().mapToLong(line -> Long.parseLong(line.getOrDefault("lost", ""))).sum();
    assertThat(lost).isPositive();
    assertThat(lost + lines.size() - losses.size()).as("read and lost").isEqualTo(MANY);
  }

  /** What comes, read by a thread of its own: what never comes holds up no test. */
  private static StringWriter reading(Pipe pipe) {
    StringWriter read = new StringWriter();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (Reader in = Channels.newReader(pipe.source(), StandardCharsets.UTF_8)) {
            in.transferTo(read);
          } catch (IOException closed) {
            // The test is over.
          }
        });
    return read;
  }

  /** The last line may have come in part. */
  private static String whole(StringWriter read) {
    String text = read.toString();
    return text.substring(0, text.lastIndexOf('\n') + 1);
  }

  private void say(int line) {
    writer.doAppend(event(line));
  }

  private LoggingEvent event(int line) {
    return new LoggingEvent(Logger.FQCN, logger, Level.DEBUG, "line " + line, null, new Object[0]);
  }
}
