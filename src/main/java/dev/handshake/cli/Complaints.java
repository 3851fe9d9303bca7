package dev.handshake.cli;

import dev.handshake.config.ConfigException;
import dev.handshake.config.Configuration;
import dev.handshake.report.Printable;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * How the command line says no: one line, prefixed by the program, in lower case and without a full
 * stop, then where to read on. A configuration's mistakes stand as they are, each in its own line.
 */
final class Complaints implements IParameterExceptionHandler, IExecutionExceptionHandler {
  @Override
  public int handleParseException(ParameterException wrong, String[] arguments) {
    CommandLine line = wrong.getCommandLine();
    String message = String.valueOf(wrong.getMessage());
    boolean command =
        wrong instanceof UnmatchedArgumentException unmatched
            && !unmatched.isUnknownOption()
            && !line.getSubcommands().isEmpty();
    usage(
        line,
        command
            ? noCommand(line, ((UnmatchedArgumentException) wrong).getUnmatched().getFirst())
            : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1));
    return Main.USAGE;
  }

  /** Complains of what stands where a command is expected. */
  static String noCommand(CommandLine line, String found) {
    return "COMMAND: %s (expected: %s)"
        .formatted(found, String.join(", ", line.getSubcommands().keySet()));
  }

  /**
   * Explains what a command could not do.
   *
   * @throws Exception what is our own fault, as it is
   */
  @Override
  public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed)
      throws Exception {
    switch (failure) {
      case ConfigException mistakes -> line.getErr().println(mistakes.getMessage());
      case UsageException usage -> usage(line, usage.getMessage());
      case CannotStartException cannot -> complain(line.getErr(), cannot.getMessage());
      default -> throw failure;
    }
    line.getErr().flush();
    return Main.USAGE;
  }

  /** Tells what is accepted in a configuration and had better be otherwise, a line each. */
  static void warn(PrintWriter err, Configuration configuration) {
    configuration.warnings().forEach(err::println);
    err.flush();
  }

  private static void usage(CommandLine line, String message) {
    complain(line.getErr(), message);
    line.getErr().println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
  }

  private static void complain(PrintWriter err, String message) {
    err.println("handshake-exporter: " + Printable.of(message));
  }
}
