package dev.handshake;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/**
 * Hears what a logger and those below it say at any level, in place of the console, until closed.
 */
public final class Eavesdropper implements AutoCloseable {
  private final Logger logger;
  private final boolean additive;
  private final Map<Logger, Optional<Level>> levels = new HashMap<>();
  private final List<Appender<ILoggingEvent>> others = new ArrayList<>();
  private final Heard heard = new Heard();

  private Eavesdropper(String name) {
    logger = (Logger) LoggerFactory.getLogger(name);
    additive = logger.isAdditive();
    logger.iteratorForAppenders().forEachRemaining(others::add);
    others.forEach(logger::detachAppender);
    heard.start();
    logger.addAppender(heard);
    logger.setAdditive(false);
    levels.put(logger, Optional.ofNullable(logger.getLevel()));
    // What was configured before, by a command say, must not keep others quiet.
    logger.getLoggerContext().getLoggerList().stream()
        .filter(one -> one.getLevel() != null && isBelow(one, name))
        .forEach(one -> levels.put(one, Optional.of(one.getLevel())));
    levels.keySet().forEach(one -> one.setLevel(Level.TRACE));
  }

  private static boolean isBelow(Logger one, String name) {
    return name.equals(org.slf4j.Logger.ROOT_LOGGER_NAME) || one.getName().startsWith(name + ".");
  }

  /** Hears one logger. */
  public static Eavesdropper on(String name) {
    return new Eavesdropper(name);
  }

  /** All that was said so far: the message, its values, and the stack of what was thrown. */
  public List<String> lines() {
    return List.copyOf(heard.lines);
  }

  @Override
  public void close() {
    logger.detachAppender(heard);
    others.forEach(logger::addAppender);
    logger.setAdditive(additive);
    levels.forEach((one, level) -> one.setLevel(level.orElse(null)));
  }

  private static final class Heard extends AppenderBase<ILoggingEvent> {
    final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      String stack =
          event.getThrowableProxy() == null
              ? ""
              : ThrowableProxyUtil.asString(event.getThrowableProxy());
      lines.add(event.getFormattedMessage() + " " + event.getKeyValuePairs() + " " + stack);
    }
  }
}
