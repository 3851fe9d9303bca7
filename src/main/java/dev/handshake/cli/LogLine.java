package dev.handshake.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * One line of the log before it has a form.
 *
 * @param fields beside time, level, logger and message; numbers and booleans stay what they are
 */
record LogLine(
    Instant time, Level level, String logger, String message, Map<String, Object> fields) {
  LogLine {
    Map<String, Object> copy = new LinkedHashMap<>(fields);
    copy.replaceAll((_, value) -> asItIsNow(value));
    fields = Collections.unmodifiableMap(copy);
  }

  /** A line is written later, by a thread that cannot ask an object what it was. */
  private static Object asItIsNow(Object value) {
    return switch (value) {
      case Boolean _, Integer _, Long _ -> value;
      default -> value.toString();
    };
  }

  /** An event's own line, with the stack of its fault. */
  static LogLine of(ILoggingEvent event) {
    LogLine line = withoutStack(event);
    IThrowableProxy fault = event.getThrowableProxy();
    return fault == null ? line : line.with("stack", ThrowableProxyUtil.asString(fault));
  }

  /** An event's own line; of its fault only what it is. */
  static LogLine withoutStack(ILoggingEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        fields.put(pair.key, pair.value == null ? "null" : pair.value);
      }
    }
    IThrowableProxy fault = event.getThrowableProxy();
    if (fault != null) {
      fields.put("exception.type", fault.getClassName());
      fields.put("exception.message", String.valueOf(fault.getMessage()));
    }
    return new LogLine(
        event.getInstant(),
        event.getLevel(),
        shortened(event.getLoggerName()),
        event.getFormattedMessage(),
        fields);
  }

  /** The same with one more field, or another value of it. */
  LogLine with(String key, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(fields);
    more.put(key, value);
    return new LogLine(time, level, logger, message, more);
  }

  static String shortened(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }
}
