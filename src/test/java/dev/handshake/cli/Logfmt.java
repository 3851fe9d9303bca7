package dev.handshake.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads a line of logfmt strictly: pairs with one space between, no key twice, and a quoted value
 * unquoted as JSON is.
 */
final class Logfmt {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern KEY = Pattern.compile("[a-z0-9_.]+");
  private static final Pattern BARE = Pattern.compile("[!#-<>-\\[\\]-~]+");

  private Logfmt() {}

  static Map<String, String> read(String line) {
    if (!line.endsWith("\n") || line.indexOf('\n') != line.length() - 1) {
      throw new AssertionError("not one line: " + line);
    }
    String text = line.substring(0, line.length() - 1);
    Map<String, String> pairs = new LinkedHashMap<>();
    int at = 0;
    while (true) {
      int equal = text.indexOf('=', at);
      String key = equal < 0 ? "" : text.substring(at, equal);
      require(KEY.matcher(key).matches(), text, at);
      int end = valueEnd(text, equal + 1);
      String value = text.substring(equal + 1, end);
      require(value.startsWith("\"") || BARE.matcher(value).matches(), text, equal + 1);
      String before = pairs.put(key, value.startsWith("\"") ? unquoted(value) : value);
      require(before == null, text, at);
      if (end == text.length()) {
        return pairs;
      }
      require(text.charAt(end) == ' ', text, end);
      at = end + 1;
    }
  }

  private static int valueEnd(String text, int from) {
    if (!text.startsWith("\"", from)) {
      int blank = text.indexOf(' ', from);
      return blank < 0 ? text.length() : blank;
    }
    int at = from + 1;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    require(at < text.length(), text, from);
    return at + 1;
  }

  private static void require(boolean holds, String text, int at) {
    if (!holds) {
      throw new AssertionError("no logfmt at " + at + " of " + text);
    }
  }

  private static String unquoted(String value) {
    try {
      return JSON.readValue(value, String.class);
    } catch (JsonProcessingException malformed) {
      throw new AssertionError(value, malformed);
    }
  }
}
