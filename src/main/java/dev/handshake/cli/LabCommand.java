package dev.handshake.cli;

import dev.handshake.agent.Agent;
import dev.handshake.agent.Plan;
import dev.handshake.lab.Street;
import dev.handshake.web.WebSettings;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
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
    description = "Run the agent against an embedded street of well- and ill-behaved TLS servers.",
    mixinStandardHelpOptions = true)
final class LabCommand implements Callable<Integer> {
  @Option(
      names = "--web.listen-address",
      paramLabel = "A",
      description = "host:port or :port; default 127.0.0.1:10219")
  private Optional<String> listen = Optional.empty();

  @Mixin private LogOptions log = new LogOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    log.apply();
    WebSettings address =
        listen
            .map(ListenAddress::parse)
            .orElse(new WebSettings(Street.ADDRESS, WebSettings.DEFAULT.port()));
    PrintWriter out = spec.commandLine().getOut();
    try (Street street = Street.start(Instant.now())) {
      Plan plan = street.plan(address);
      Running.untilStopped(
          () -> Agent.start(plan, Clock.systemUTC()),
          agent -> LabText.whenReady(agent, street, out, address));
    }
    return Main.FINE;
  }
}
