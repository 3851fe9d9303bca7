package dev.handshake.cli;

import dev.handshake.agent.Agent;
import dev.handshake.agent.HeadStart;
import dev.handshake.agent.Plan;
import dev.handshake.agent.Reloader;
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
    header = "Probe the configured targets and export what was found.",
    customSynopsis = {
      "handshake-exporter run --config.file=F [--web.listen-address=A]",
      "         [--web.config.file=F] [--log.level=L] [--log.format=F]"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Examples:",
      "  handshake-exporter run --config.file=handshake.yml",
      "  handshake-exporter run --config.file=handshake.yml --web.listen-address=127.0.0.1:10219 \\",
      "    --log.format=json",
      "",
      "SIGHUP, and POST /-/reload, read the configuration and all its files again; a change of a",
      "file is found within seconds without. A configuration that cannot be used changes nothing.",
      "SIGTERM or Ctrl-C lets probes under way end, and then it ends with status 0."
    })
final class RunCommand implements Callable<Integer> {
  @Option(
      names = "--config.file",
      paramLabel = "F",
      required = true,
      order = 1,
      description = "the YAML file that says what to watch")
  private Path file = Path.of("handshake.yml");

  @Option(
      names = "--web.listen-address",
      paramLabel = "A",
      order = 2,
      description = "host:port or :port instead of the file's web.listen")
  private Optional<String> listen = Optional.empty();

  @Mixin private WebFileOption webFile = new WebFileOption();

  @Mixin private LogOptions log = new LogOptions();

  @Override
  public Integer call() {
    log.apply(Logging.Threshold.info);
    HeadStart.begin();
    Optional<WebSettings> address = listen.map(ListenAddress::parse);
    Reloader reloader =
        Reloader.load(
            named -> ConfigReader.load(file, System::getenv, Instant.now(), named, webFile.file()),
            configuration -> withAddress(Plan.of(configuration), address));
    Signals.onHangup(() -> reloader.reload(Reloader.Cause.SIGNAL));
    Running.untilStopped(() -> Agent.start(reloader, Clock.systemUTC()), _ -> {});
    return Main.FINE;
  }

  private static Plan withAddress(Plan plan, Optional<WebSettings> address) {
    return address
        .map(given -> plan.withWeb(plan.web().at(given.host(), given.port())))
        .orElse(plan);
  }
}
