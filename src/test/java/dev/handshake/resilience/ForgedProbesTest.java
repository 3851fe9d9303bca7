package dev.handshake.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Surface;
import dev.handshake.address.ProbeAllowance;
import dev.handshake.agent.Agent;
import dev.handshake.agent.Plan;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.Street;
import dev.handshake.probe.DnsSettings;
import dev.handshake.probe.ScriptedNameServer;
import dev.handshake.probe.ScriptedNameServer.Answer;
import dev.handshake.probe.ScriptedNameServer.Query;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever may ask {@code /probe} anything public reaches nothing inside by it, however the address
 * is written and wherever a name leads.
 */
class ForgedProbesTest {
  private static final AtomicInteger REACHED = new AtomicInteger();

  private static ServerSocket inside;
  private static ScriptedNameServer names;
  private static Street street;
  private static Agent agent;
  private static Surface surface;

  @BeforeAll
  static void start() throws IOException {
    inside = new ServerSocket();
    inside.bind(new InetSocketAddress("0.0.0.0", 0));
    Thread.ofVirtual().start(ForgedProbesTest::count);
    names = new ScriptedNameServer(ForgedProbesTest::answer);
    street = Street.start(LabPki.mint(Instant.now()), List.of(Scenarios.named("fine-ecdsa")));
    agent = Agent.start(plan(), Clock.systemUTC());
    surface = new Surface(agent.port());
  }

  private static Plan plan() {
    Plan plan =
        street.plan(
            new WebSettings(Street.ADDRESS, 0).withProbeAllow(List.of(ProbeAllowance.parse("*"))));
    return new Plan(
            plan.targets(),
            new DnsSettings(List.of(names.address()), Optional.empty(), Duration.ofSeconds(5)),
            plan.breaker(),
            plan.schedule(),
            plan.web(),
            plan.identities(),
            plan.trust())
        .withModules(plan.modules());
  }

  @AfterAll
  static void stop() throws IOException {
    agent.close();
    street.close();
    names.close();
    inside.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fd00:ec2::254]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:7f00:1::]",
        "inside.handshake.test"
      })
  void whatLiesInsideIsForbiddenAndNotDialled(String host) {
    HttpResponse<String> answer = ask(host + ":" + inside.getLocalPort());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
    assertThat(REACHED).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2130706433",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "0x7f000001",
        "017700000001",
        "127.1",
        "127.0.1",
        "127.0.0.1.",
        "127。0。0。1",
        "①②⑦.0.0.1"
      })
  void otherWaysToWriteAnAddressLeadNowhere(String host) {
    HttpResponse<String> answer = ask(host + ":" + inside.getLocalPort());
    assertThat(answer.statusCode()).as(answer.body()).isIn(400, 403);
    assertThat(REACHED).hasValue(0);
  }

  private static HttpResponse<String> ask(String target) {
    return surface.get(
        "/probe?module=http_2xx&target=" + URLEncoder.encode(target, StandardCharsets.UTF_8),
        "X-Prometheus-Scrape-Timeout-Seconds",
        "2");
  }

  private static List<byte[]> answer(Query query) {
    Answer answer =
        query.type() == ScriptedNameServer.A
            ? Answer.of(Answer.a(query.name(), "127.0.0.1"))
            : Answer.of();
    return List.of(answer.forNow().to(query));
  }

  private static void count() {
    try {
      while (true) {
        inside.accept().close();
        REACHED.incrementAndGet();
      }
    } catch (IOException over) {
      // The test is.
    }
  }
}
