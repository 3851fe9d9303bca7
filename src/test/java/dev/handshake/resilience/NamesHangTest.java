package dev.handshake.resilience;

import static dev.handshake.resilience.Neighbourhood.failures;
import static dev.handshake.resilience.Neighbourhood.openings;
import static dev.handshake.resilience.Neighbourhood.probes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import dev.handshake.Surface;
import dev.handshake.agent.Agent;
import dev.handshake.agent.Plan;
import dev.handshake.config.ConfigReader;
import dev.handshake.probe.ScriptedNameServer;
import dev.handshake.probe.ScriptedNameServer.Answer;
import dev.handshake.probe.ScriptedNameServer.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No name server answers any more, and then they do again. */
class NamesHangTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String BY_ADDRESS = "fine-tls13";
  private static final int NAMED = 20;

  @TempDir private Path directory;

  @Test
  void whatNeedsNoNameIsUnhurtAndNoServerIsBlamed() throws IOException {
    AtomicBoolean hangs = new AtomicBoolean();
    try (Neighbourhood here = Neighbourhood.open(directory, BY_ADDRESS);
        ScriptedNameServer names =
            new ScriptedNameServer(query -> hangs.get() ? List.of() : List.of(loopback(query)));
        Agent agent = started(here, names)) {
      Surface surface = new Surface(agent.port());
      goOn(surface, BY_ADDRESS, "success");
      goOn(surface, name(0), "success");
      hangs.set(true);
      Eventually.holds(
          PATIENCE,
          () -> assertThat(failures(surface, name(0), "dns_timeout")).isGreaterThanOrEqualTo(3));
      goOn(surface, BY_ADDRESS, "success");
      assertThat(probes(surface, BY_ADDRESS, "failure")).isZero();
      for (int number = 0; number < NAMED; number++) {
        assertThat(openings(surface, name(number))).isZero();
      }
      hangs.set(false);
      goOn(surface, name(0), "success");
    }
  }

  /** Each name is looked up anew for each probe, as the answers live for no time. */
  private static Agent started(Neighbourhood here, ScriptedNameServer names) throws IOException {
    String port = ":" + here.street().house(BY_ADDRESS).target().endpoint().port();
    StringBuilder named = new StringBuilder();
    IntStream.range(0, NAMED)
        .forEach(number ->
            named.append(
                "  - {name: %s, address: '%s%s', server_name: gateway.handshake.test, module: lab}\n"
                    .formatted(name(number), name(number) + ".handshake.test", port)));
    here.configure(named.toString());
    String text =
        Files.readString(here.configuration())
            .replace(
                "dns: {", "dns: {servers: ['127.0.0.1:%d'], ".formatted(names.address().getPort()));
    Files.writeString(here.configuration(), text);
    return Agent.start(
        Plan.of(ConfigReader.load(here.configuration(), _ -> null, Instant.now())),
        Clock.systemUTC());
  }

  private static byte[] loopback(Query query) {
    return (query.type() == ScriptedNameServer.A
            ? Answer.of(Answer.a(query.name(), "127.0.0.1"))
            : Answer.of())
        .forNow()
        .to(query);
  }

  private static void goOn(Surface surface, String target, String outcome) {
    double before = probes(surface, target, outcome);
    Eventually.holds(
        PATIENCE,
        () -> assertThat(probes(surface, target, outcome)).isGreaterThanOrEqualTo(before + 2));
  }

  private static String name(int number) {
    return "named-" + number;
  }
}
