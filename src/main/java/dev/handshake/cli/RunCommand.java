package dev.handshake.cli;

import dev.handshake.address.ProbeAllowance;
import dev.handshake.agent.Agent;
import dev.handshake.agent.HeadStart;
import dev.handshake.agent.Plan;
import dev.handshake.config.ConfigReader;
import dev.handshake.config.Configuration;
import dev.handshake.web.WebSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The agent, until it is told to stop. */
@Command(
    name = "run",
    header = "Probe the configured targets and export what was found.",
    customSynopsis = {
      "handshake-exporter run --config.file=F [--web.listen-address=A]",
      "         [--log.level=L] [--log.format=F]"
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
      "SIGTERM or Ctrl-C lets probes under way end, and then it ends with status 0."
    })
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

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

  @Mixin private LogOptions log = new LogOptions();

  @Override
  public Integer call() {
    log.apply(Logging.Threshold.info);
    HeadStart.begin();
    Optional<WebSettings> address = listen.map(ListenAddress::parse);
    Configuration configuration = ConfigReader.load(file, System::getenv, Instant.now());
    configuration.warnings().forEach(warning -> LOG.warn("{}", warning));
    Plan configured = Plan.of(configuration);
    List<ProbeAllowance> allowed = configured.web().probeAllow();
    Plan plan =
        address.map(web -> configured.withWeb(web.withProbeAllow(allowed))).orElse(configured);
    Running.untilStopped(() -> Agent.start(plan, Clock.systemUTC()), _ -> {});
    return Main.FINE;
  }
}
