package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class LoggingTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @AfterEach
  void restore() {
    Logging.configure(Logging.Threshold.warn, LogLayout.Format.logfmt);
  }

  @Test
  void eachThresholdLetsItsOwnLevelThroughAndThoseAbove() {
    assertThat(through(Logging.Threshold.debug)).containsExactly("debug", "info", "warn", "error");
    assertThat(through(Logging.Threshold.info)).containsExactly("info", "warn", "error");
    assertThat(through(Logging.Threshold.warn)).containsExactly("warn", "error");
    assertThat(through(Logging.Threshold.error)).containsExactly("error");
  }

  @Test
  void librariesAreHeardFromWarningsOn() {
    Logging.configure(Logging.Threshold.debug, LogLayout.Format.logfmt, written);
    LoggerFactory.getLogger("io.netty.handler").info("chatter");
    LoggerFactory.getLogger("io.netty.handler").warn("trouble");
    Logging.end();
    assertThat(written.toString(StandardCharsets.UTF_8))
        .contains("trouble")
        .doesNotContain("chatter");
  }

  @Test
  void librariesKeepQuietWhereErrorsAloneAreWanted() {
    Logging.configure(Logging.Threshold.error, LogLayout.Format.logfmt, written);
    LoggerFactory.getLogger("io.netty.handler").warn("trouble");
    Logging.end();
    assertThat(written.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private String[] through(Logging.Threshold threshold) {
    written.reset();
    Logging.configure(threshold, LogLayout.Format.logfmt, written);
    for (Level level : new Level[] {Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR}) {
      LoggerFactory.getLogger("dev.handshake.Test").atLevel(level).log("a word");
    }
    Logging.end();
    return written
        .toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.replaceAll(".* level=([a-z]+) .*", "$1"))
        .toArray(String[]::new);
  }
}
