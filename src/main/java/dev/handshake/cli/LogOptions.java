package dev.handshake.cli;

import picocli.CommandLine.Option;

/** The options of everything that logs. */
final class LogOptions {
  @Option(
      names = "--log.level",
      paramLabel = "L",
      defaultValue = "info",
      description = "debug, info, warn or error; default info")
  private Logging.Threshold level = Logging.Threshold.info;

  @Option(
      names = "--log.format",
      paramLabel = "F",
      defaultValue = "logfmt",
      description = "logfmt or json; default logfmt")
  private LogLayout.Format format = LogLayout.Format.logfmt;

  void apply() {
    Logging.configure(level, format);
  }
}
