package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about logs against the sources: what is written stands there. */
class LogPageTest {
  private static final Pattern OF_LINES = Pattern.compile("addKeyValue\\(\\s*\"([^\"]+)\"");
  private static final Pattern OF_EVENTS = Pattern.compile(" add\\(line, \"([^\"]+)\"");
  private static final Pattern OF_ATTRIBUTES = Pattern.compile("put\\(\"([^\"]+)\"");
  private static final Pattern OF_THE_FORM = Pattern.compile("(?:put|with)\\(\\s*\"([^\"]+)\"");
  private static final Pattern MESSAGE =
      Pattern.compile("\\.log\\(\\s*(?:[^\"()]*\\(?\\)? ?\\? ?)?\"([^\"{]+)\"");
  private static final Pattern OTHER_MESSAGE =
      Pattern.compile("\\.log\\([^;]*\\? \"[^\"]+\" : \"([^\"]+)\"");

  @Test
  void everyKeyThatIsWrittenStandsThere() throws IOException {
    Set<String> written = new TreeSet<>(List.of("lost"));
    for (String source : sources()) {
      written.addAll(LogPage.all(OF_LINES, source));
    }
    written.addAll(LogPage.all(OF_EVENTS, source("agent/EventLog.java")));
    written.addAll(LogPage.all(OF_ATTRIBUTES, source("agent/LogAttributes.java")));
    for (String whose : List.of("tls.server", "tls.client")) {
      Stream.of(".subject", ".issuer", ".not_after").map(whose::concat).forEach(written::add);
    }
    for (String file : List.of("LogLine", "LogLayout", "LogBudget")) {
      written.addAll(LogPage.all(OF_THE_FORM, source("cli/" + file + ".java")));
    }
    assertThat(LogPage.read().keys()).containsAll(written);
  }

  @Test
  void everyFixedMessageStandsThere() throws IOException {
    Set<String> written = new TreeSet<>(List.of("log lines were lost"));
    for (String source : sources()) {
      written.addAll(LogPage.all(MESSAGE, source));
      written.addAll(LogPage.all(OTHER_MESSAGE, source));
    }
    assertThat(LogPage.read().messages()).containsAll(written);
  }

  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(root())) {
      List<Path> all = files.filter(file -> file.toString().endsWith(".java")).toList();
      return all.stream().map(LogPageTest::text).toList();
    }
  }

  private static String source(String file) {
    return text(root().resolve(file));
  }

  private static Path root() {
    return Path.of("src", "main", "java", "dev", "handshake");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
