package dev.handshake.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page of the documentation that says what stands in the log. */
record LogPage(Set<String> messages, Set<String> keys) {
  private static final Pattern MESSAGE =
      Pattern.compile("(?m)^\\| `([^`]+)` \\|[^|]+\\|[^|]+\\|[^|]+\\|$");
  private static final Pattern KEY = Pattern.compile("(?m)^\\| `([a-z0-9_.]+)` \\|[^|]+\\|$");

  static LogPage read() throws IOException {
    String page = Files.readString(Path.of("docs", "logs.md"));
    return new LogPage(all(MESSAGE, page), all(KEY, page));
  }

  static Set<String> all(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
