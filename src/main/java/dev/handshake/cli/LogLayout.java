package dev.handshake.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.handshake.report.Printable;
import dev.handshake.report.ReportJson;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The form of a log line, in logfmt or JSON: on one line, whatever its text is. */
final class LogLayout {
  /** The forms of {@code --log.format}. */
  enum Format {
    logfmt,
    json
  }

  /** Characters of one value; what is longer was made by somebody who wants to fill the disk. */
  static final int LONGEST = 4096;

  static final int LONGEST_STACK = 16_384;

  private final Format format;

  LogLayout(Format format) {
    this.format = format;
  }

  /** The line, its end included. */
  String written(LogLine line) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("ts", ReportJson.time(line.time()));
    fields.put("level", line.level().toString().toLowerCase(Locale.ROOT));
    fields.put("logger", line.logger());
    fields.put("msg", line.message());
    line.fields().forEach(fields::putIfAbsent);
    return switch (format) {
      case logfmt -> logfmt(fields);
      case json -> json(fields);
    };
  }

  private static String logfmt(Map<String, Object> fields) {
    StringBuilder line = new StringBuilder(320);
    fields.forEach((key, value) ->
        line.append(line.isEmpty() ? "" : " ")
            .append(key)
            .append('=')
            .append(bareOrQuoted(cut(key, value.toString()))));
    return line.append('\n').toString();
  }

  private static String bareOrQuoted(String value) {
    boolean bare =
        !value.isEmpty()
            && value
                .chars()
                .allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '=' && c != '\\');
    return bare ? value : quoted(value);
  }

  private static String json(Map<String, Object> fields) {
    StringBuilder line = new StringBuilder(400).append('{');
    fields.forEach((key, value) ->
        line.append(line.length() == 1 ? "\"" : ",\"")
            .append(key)
            .append("\":")
            .append(typed(key, value)));
    return line.append("}\n").toString();
  }

  private static String typed(String key, Object value) {
    return switch (value) {
      case Boolean truth -> truth.toString();
      case Integer number -> number.toString();
      case Long number -> number.toString();
      default -> quoted(cut(key, value.toString()));
    };
  }

  /** In quotes, as JSON escapes, and what a terminal would act on besides. */
  private static String quoted(String value) {
    return '"'
        + Printable.of(
            new String(JsonStringEncoder.getInstance().quoteAsString(Printable.whole(value))))
        + '"';
  }

  private static String cut(String key, String value) {
    int longest = key.equals("stack") ? LONGEST_STACK : LONGEST;
    if (value.length() <= longest) {
      return value;
    }
    int end = Character.isHighSurrogate(value.charAt(longest - 1)) ? longest - 1 : longest;
    return value.substring(0, end) + "... (" + value.length() + " characters)";
  }
}
