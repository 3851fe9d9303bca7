package dev.handshake.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of everything that logs. */
final class LogOptions {
  @Option(
      names = "--log.level",
      paramLabel = "L",
      order = 20,
      description = "debug, info, warn or error; default info, and error in the lab")
  private Optional<Logging.Threshold> level = Optional.empty();

  @Option(
      names = "--log.format",
      paramLabel = "F",
      order = 21,
      defaultValue = "logfmt",
      description = "logfmt or json; default logfmt")
  private LogLayout.Format format = LogLayout.Format.logfmt;

  void apply(Logging.Threshold unlessGiven) {
    Logging.configure(level.orElse(unlessGiven), format);
    Logging.catchWhatNobodyCatches();
  }
}
