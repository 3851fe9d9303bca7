package dev.handshake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.Eventually;
import dev.handshake.Sample;
import dev.handshake.Surface;
import dev.handshake.agent.Agent;
import dev.handshake.agent.Plan;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.probe.DnsSettings;
import dev.handshake.schedule.ScheduleSettings;
import dev.handshake.target.AddressFamily;
import dev.handshake.target.Addresses;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.Route;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bad back end of three is named, by the agent as a whole. */
class EachAddressTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String POOL = "pool.handshake.test";
  private static final ProbeTiming QUICK =
      new ProbeTiming(
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1));
  private static final ProbeModule EACH =
      ProbeModule.DEFAULT
          .withName("each")
          .withTrust(LabPki.TRUST)
          .withTiming(QUICK)
          .withRoute(Route.DEFAULT.withAddresses(Addresses.ALL));

  @TempDir Path directory;

  @SuppressWarnings("TimeInStaticInitializer") // certificates for this run
  private static final LabPki PKI = LabPki.mint(Instant.now());

  private final List<ServerSocket> servers = new ArrayList<>();
  private int port;

  @BeforeEach
  void serve() throws IOException {
    port = serve("127.0.0.1", 0, ServerCertificate.FINE);
    serve("127.0.0.2", port, ServerCertificate.EXPIRED);
    serve("127.0.0.3", port, ServerCertificate.FINE);
    hosts("127.0.0.1", "127.0.0.2", "127.0.0.3");
  }

  @AfterEach
  void close() throws IOException {
    for (ServerSocket server : servers) {
      server.close();
    }
  }

  @Test
  void exactlyTheBadBackEndFailsUnderItsAddress() throws IOException {
    try (Agent agent = start(EACH)) {
      Surface surface = new Surface(agent.port());
      Eventually.holds(
          PATIENCE,
          () ->
              assertThat(successes(surface))
                  .isEqualTo(Map.of("127.0.0.1", 1.0, "127.0.0.2", 0.0, "127.0.0.3", 1.0)));
      assertThat(surface.scrape("tls_probe_failure_info", Map.of()))
          .singleElement()
          .satisfies(sample ->
              assertThat(sample.has(Map.of("ip", "127.0.0.2", "reason", "certificate_expired")))
                  .isTrue());
      Eventually.holds(
          PATIENCE,
          () ->
              assertThat(
                      surface.value(
                          "tls_breaker_state", Map.of("ip", "127.0.0.2", "state", "open")))
                  .isEqualTo(1));
      assertThat(surface.value("tls_breaker_state", Map.of("ip", "127.0.0.1", "state", "closed")))
          .isEqualTo(1);
      assertThat(surface.scrape("tls_connection_info", Map.of("ip", "127.0.0.3"))).hasSize(1);
      JsonNode each = surface.json("/api/v1/targets/pool").get("targets");
      assertThat(each.findValuesAsText("ip")).contains("127.0.0.1", "127.0.0.2", "127.0.0.3");
      JsonNode one = surface.json("/api/v1/targets/pool?ip=127.0.0.2");
      assertThat(one.get("last").get("reason").asText()).isEqualTo("certificate_expired");
      assertThat(one.get("history").isEmpty()).isFalse();
    }
  }

  @Test
  void addressesThatVanishLeaveTheNextScrape() throws IOException {
    try (Agent agent = start(EACH)) {
      Surface surface = new Surface(agent.port());
      Eventually.holds(PATIENCE, () -> assertThat(successes(surface)).hasSize(3));
      hosts("127.0.0.3");
      Eventually.holds(
          PATIENCE, () -> assertThat(successes(surface)).containsOnlyKeys("127.0.0.3"));
      assertThat(surface.scrape().stream().filter(sample -> sample.has(Map.of("ip", "127.0.0.2"))))
          .isEmpty();
    }
  }

  @Test
  void aNameWithoutAnAddressOfTheFamilyIsSeenToFail() throws IOException {
    try (LabDns dns = LabDns.open();
        Agent agent = start(EACH.withFamily(AddressFamily.IPV6), dns.settings())) {
      Surface surface = new Surface(agent.port());
      Eventually.holds(
          PATIENCE,
          () ->
              assertThat(surface.scrape("tls_probe_failure_info", Map.of()))
                  .singleElement()
                  .satisfies(sample -> {
                    assertThat(sample.has(Map.of("reason", "dns_no_address"))).isTrue();
                    assertThat(sample.labels()).doesNotContainKey("ip");
                  }));
    }
  }

  private static Map<String, Double> successes(Surface surface) {
    return surface.scrape("tls_probe_success", Map.of("target", "pool")).stream()
        .collect(Collectors.toMap(sample -> sample.labels().getOrDefault("ip", ""), Sample::value));
  }

  private Agent start(ProbeModule module) {
    InetSocketAddress nobody = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 1);
    return start(
        module,
        new DnsSettings(
            List.of(nobody), Optional.of(directory.resolve("hosts")), Duration.ofMillis(500)));
  }

  private Agent start(ProbeModule module, DnsSettings dns) {
    Target target =
        new Target(
            "pool",
            new Endpoint(POOL, port),
            LabPki.SERVER_NAME,
            LabPki.SERVER_NAME,
            module,
            new TreeMap<>());
    return Agent.start(
        new Plan(
            List.of(target),
            dns,
            BreakerSettings.DEFAULT,
            ScheduleSettings.DEFAULT,
            new WebSettings(Street.ADDRESS, 0),
            Map.of(),
            Map.of(LabPki.TRUST, PKI.roots())),
        Clock.systemUTC());
  }

  private void hosts(String... addresses) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String address : addresses) {
      lines.append(address).append(' ').append(POOL).append('\n');
    }
    Files.writeString(directory.resolve("hosts"), lines);
  }

  private int serve(String address, int wanted, ServerCertificate certificate) throws IOException {
    ServerSocket server = new ServerSocket();
    servers.add(server);
    server.bind(new InetSocketAddress(InetAddress.ofLiteral(address), wanted), 64);
    TlsConversation conversation = new TlsConversation(Serving.Tls.showing(certificate), PKI);
    Thread.ofVirtual().start(() -> accept(server, conversation));
    return server.getLocalPort();
  }

  private static void accept(ServerSocket server, Conversation conversation) {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> hold(socket, conversation));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static void hold(Socket socket, Conversation conversation) {
    try (socket) {
      conversation.hold(socket);
    } catch (IOException peerWentAway) {
      // What the peer makes of it is what the test looks at.
    }
  }
}
