package dev.handshake.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import org.slf4j.LoggerFactory;

/** Where logs go: standard error, one event a line. */
final class Logging {
  /** The levels of {@code --log.level}. */
  enum Threshold {
    debug,
    info,
    warn,
    error
  }

  private Logging() {}

  /** To the process's standard error itself, whose failures its print stream would hide. */
  static void configure(Threshold threshold, LogLayout.Format format) {
    configure(threshold, format, new FileOutputStream(FileDescriptor.err));
  }

  static void configure(Threshold threshold, LogLayout.Format format, OutputStream out) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    LogWriter writer = new LogWriter(new LogLayout(format), out);
    writer.setContext(context);
    writer.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(writer);
    root.setLevel(threshold == Threshold.error ? Level.ERROR : Level.WARN);
    context.getLogger("dev.handshake").setLevel(Level.toLevel(threshold.name()));
  }

  /** Has what a dying thread leaves behind logged as everything else is. */
  static void catchWhatNobodyCatches() {
    Thread.setDefaultUncaughtExceptionHandler((thread, fault) ->
        LoggerFactory.getLogger(Logging.class).error("thread {} died", thread.getName(), fault));
  }

  /** Writes what waits to be written, for a second at most, and no more after that. */
  static void end() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
  }
}
