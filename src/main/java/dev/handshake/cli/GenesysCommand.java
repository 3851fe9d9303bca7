package dev.handshake.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks at the platform's side of the handshake. */
@Command(
    name = "genesys",
    header = "Look at Genesys Cloud's side of the handshake: its regions, certificates, changes.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class GenesysCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** The command with all that it can show. */
  static CommandLine line(Style style) {
    return new CommandLine(new GenesysCommand())
        .addSubcommand(new GenesysRegionsCommand())
        .addSubcommand(new GenesysCertificatesCommand(style))
        .addSubcommand(new GenesysAuditCommand(style))
        .addSubcommand(new GenesysGatewayCommand(style))
        .addSubcommand(new DeployDomainCommand());
  }

  @Override
  public void run() {
    throw new UsageException(Complaints.noCommand(spec.commandLine(), "missing"));
  }
}
