package dev.handshake.cli;

import dev.handshake.config.ConfigReader;
import dev.handshake.config.Configuration;
import dev.handshake.config.Settings;
import dev.handshake.credential.Credentials;
import dev.handshake.credential.Identity;
import dev.handshake.credential.SecretFile;
import dev.handshake.genesys.GenesysSettings;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.Secret;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says everything that is wrong with something, before it is used. */
@Command(
    name = "check",
    header =
        "Say everything that is wrong with a configuration, an identity or a chain, before it is used.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {CheckCommand.OfConfig.class, CheckWebFileCommand.class})
final class CheckCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** The command with all that it can check. */
  static CommandLine line(Style style) {
    return new CommandLine(new CheckCommand())
        .addSubcommand(new CheckIdentityCommand())
        .addSubcommand(new CheckChainCommand(style))
        .addSubcommand(new CheckHealthCommand());
  }

  @Override
  public void run() {
    throw new UsageException(Complaints.noCommand(spec.commandLine(), "missing"));
  }

  /** Reads a configuration file and all that it names, as {@code run} would. */
  @Command(
      name = "config",
      header = "Read a configuration file and all that it names, as `run` would.",
      mixinStandardHelpOptions = true,
      versionProvider = Main.Version.class)
  static final class OfConfig implements Callable<Integer> {
    @Parameters(paramLabel = "F", description = "the YAML file")
    private Path file = Path.of("handshake.yml");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      Configuration configuration = ConfigReader.load(file, System::getenv, Instant.now());
      Complaints.warn(spec.commandLine().getErr(), configuration);
      Settings settings = configuration.settings();
      FoundTargets found = FoundTargets.in(settings, spec.commandLine().getErr());
      if (!found.isWell()) {
        return Main.USAGE;
      }
      List<Identity.Unusable> unusable = unusable(configuration.credentials());
      unusable.forEach(
          identity -> out.println("identity %s: %s".formatted(identity.name(), identity.why())));
      List<String> withoutSecret = withoutSecret(settings);
      withoutSecret.forEach(out::println);
      out.println(
          "%s: %s, %s, %s"
              .formatted(
                  file,
                  counted(settings.targets().size(), "target"),
                  counted(settings.trust().size(), "trust store"),
                  counted(settings.identities().size(), "identity")
                      + (unusable.isEmpty() ? "" : ", " + unusable.size() + " unusable")
                      + platform(settings.genesys())
                      + (settings.discovery().files().isEmpty()
                          ? ""
                          : ", " + counted(found.discovered(), "target") + " in files")));
      return unusable.isEmpty() && withoutSecret.isEmpty() ? Main.FINE : Main.BAD;
    }

    private static List<Identity.Unusable> unusable(Credentials credentials) {
      return credentials.identityNames().stream()
          .sorted()
          .flatMap(name -> credentials.identity(name).stream())
          .filter(Identity.Unusable.class::isInstance)
          .map(Identity.Unusable.class::cast)
          .toList();
    }

    /** Whose secret cannot be read now; {@code run} looks for it whenever it wants a token. */
    private static List<String> withoutSecret(Settings settings) {
      Stream<String> organizations =
          settings.genesys().organizations().stream()
              .flatMap(one -> trouble("organization " + one.name(), one.secret()));
      Stream<String> targets =
          settings.targets().stream()
              .flatMap(target ->
                  target.module().http().flatMap(HttpCheck::oauth).stream()
                      .flatMap(client -> trouble("target " + target.name(), client.secret())));
      return Stream.concat(organizations, targets).toList();
    }

    private static Stream<String> trouble(String whose, Secret secret) {
      try {
        var _ = SecretFile.reveal(secret);
        return Stream.empty();
      } catch (IllegalArgumentException none) {
        return Stream.of(whose + ": client_secret_file: " + none.getMessage());
      }
    }

    private static String platform(GenesysSettings genesys) {
      return genesys.isEmpty()
          ? ""
          : ", %s, %s"
              .formatted(
                  counted(genesys.regions().size(), "region"),
                  counted(genesys.organizations().size(), "organization"));
    }

    private static String counted(int number, String noun) {
      String plural =
          noun.endsWith("y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
      return number + " " + (number == 1 ? noun : plural);
    }
  }
}
