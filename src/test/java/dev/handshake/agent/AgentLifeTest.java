package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.handshake.Eavesdropper;
import dev.handshake.Eventually;
import dev.handshake.Surface;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Scenario;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.Street;
import dev.handshake.target.ProbeTiming;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the agent begins and ends. */
class AgentLifeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final WebSettings ANY_PORT = new WebSettings(Street.ADDRESS, 0);

  /** A silent server is waited for longer than anybody waits for a stop. */
  private static final ProbeTiming PATIENT =
      new ProbeTiming(
          Duration.ofSeconds(1),
          Duration.ofMinutes(20),
          Duration.ofSeconds(1),
          Duration.ofMinutes(10),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1));

  private static final String PROBES_DROPPED = "probes under way are dropped";

  private static Street street;

  @BeforeAll
  static void open() {
    List<Scenario> rows =
        Stream.of("silence", "mtls-judged-forever", "fine-tls13").map(Scenarios::named).toList();
    street = Street.start(LabPki.mint(Instant.now()), rows);
  }

  @AfterAll
  static void close() {
    street.close();
  }

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void closesBeforeSilentServersEndAndAccusesNobodyOfIt() throws IOException {
    Plan plan = street.plan(ANY_PORT);
    Agent agent =
        Agent.start(
            plan.withTargets(
                plan.targets().stream().map(target -> Paces.with(target, PATIENT)).toList()),
            Clock.systemUTC());
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(
                    new Surface(agent.port())
                        .value("handshake_exporter_probes_in_flight", Map.of()))
                .isEqualTo(2));
    try (Socket keptAlive = keptAlive(agent.port());
        Eavesdropper events = Eavesdropper.on(EventLog.class.getName());
        Eavesdropper life = Eavesdropper.on(Agent.class.getName())) {
      agent.close();
      assertThat(life.lines()).anyMatch(line -> line.startsWith(PROBES_DROPPED));
      assertThat(events.lines()).isEmpty();
      assertThat(keptAlive.getInputStream().readAllBytes())
          .as("the rest of the answer")
          .isNotEmpty();
      assertFree(agent.port());
    }
  }

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void closesWithoutWaitingWhenNothingIsUnderWay() throws IOException {
    Plan plan = street.plan(ANY_PORT);
    Agent agent =
        Agent.start(
            plan.withTargets(List.of(street.house("fine-tls13").target())), Clock.systemUTC());
    try (Socket keptAlive = keptAlive(agent.port());
        Eavesdropper life = Eavesdropper.on(Agent.class.getName())) {
      agent.close();
      assertThat(life.lines())
          .as("nothing was waited for in vain")
          .noneMatch(line -> line.startsWith(PROBES_DROPPED) || line.startsWith("requests"))
          .anyMatch(line -> line.startsWith("agent stopped"));
      assertThat(keptAlive.getInputStream().readAllBytes())
          .as("the rest of the answer")
          .isNotEmpty();
    }
  }

  @Test
  void aTakenPortIsNamedAndLeavesNothingRunning() throws IOException {
    long before = threads();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral(Street.ADDRESS))) {
      WebSettings address = new WebSettings(Street.ADDRESS, taken.getLocalPort());
      assertThatIllegalStateException()
          .isThrownBy(() -> Agent.start(street.plan(address), Clock.systemUTC()))
          .withMessageContaining("web.listen: 127.0.0.1:" + taken.getLocalPort())
          .withMessageContaining("in use");
    }
    Eventually.holds(
        PATIENCE, () -> assertThat(threads()).as("threads of Vert.x").isLessThanOrEqualTo(before));
  }

  /** A connection that a scraper keeps for its next scrape. */
  private static Socket keptAlive(int port) throws IOException {
    Socket socket = new Socket(InetAddress.ofLiteral(Street.ADDRESS), port);
    socket
        .getOutputStream()
        .write(
            "GET /-/healthy HTTP/1.1\r\nHost: agent\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(socket.getInputStream().read()).isEqualTo('H');
    return socket;
  }

  private static void assertFree(int port) throws IOException {
    try (ServerSocket again = new ServerSocket(port, 1, InetAddress.ofLiteral(Street.ADDRESS))) {
      assertThat(again.getLocalPort()).isEqualTo(port);
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("vert.x"))
        .count();
  }
}
