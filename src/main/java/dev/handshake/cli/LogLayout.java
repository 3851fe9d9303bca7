package dev.handshake.cli;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.handshake.report.Printable;
import dev.handshake.report.ReportJson;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/** One log event as one line, in logfmt or JSON. */
final class LogLayout extends LayoutBase<ILoggingEvent> {
  /** The forms of {@code --log.format}. */
  enum Format {
    logfmt,
    json
  }

  private final Format format;
  private final ThrowableProxyConverter stack = new ThrowableProxyConverter();

  LogLayout(Format format) {
    this.format = format;
    stack.start();
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("ts", ReportJson.time(event.getInstant()));
    fields.put("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
    fields.put("logger", shortened(event.getLoggerName()));
    fields.put("msg", event.getFormattedMessage());
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        fields.put(pair.key, String.valueOf(pair.value));
      }
    }
    if (event.getThrowableProxy() != null) {
      fields.put("stack", stack.convert(event));
    }
    return switch (format) {
      case logfmt -> logfmt(fields);
      case json -> json(fields);
    };
  }

  private static String shortened(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }

  private static String logfmt(Map<String, String> fields) {
    StringBuilder line = new StringBuilder(160);
    fields.forEach((key, value) ->
        line.append(line.isEmpty() ? "" : " ").append(key).append('=').append(quoted(value)));
    return line.append('\n').toString();
  }

  private static String quoted(String value) {
    boolean bare =
        !value.isEmpty()
            && value
                .chars()
                .allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '=' && c != '\\');
    return bare ? value : '"' + escaped(value) + '"';
  }

  private static String json(Map<String, String> fields) {
    StringBuilder line = new StringBuilder(200).append('{');
    fields.forEach((key, value) ->
        line.append(line.length() == 1 ? "\"" : ",\"")
            .append(key)
            .append("\":\"")
            .append(escaped(value))
            .append('"'));
    return line.append("}\n").toString();
  }

  /** As JSON escapes, and what a terminal would act on besides. */
  private static String escaped(String value) {
    return Printable.of(new String(JsonStringEncoder.getInstance().quoteAsString(value)));
  }
}
