package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eavesdropper;
import dev.handshake.Eventually;
import dev.handshake.HookServer;
import dev.handshake.ScriptedHttps;
import dev.handshake.Surface;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.breaker.BreakerState;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.config.Settings;
import dev.handshake.credential.Identity;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.notify.NotifySettings;
import dev.handshake.notify.ReceiverSettings;
import dev.handshake.probe.DnsSettings;
import dev.handshake.report.ProbeOutcome;
import dev.handshake.report.TargetState;
import dev.handshake.schedule.Grid;
import dev.handshake.schedule.ScheduleSettings;
import dev.handshake.target.Endpoint;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.OauthClient;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Secret;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another plan comes in force while an agent runs. */
class AppliedPlanTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SHAKES = Duration.ofSeconds(20);
  private static final Duration OFTEN = Duration.ofSeconds(1);

  /** Longer than any of these tests. */
  private static final Duration SELDOM = Duration.ofMinutes(30);

  /** An open breaker stays open for longer than any of these tests. */
  private static final BreakerSettings LASTING =
      new BreakerSettings(2, Duration.ofMinutes(5), Duration.ofMinutes(9), Duration.ofMinutes(9));

  private static final String NAME = "gateway.handshake.test";
  private static final String NOTIFICATIONS = "handshake_exporter_notifications_total";
  private static final String TRUST = "corporate";

  private final Instant now = Instant.now();
  private final HeldCertificate root = HeldCertificate.named("Root", now).authority().mint();
  private final HeldCertificate clients = HeldCertificate.named("Clients", now).authority().mint();
  private final Gatekeeper server =
      Gatekeeper.open(HeldCertificate.named(NAME, now).dns(NAME).issuedBy(root).mint());
  private final TrustAnchors trust = anchors(TRUST, root);
  private final List<AutoCloseable> open = new ArrayList<>(List.of(server));

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  @Test
  void aTargetThatStaysKeepsItsBreakerItsHistoryAndItsTime() {
    Target stays = target("stays", SELDOM, new Endpoint("127.0.0.1", 1));
    Agent agent = start(plan(stays, target("goes", OFTEN)));
    breaks(agent, "stays");
    TargetState before = state(agent, "stays");

    applied(agent, plan(target("comes", OFTEN), stays));

    probed(agent, "comes");
    assertThat(state(agent, "stays")).isEqualTo(before);
    assertThat(agent.store().target(early("goes"))).isEmpty();
    assertThat(
            new Surface(agent.port()).scrape("tls_probe_success", Map.of("target", early("goes"))))
        .isEmpty();
  }

  @Test
  void aTargetThatChangesBeginsAnewAtOnce() {
    Target closed = target("changes", SELDOM, new Endpoint("127.0.0.1", 1));
    Agent agent = start(plan(closed));
    breaks(agent, "changes");

    applied(agent, plan(target("changes", SELDOM)));

    Eventually.holds(
        PATIENCE,
        () -> {
          TargetState state = state(agent, "changes");
          assertThat(state.status().state()).isEqualTo(BreakerState.CLOSED);
          assertThat(state.last())
              .hasValueSatisfying(last -> assertThat(last.diagnosis().success()).isTrue());
        });
  }

  @Test
  void theNextProbeShowsTheCertificateOfARotatedIdentity() {
    HeldCertificate old = client("old");
    HeldCertificate fresh = client("new");
    Target shows = shows("shows", "agent");
    Target bystander = target("bystander", SELDOM);
    Plan plan = plan(shows, bystander).withCredentials(identity(old), Map.of(TRUST, trust));
    Agent agent = start(plan);
    probed(agent, "shows");
    probed(agent, "bystander");
    TargetState other = state(agent, "bystander");
    assertThat(server.shown()).containsOnly(old.certificate());

    applied(agent, plan.withCredentials(identity(fresh), Map.of(TRUST, trust)));

    Eventually.holds(PATIENCE, () -> assertThat(server.shown()).endsWith(fresh.certificate()));
    assertThat(state(agent, "bystander")).isEqualTo(other);
    assertThat(
            new Surface(agent.port())
                .value("tls_identity_not_after_timestamp_seconds", Map.of("identity", "agent")))
        .isEqualTo(fresh.certificate().getNotAfter().toInstant().toEpochMilli() / 1e3);
  }

  @Test
  void anotherTrustStoreClosesTheBreakersOfThoseWhoUseItAlone() {
    Target believes = target("believes", SELDOM);
    Target other = target("other", SELDOM, new Endpoint("127.0.0.1", 1));
    TrustAnchors strange = anchors("strange", clients);
    Plan plan =
        plan(trusting("strange", believes), other)
            .withTrust(Map.of(TRUST, trust, "strange", strange));
    Agent agent = start(plan);
    breaks(agent, "believes");
    breaks(agent, "other");
    TargetState stays = state(agent, "other");
    long probes = probes(agent, "believes");

    applied(agent, plan.withTrust(Map.of(TRUST, anchors(TRUST, root), "strange", strange)));
    assertThat(probes(agent, "believes")).isEqualTo(probes);
    assertThat(state(agent, "believes").status().state()).isEqualTo(BreakerState.OPEN);

    applied(agent, plan.withTrust(Map.of(TRUST, trust, "strange", anchors("strange", root))));

    Eventually.holds(
        PATIENCE,
        () -> {
          assertThat(state(agent, "believes").last().orElseThrow().diagnosis().success()).isTrue();
          assertThat(state(agent, "believes").status().state()).isEqualTo(BreakerState.CLOSED);
        });
    assertThat(state(agent, "other")).isEqualTo(stays);
  }

  @Test
  void whatIsUnderWayWithATrustStoreThatGoesEndsWithoutAFault() throws IOException {
    try (SilentServer silent = SilentServer.open();
        Eavesdropper faults = Eavesdropper.on("dev.handshake.monitor.Publisher")) {
      Target waits = target("waits", SELDOM, silent.endpoint());
      Plan plan =
          plan(trusting("leaving", waits)).withTrust(Map.of(TRUST, trust, "leaving", trust));
      Agent agent = start(plan);
      silent.awaitClient();

      applied(agent, plan(target("stays", SELDOM)));

      silent.letGo();
      probed(agent, "stays");
      Eventually.holds(
          PATIENCE,
          () ->
              assertThat(
                      new Surface(agent.port())
                          .value("handshake_exporter_probes_in_flight", Map.of()))
                  .isZero());
      assertThat(faults.lines()).isEmpty();
      assertThat(agent.store().target(early("waits"))).isEmpty();
    }
  }

  @Test
  void namesAreLookedUpAsTheNewPlanSays(@TempDir Path directory) throws IOException {
    Path hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.1 " + NAME + "\n");
    DnsSettings nowhere =
        new DnsSettings(
            List.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9)),
            Optional.of(Files.writeString(directory.resolve("empty"), "")),
            Duration.ofMillis(300));
    Target named = target("named", OFTEN, new Endpoint(NAME, server.endpoint().port()));
    Agent agent = start(plan(named).withDns(nowhere));
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(state(agent, "named").last())
                .hasValueSatisfying(last -> assertThat(last.diagnosis().success()).isFalse()));

    applied(
        agent,
        plan(named)
            .withDns(new DnsSettings(nowhere.servers(), Optional.of(hosts), nowhere.timeout())));

    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(state(agent, "named").last().orElseThrow().diagnosis().success()).isTrue());
  }

  @Test
  void breakersFollowOtherSettingsWhereTheyStand() {
    BreakerSettings patient =
        new BreakerSettings(
            9, Duration.ofSeconds(60), Duration.ofMinutes(5), Duration.ofMinutes(5));
    Target fails = target("fails", OFTEN, new Endpoint("127.0.0.1", 1));
    Agent agent = start(plan(fails).withBreaker(patient));
    Eventually.holds(
        PATIENCE,
        () -> assertThat(state(agent, "fails").status().failures()).isGreaterThanOrEqualTo(2));
    long before = probes(agent, "fails");
    assertThat(state(agent, "fails").status().state()).isEqualTo(BreakerState.CLOSED);

    applied(agent, plan(fails));

    breaks(agent, "fails");
    assertThat(probes(agent, "fails")).isLessThan(before + 3);
  }

  @Test
  void whatMayBeAskedForFollowsThePlan() {
    Agent agent = start(plan());
    Surface surface = new Surface(agent.port());
    String ask = "/probe?module=fresh&target=" + server.endpoint();
    assertThat(surface.get(ask).statusCode()).isEqualTo(400);

    ProbeModule fresh = module(SELDOM).withName("fresh");
    Map<String, ProbeModule> modules = new HashMap<>(Settings.DEFAULT.modules());
    modules.put("fresh", fresh);
    applied(agent, plan().withModules(modules));
    assertThat(surface.get(ask).statusCode()).as("an address of nobody's").isEqualTo(403);

    applied(agent, plan(target("known", SELDOM)).withModules(modules));
    assertThat(surface.get(ask).statusCode()).isEqualTo(200);
  }

  @Test
  void theAddressOfTheSurfaceStaysAndIsToldToStay() {
    Agent agent = start(plan());
    int port = agent.port();
    try (Eavesdropper told = Eavesdropper.on(Agent.class.getName())) {
      applied(agent, plan(target("known", SELDOM)).withWeb(new WebSettings("127.0.0.1", 1)));
      assertThat(told.lines()).anyMatch(line -> line.startsWith("another web.listen"));
    }
    assertThat(agent.port()).isEqualTo(port);
    assertThat(new Surface(port).json("/api/v1/targets").get("targets")).hasSize(1);
  }

  @Test
  void receiversOfNotificationsComeWithTheirSeriesAndGoWithThem() throws IOException {
    HookServer hook = HookServer.plain();
    open.add(hook);
    Plan plan = plan(target("fails", SELDOM, new Endpoint("127.0.0.1", 1)));
    Agent agent = start(plan);
    breaks(agent, "fails");
    Surface surface = new Surface(agent.port());
    assertThat(surface.scrape(NOTIFICATIONS, Map.of())).isEmpty();

    applied(agent, plan.withNotifications(webhook(hook)));
    Eventually.holds(
        PATIENCE,
        () -> {
          assertThat(hook.bodies()).hasSize(1);
          assertThat(surface.value(NOTIFICATIONS, Map.of("outcome", "delivered"))).isEqualTo(1);
        });
    assertThat(hook.bodies().getFirst().at("/target").asText()).isEqualTo(early("fails"));

    applied(agent, plan);
    Eventually.holds(PATIENCE, () -> assertThat(surface.scrape(NOTIFICATIONS, Map.of())).isEmpty());
  }

  @Test
  void aTokenIsKeptWhileItsClientStaysAndFetchedAnewByAnotherTrustStore() {
    HeldCertificate shown =
        HeldCertificate.named(NAME, now).dns(NAME).ip("127.0.0.1").issuedBy(root).mint();
    ScriptedHttps idp =
        ScriptedHttps.start(shown, _ -> Optional.of(ScriptedHttps.Said.token("hunter2", 3600)));
    ScriptedHttps gateway =
        ScriptedHttps.start(shown, _ -> Optional.of(ScriptedHttps.Said.of(200, "fine")));
    open.addAll(List.of(idp, gateway));
    Target bears = bearing(target("bears", SELDOM, at(gateway)), at(idp));
    Agent agent = start(plan(bears));
    probed(agent, "bears");

    applied(agent, plan(bears, target("comes", SELDOM)));
    probed(agent, "comes");
    assertThat(idp.asked()).hasSize(1);
    assertThat(gateway.asked()).hasSize(1);

    applied(agent, plan(bears).withTrust(Map.of(TRUST, anchors(TRUST, root, clients))));
    Eventually.holds(PATIENCE, () -> assertThat(gateway.asked()).hasSize(2));
    assertThat(gateway.asked())
        .allSatisfy(asked -> assertThat(asked.authorization()).contains("Bearer hunter2"));
    assertThat(idp.asked()).hasSize(2);
  }

  private static NotifySettings webhook(HookServer hook) {
    URI url = URI.create("http://127.0.0.1:" + hook.port() + "/");
    return new NotifySettings(
        List.of(new ReceiverSettings(url, TRUST, Optional.empty(), Optional.empty())),
        List.of(),
        Optional.empty());
  }

  private static Endpoint at(ScriptedHttps server) {
    return new Endpoint("127.0.0.1", server.port());
  }

  private static Target bearing(Target target, Endpoint idp) {
    OauthClient client =
        new OauthClient(
            URI.create("https://" + idp + "/token"),
            "crm",
            new Secret.Given("secret"),
            Optional.empty(),
            TRUST,
            Optional.empty());
    HttpCheck check = new HttpCheck("GET", "/", Map.of(), Set.of(200), Duration.ofSeconds(10));
    return target.withModule(target.module().withHttp(check.withOauth(Optional.of(client))));
  }

  @Test
  void theScheduleIsSaidToGoOn() {
    Agent agent = start(plan());
    assertThat(new Surface(agent.port()).get("/-/healthy").statusCode()).isEqualTo(200);
  }

  private void breaks(Agent agent, String target) {
    Eventually.holds(
        PATIENCE,
        () -> assertThat(state(agent, target).status().state()).isEqualTo(BreakerState.OPEN));
  }

  private static void probed(Agent agent, String target) {
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(agent.store().target(early(target)))
                .hasValueSatisfying(state -> assertThat(state.last()).isPresent()));
  }

  private static TargetState state(Agent agent, String target) {
    return agent.store().target(early(target)).orElseThrow();
  }

  private static long probes(Agent agent, String target) {
    Map<ProbeOutcome, Long> ended = state(agent, target).tally().probes();
    return ended.getOrDefault(ProbeOutcome.SUCCESS, 0L)
        + ended.getOrDefault(ProbeOutcome.FAILURE, 0L);
  }

  /** A name whose place in the first round, which takes half a minute, is at its beginning. */
  private static String early(String name) {
    return IntStream.iterate(0, suffix -> suffix + 1)
        .mapToObj(suffix -> name + "-" + suffix)
        .filter(one -> Grid.of(one, SELDOM).fraction() < 0.01)
        .findFirst()
        .orElseThrow();
  }

  static void applied(Agent agent, Plan plan) {
    Future<Void> applied = agent.apply(plan);
    applied.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private Agent start(Plan plan) {
    Agent agent = Agent.start(plan, Clock.systemUTC());
    open.add(agent);
    return agent;
  }

  private Plan plan(Target... targets) {
    return new Plan(
        List.of(targets),
        DnsSettings.DEFAULT,
        LASTING,
        ScheduleSettings.DEFAULT,
        new WebSettings("127.0.0.1", 0),
        Map.of(),
        Map.of(TRUST, trust));
  }

  private Target shows(String name, String identity) {
    Target target = target(name, SELDOM);
    return target.withModule(target.module().withIdentity(identity));
  }

  private static Target trusting(String store, Target target) {
    return target.withModule(target.module().withTrust(store));
  }

  private Target target(String name, Duration interval) {
    return target(name, interval, server.endpoint());
  }

  private static Target target(String name, Duration interval, Endpoint endpoint) {
    return new Target(early(name), endpoint, NAME, NAME, module(interval), new TreeMap<>());
  }

  private static ProbeModule module(Duration interval) {
    return ProbeModule.DEFAULT.withTrust(TRUST).withTiming(Paces.timing(interval, SHAKES));
  }

  private HeldCertificate client(String name) {
    return HeldCertificate.named(name, now).issuedBy(clients).mint();
  }

  private static Map<String, Identity> identity(HeldCertificate certificate) {
    return Map.of("agent", certificate.identity("agent"));
  }

  /** A server that takes connections and says nothing. */
  private static final class SilentServer implements AutoCloseable {
    private final ServerSocket socket;
    private final List<Socket> clients = new ArrayList<>();

    private SilentServer(ServerSocket socket) {
      this.socket = socket;
    }

    static SilentServer open() throws IOException {
      return new SilentServer(new ServerSocket(0, 8, InetAddress.ofLiteral("127.0.0.1")));
    }

    Endpoint endpoint() {
      return new Endpoint("127.0.0.1", socket.getLocalPort());
    }

    void awaitClient() throws IOException {
      clients.add(socket.accept());
    }

    void letGo() throws IOException {
      for (Socket client : clients) {
        client.close();
      }
    }

    @Override
    public void close() throws IOException {
      letGo();
      socket.close();
    }
  }

  private static TrustAnchors anchors(String name, HeldCertificate... roots) {
    return TrustAnchors.of(
        name,
        Set.copyOf(Arrays.stream(roots).map(HeldCertificate::certificate).toList()),
        List.of());
  }
}
