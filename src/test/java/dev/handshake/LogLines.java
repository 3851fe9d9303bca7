package dev.handshake;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** All that is logged meanwhile, down to the finest level, with keys and values. */
public final class LogLines implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Level before = root.getLevel();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  private LogLines() {
    lines.start();
    root.addAppender(lines);
    root.setLevel(Level.TRACE);
  }

  public static LogLines ofEverything() {
    return new LogLines();
  }

  public List<String> all() {
    return new ArrayList<>(lines.list)
        .stream()
            .map(event ->
                event.getFormattedMessage()
                    + " "
                    + event.getKeyValuePairs()
                    + " "
                    + (event.getThrowableProxy() == null
                        ? ""
                        : event.getThrowableProxy().getMessage()))
            .toList();
  }

  @Override
  public void close() {
    root.detachAppender(lines);
    root.setLevel(before);
  }
}
