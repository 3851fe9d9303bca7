package dev.handshake.cli;

import dev.handshake.agent.Build;
import dev.handshake.config.ConfigException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. Exit status 0 is fine, 1 a bad answer, 2 wrong usage or configuration. */
@Command(
    name = "handshake-exporter",
    description = "Tells whether, why and since when a TLS or mTLS handshake fails.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {RunCommand.class, LabCommand.class, ProbeCommand.class, CheckCommand.class})
public final class Main implements Runnable {
  static final int FINE = 0;
  static final int BAD = 1;
  static final int USAGE = 2;

  @Spec private CommandSpec spec;

  Main() {
    this.spec = CommandSpec.create();
  }

  public static void main(String[] arguments) {
    System.exit(execute(System.out, System.err, arguments));
  }

  /** Runs one command; answers go to {@code out}, everything else to {@code err}. */
  static int execute(PrintStream out, PrintStream err, String... arguments) {
    Logging.configure(Logging.Threshold.info, LogLayout.Format.logfmt);
    PrintWriter answers = new PrintWriter(out, true, StandardCharsets.UTF_8);
    PrintWriter complaints = new PrintWriter(err, true, StandardCharsets.UTF_8);
    CommandLine line =
        new CommandLine(new Main())
            .setOut(answers)
            .setErr(complaints)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> explain(failure, complaints));
    int status = line.execute(arguments);
    answers.flush();
    return status;
  }

  private static int explain(Exception failure, PrintWriter complaints) throws Exception {
    switch (failure) {
      case ConfigException mistakes -> complaints.println(mistakes.getMessage());
      case UsageException usage -> complaints.println("handshake-exporter: " + usage.getMessage());
      default -> throw failure;
    }
    return USAGE;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command: run, lab, probe or check");
  }

  /** Says version and revision of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      Build build = Build.ofThisJar();
      return new String[] {
        "handshake-exporter %s (%s, Java %s)"
            .formatted(build.version(), build.revision(), System.getProperty("java.version"))
      };
    }
  }
}
