package dev.handshake.cli;

import dev.handshake.agent.Build;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line. Exit status 0 is fine, 1 a bad answer, 2 wrong usage or configuration. */
@Command(
    name = "handshake-exporter",
    header = "Tells whether, why and since when a TLS or mTLS handshake fails.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Examples (handshake-exporter stands for java -jar handshake-exporter.jar):",
      "  See it at work against servers that fail in every way, all on loopback:",
      "      handshake-exporter lab",
      "  Ask about one server, now:",
      "      handshake-exporter probe example.com:443",
      "  Watch targets, and let Prometheus scrape http://HOST:10219/metrics:",
      "      handshake-exporter check config handshake.yml",
      "      handshake-exporter run --config.file=handshake.yml",
      "",
      "'handshake-exporter COMMAND --help' shows the options of a command, with examples.",
      "Answers go to standard output, logs and complaints to standard error.",
      "Exit status: 0 fine, 1 the answer is bad, 2 wrong usage or configuration."
    })
public final class Main implements Runnable {
  static final int FINE = 0;
  static final int BAD = 1;
  static final int USAGE = 2;

  private static final int HELP_WIDTH = 100;
  private static final int OPTION_WIDTH = 30;

  @Spec private CommandSpec spec;

  Main() {
    this.spec = CommandSpec.create();
  }

  public static void main(String[] arguments) {
    int status = execute(Style.ofTerminal(), System.out, System.err, arguments);
    Logging.end();
    System.exit(status);
  }

  /** Runs one command; answers go to {@code out}, complaints to {@code err}, all without colour. */
  static int execute(PrintStream out, PrintStream err, String... arguments) {
    return execute(Style.PLAIN, out, err, arguments);
  }

  private static int execute(Style style, PrintStream out, PrintStream err, String... arguments) {
    Logging.configure(Logging.Threshold.info, LogLayout.Format.logfmt);
    PrintWriter answers = new PrintWriter(out, true, StandardCharsets.UTF_8);
    Complaints complaints = new Complaints();
    int status =
        new CommandLine(new Main())
            .addSubcommand(new RunCommand())
            .addSubcommand(new LabCommand())
            .addSubcommand(new ProbeCommand(style))
            .addSubcommand(CheckCommand.line(style))
            .addSubcommand(GenesysCommand.line(style))
            .setOut(answers)
            .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
            .setUsageHelpWidth(HELP_WIDTH)
            .setUsageHelpLongOptionsMaxWidth(OPTION_WIDTH)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(complaints)
            .setExecutionExceptionHandler(complaints)
            .execute(arguments);
    answers.flush();
    return status;
  }

  @Override
  public void run() {
    throw new UsageException(Complaints.noCommand(spec.commandLine(), "missing"));
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
