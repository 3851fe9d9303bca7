package dev.handshake.cli;

import dev.handshake.agent.Agent;
import dev.handshake.agent.Plan;
import dev.handshake.config.ConfigReader;
import dev.handshake.web.WebSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The agent, until it is told to stop. */
@Command(
    name = "run",
    description = "Probe the configured targets and export what was found.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Option(
      names = "--config.file",
      paramLabel = "F",
      required = true,
      description = "the YAML file that says what to watch")
  private Path file = Path.of("handshake.yml");

  @Option(
      names = "--web.listen-address",
      paramLabel = "A",
      description = "host:port or :port instead of the file's web.listen")
  private Optional<String> listen = Optional.empty();

  @Mixin private LogOptions log = new LogOptions();

  @Override
  public Integer call() throws InterruptedException {
    log.apply();
    Plan plan = Plan.of(ConfigReader.load(file, System::getenv, Instant.now()));
    Optional<WebSettings> address = listen.map(ListenAddress::parse);
    Running.untilStopped(
        () -> Agent.start(address.map(plan::withWeb).orElse(plan), Clock.systemUTC()), _ -> {});
    return Main.FINE;
  }
}
