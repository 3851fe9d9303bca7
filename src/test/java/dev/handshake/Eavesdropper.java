package dev.handshake;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Hears what a logger and those below it say at any level, in place of the console, until closed.
 */
public final class Eavesdropper implements AutoCloseable {
  private final Logger logger;
  private final @Nullable Level level;
  private final boolean additive;
  private final List<Appender<ILoggingEvent>> others = new ArrayList<>();
  private final Heard heard = new Heard();

  private Eavesdropper(String name) {
    logger = (Logger) LoggerFactory.getLogger(name);
    level = logger.getLevel();
    additive = logger.isAdditive();
    logger.iteratorForAppenders().forEachRemaining(others::add);
    others.forEach(logger::detachAppender);
    heard.start();
    logger.addAppender(heard);
    logger.setAdditive(false);
    logger.setLevel(Level.TRACE);
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
    logger.setLevel(level);
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
