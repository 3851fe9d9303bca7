package dev.handshake.cli;

import dev.handshake.agent.Agent;
import dev.handshake.agent.Plan;
import dev.handshake.config.ConfigWarning;
import dev.handshake.lab.Platform;
import dev.handshake.lab.PlatformRotation;
import dev.handshake.lab.PlatformWatch;
import dev.handshake.lab.Street;
import dev.handshake.web.WebSettings;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The agent against the embedded lab. */
@Command(
    name = "lab",
    header = "Run the agent against an embedded street of well- and ill-behaved TLS servers.",
    description = {
      "",
      "Each server on this street, all of them on loopback, stands for one way in which a handshake",
      "fails or succeeds, and knows the word that the agent must find for it. Beside it stands a",
      "stand-in of Genesys Cloud with a customer's gateways, whose client certificate changes within",
      "minutes. Nothing leaves this machine."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class LabCommand implements Callable<Integer> {
  private static final WebSettings ON_LOOPBACK =
      new WebSettings(Street.ADDRESS, WebSettings.DEFAULT.port());

  /** When the platform's next client certificate is published, and when it is the current one. */
  private static final Duration PUBLISHED = Duration.ofMinutes(1);

  private static final Duration CURRENT = Duration.ofMinutes(3);

  /** Within this the agent believes what it is told of the next one, and misses none. */
  private static final Duration BELIEVED = Duration.ofSeconds(30);

  @Option(
      names = "--web.listen-address",
      paramLabel = "A",
      order = 1,
      description = "host:port or :port; default 127.0.0.1:10219")
  private Optional<String> listen = Optional.empty();

  @Mixin private WebFileOption webFile = new WebFileOption();

  @Mixin private LogOptions log = new LogOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    log.apply(Logging.Threshold.error);
    List<ConfigWarning> warnings = new ArrayList<>();
    WebSettings address =
        webFile.over(listen.map(ListenAddress::parse).orElse(ON_LOOPBACK), warnings);
    warnings.forEach(spec.commandLine().getErr()::println);
    try (Street street = Street.start(Instant.now());
        Platform platform = Platform.beforeRotation(Clock.systemUTC(), PUBLISHED.plus(BELIEVED));
        PlatformRotation _ = PlatformRotation.start(platform, PUBLISHED, CURRENT)) {
      Plan plan = PlatformWatch.added(street.plan(address), platform);
      Running.untilStopped(
          () -> Agent.start(plan, Clock.systemUTC()),
          agent -> show(agent, street, platform, address));
    }
    return Main.FINE;
  }

  private void show(Agent agent, Street street, Platform platform, WebSettings address)
      throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    LabText.show(agent, street.houses(), address, out);
    out.print(LabText.platform(platform, PUBLISHED, CURRENT));
    out.println("Stop with Ctrl-C.");
    out.flush();
  }
}
