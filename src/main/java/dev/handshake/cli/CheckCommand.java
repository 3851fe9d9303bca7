package dev.handshake.cli;

import dev.handshake.config.ConfigReader;
import dev.handshake.config.Configuration;
import dev.handshake.credential.Identity;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says everything that is wrong with something, before it is used. */
@Command(
    name = "check",
    description = "Say everything that is wrong with a configuration.",
    mixinStandardHelpOptions = true,
    subcommands = CheckCommand.OfConfig.class)
final class CheckCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing what to check: config");
  }

  /** Reads a configuration file and all that it names, as {@code run} would. */
  @Command(
      name = "config",
      description = "Read a configuration file and all that it names, as `run` would.",
      mixinStandardHelpOptions = true)
  static final class OfConfig implements Callable<Integer> {
    @Parameters(paramLabel = "F", description = "the YAML file")
    private Path file = Path.of("handshake.yml");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      Configuration configuration = ConfigReader.load(file, System::getenv, Instant.now());
      List<String> unusable =
          configuration.credentials().identityNames().stream()
              .sorted()
              .flatMap(name -> configuration.credentials().identity(name).stream())
              .filter(Identity.Unusable.class::isInstance)
              .map(identity ->
                  "identity " + identity.name() + ": " + ((Identity.Unusable) identity).why())
              .toList();
      unusable.forEach(out::println);
      out.println(
          "%s: %d targets, %d trust stores, %d identities%s"
              .formatted(
                  file,
                  configuration.settings().targets().size(),
                  configuration.settings().trust().size(),
                  configuration.settings().identities().size(),
                  unusable.isEmpty() ? ", all usable" : ", " + unusable.size() + " unusable"));
      return unusable.isEmpty() ? Main.FINE : Main.BAD;
    }
  }
}
