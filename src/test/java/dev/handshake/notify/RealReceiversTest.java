package dev.handshake.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.AlertmanagerServer;
import dev.handshake.Eavesdropper;
import dev.handshake.Eventually;
import dev.handshake.HookServer;
import dev.handshake.HookServer.Reply;
import dev.handshake.RequiresProgram;
import dev.handshake.breaker.BreakerState;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.probe.DnsSettings;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.report.TargetStatus;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Receivers on real sockets: what they get, and who is not told anything. */
class RealReceiversTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Target CRM = Breakers.target("crm");
  private static final char[] PASSWORD = "only in memory".toCharArray();

  private final HeldCertificate root =
      HeldCertificate.named("root", Instant.now()).authority().mint();
  private final HeldCertificate client =
      HeldCertificate.named("agent", Instant.now()).issuedBy(root).mint();
  private final Counts counts = new Counts();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  @Test
  void aWebhookGetsOneObjectAnEvent() throws IOException {
    HookServer hook = opened(HookServer.plain());
    breaks(webhook("http://127.0.0.1:" + hook.port() + "/a/b?c=d"), CRM);

    JsonNode body = received(hook, 1).getFirst();
    assertThat(body.at("/target").asText()).isEqualTo("crm");
    assertThat(body.at("/cause/reason").asText()).isEqualTo("connect_refused");
    HookServer.Request request = hook.requests().getFirst();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/a/b?c=d");
    assertThat(request.headers()).containsEntry("Content-type", List.of("application/json"));
    ended(Outcome.DELIVERED, 1);
  }

  @Test
  void aServerErrorIsTriedAgain() throws IOException {
    HookServer hook = opened(HookServer.plain()).replies(Reply.of(503), Reply.of(429));
    breaks(webhook("http://127.0.0.1:" + hook.port()), CRM);
    received(hook, 3);
    ended(Outcome.DELIVERED, 1);
  }

  @Test
  void aClientErrorIsNot() throws IOException {
    HookServer hook = opened(HookServer.plain()).replies(Reply.of(403));
    breaks(webhook("http://127.0.0.1:" + hook.port()), CRM);
    ended(Outcome.FAILED, 1);
    assertThat(hook.requests()).hasSize(1);
  }

  @Test
  void aRedirectIsNotFollowed() throws IOException {
    HookServer elsewhere = opened(HookServer.plain());
    HookServer hook =
        opened(HookServer.plain())
            .replies(
                new Reply(
                    307, Map.of("Location", "http://127.0.0.1:" + elsewhere.port() + "/"), 0));
    breaks(webhook("http://127.0.0.1:" + hook.port()), CRM);
    ended(Outcome.FAILED, 1);
    assertThat(elsewhere.requests()).isEmpty();
  }

  @Test
  void anAnswerIsNotReadToTheEndOfItsMegabytes() throws IOException {
    HookServer hook = opened(HookServer.plain()).replies(new Reply(200, Map.of(), 64 << 20));
    breaks(webhook("http://127.0.0.1:" + hook.port()), CRM);
    ended(Outcome.DELIVERED, 1);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aSilentReceiverIsLeftAndTriedAgain() throws IOException {
    ServerSocket silent = opened(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")));
    Notifications notifications = webhook("http://127.0.0.1:" + silent.getLocalPort());
    breaks(notifications, CRM);
    byte[] said = opened(silent.accept()).getInputStream().readAllBytes();
    assertThat(new String(said, StandardCharsets.UTF_8)).startsWith("POST ").contains("crm");
    opened(silent.accept());
  }

  @Test
  void overTlsTheReceiverProvesWhoItIs() throws Exception {
    HookServer hook = opened(HookServer.secure(tls(server("127.0.0.1"), root)));
    breaks(webhook("https://127.0.0.1:" + hook.port() + "/"), CRM);
    received(hook, 1);
    ended(Outcome.DELIVERED, 1);
  }

  @Test
  void aReceiverOfAnotherNameIsToldNothing() throws Exception {
    HookServer hook = opened(HookServer.secure(tls(server("127.0.0.2"), root)));
    breaks(webhook("https://127.0.0.1:" + hook.port() + "/"), CRM);
    ended(Outcome.FAILED, 1);
    assertThat(hook.requests()).isEmpty();
  }

  @Test
  void aReceiverOfAnUnknownRootIsToldNothing() throws Exception {
    HeldCertificate stranger =
        HeldCertificate.named("stranger", Instant.now()).ip("127.0.0.1").mint();
    HookServer hook = opened(HookServer.secure(tls(stranger, root)));
    breaks(webhook("https://127.0.0.1:" + hook.port() + "/"), CRM);
    ended(Outcome.FAILED, 1);
    assertThat(hook.requests()).isEmpty();
  }

  @Test
  void aReceiverThatAsksIsShownOurCertificate() throws Exception {
    HookServer hook = opened(HookServer.mutual(tls(server("127.0.0.1"), root)));
    breaks(webhook("https://127.0.0.1:" + hook.port() + "/", Optional.of("agent")), CRM);
    received(hook, 1);
    ended(Outcome.DELIVERED, 1);
  }

  @Test
  void aReceiverThatRefusesOurCertificateIsNotTriedAgain() throws Exception {
    HookServer hook = opened(HookServer.mutual(tls(server("127.0.0.1"), root)));
    breaks(webhook("https://127.0.0.1:" + hook.port() + "/", Optional.of("stranger")), CRM);
    ended(Outcome.FAILED, 1);
    assertThat(hook.requests()).isEmpty();
  }

  @Test
  void anIdentityThatCannotBeUsedIsSaid() throws Exception {
    HookServer hook = opened(HookServer.mutual(tls(server("127.0.0.1"), root)));
    try (Eavesdropper log = Eavesdropper.on(Ledger.class.getName())) {
      breaks(webhook("https://127.0.0.1:" + hook.port() + "/", Optional.of("broken")), CRM);
      ended(Outcome.FAILED, 1);
      assertThat(log.lines()).singleElement().asString().contains("broken.pem: no certificate");
    }
  }

  @Test
  void nothingOfTheUrlButItsHostIsLogged() throws IOException {
    HookServer hook = opened(HookServer.plain()).replies(Reply.of(404));
    try (Eavesdropper log = Eavesdropper.on(Ledger.class.getName())) {
      breaks(webhook("http://127.0.0.1:" + hook.port() + "/hunter2?key=hunter2"), CRM);
      ended(Outcome.FAILED, 1);
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("webhooks[0]", "127.0.0.1", "answered with HTTP status 404")
          .doesNotContain("hunter2");
    }
  }

  @Test
  void aReceiverThatStaysIsReachedWithWhatIsNewOfIt() throws Exception {
    HookServer hook = opened(HookServer.mutual(tls(server("127.0.0.1"), root)));
    String url = "https://127.0.0.1:" + hook.port() + "/";
    Notifications notifications = webhook(url, Optional.of("stranger"));
    breaks(notifications, CRM);
    ended(Outcome.FAILED, 1);

    notifications.become(
        new NotifySettings(
            List.of(receiver(url, Optional.of("agent"))), List.of(), Optional.empty()),
        DnsSettings.DEFAULT);
    breaks(notifications, Breakers.target("other"));

    assertThat(received(hook, 1).getFirst().at("/target").asText()).isEqualTo("other");
  }

  @Test
  void anotherReceiverIsToldWhatIsOpenAndTheEndOfItAndTheFirstNothingMore() throws IOException {
    HookServer hook = opened(HookServer.plain());
    HookServer other = opened(HookServer.plain());
    Notifications notifications = webhook("http://127.0.0.1:" + hook.port() + "/");
    breaks(notifications, CRM);
    received(hook, 1);

    notifications.become(
        new NotifySettings(
            List.of(receiver("http://127.0.0.1:" + other.port() + "/", Optional.empty())),
            List.of(),
            Optional.empty()),
        DnsSettings.DEFAULT);
    received(other, 1);
    works(notifications, CRM);

    assertThat(received(other, 2))
        .extracting(body -> body.at("/to").asText())
        .containsExactly("open", "closed");
    assertThat(hook.requests()).hasSize(1);
  }

  @Test
  void whoeverIsFirstNotifiedWhileTheAgentRunsIsToldWhatIsOpen() throws IOException {
    HookServer hook = opened(HookServer.plain());
    Notifications notifications = notifications(NotifySettings.NONE);
    breaks(notifications, CRM);

    notifications.become(
        new NotifySettings(
            List.of(receiver("http://127.0.0.1:" + hook.port() + "/", Optional.empty())),
            List.of(),
            Optional.empty()),
        DnsSettings.DEFAULT);

    assertThat(received(hook, 1).getFirst().at("/target").asText()).isEqualTo("crm");
  }

  @Test
  void aProxyIsAskedToForward() throws IOException {
    HookServer proxy = opened(HookServer.plain());
    ReceiverSettings receiver =
        new ReceiverSettings(
            URI.create("http://hooks.example.com/a"),
            "corporate",
            Optional.empty(),
            Optional.of(new Endpoint("127.0.0.1", proxy.port())));
    breaks(notifications(new NotifySettings(List.of(receiver), List.of(), Optional.empty())), CRM);
    received(proxy, 1);
    assertThat(proxy.requests().getFirst().path()).isEqualTo("http://hooks.example.com/a");
  }

  @Test
  @RequiresProgram("prometheus-alertmanager")
  void alertmanagersHearOfTheBeginningAndOfTheEnd(@TempDir Path directory) throws IOException {
    String configuration = "{route: {receiver: none}, receivers: [{name: none}]}";
    AlertmanagerServer one =
        opened(AlertmanagerServer.start(directory.resolve("one"), configuration));
    AlertmanagerServer two =
        opened(AlertmanagerServer.start(directory.resolve("two"), configuration));
    Notifications notifications =
        notifications(
            new NotifySettings(
                List.of(),
                List.of(
                    receiver("http://127.0.0.1:" + one.port(), Optional.empty()),
                    receiver("http://127.0.0.1:" + two.port() + "/", Optional.empty())),
                Optional.empty()));
    breaks(notifications, CRM);
    for (AlertmanagerServer each : List.of(one, two)) {
      Eventually.holds(
          PATIENCE,
          () -> {
            assertThat(each.alerts()).hasSize(1);
            assertThat(each.alerts().getFirst().at("/labels/reason").asText())
                .isEqualTo("connect_refused");
          });
    }
    works(notifications, CRM);
    for (AlertmanagerServer each : List.of(one, two)) {
      Eventually.holds(PATIENCE, () -> assertThat(each.alerts()).isEmpty());
    }
  }

  /** To wait for a silent receiver once for each would take hours. */
  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aFloodOfOpeningsDoesNotMakeTheProbesWait() throws IOException {
    ServerSocket silent = opened(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")));
    HookServer alertmanager = opened(HookServer.plain());
    Notifications notifications =
        notifications(
            new NotifySettings(
                List.of(receiver("http://127.0.0.1:" + silent.getLocalPort(), Optional.empty())),
                List.of(receiver("http://127.0.0.1:" + alertmanager.port(), Optional.empty())),
                Optional.empty()));
    List<Target> targets =
        IntStream.range(0, 10_000).mapToObj(number -> Breakers.target("t" + number)).toList();
    Report cause = Breakers.failing(CRM, Reason.CONNECT_REFUSED, Instant.now());
    List<Report> causes =
        targets.stream()
            .map(target -> Breakers.failing(target, Reason.CONNECT_REFUSED, Instant.now()))
            .toList();
    breaks(notifications, CRM, cause);

    for (int number = 0; number < targets.size(); number++) {
      breaks(notifications, targets.get(number), causes.get(number));
    }
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(alertmanager.bodies().stream().mapToInt(JsonNode::size).sum())
                .isGreaterThanOrEqualTo(10_001));
  }

  private Notifications webhook(String url) {
    return webhook(url, Optional.empty());
  }

  private Notifications webhook(String url, Optional<String> identity) {
    return notifications(
        new NotifySettings(List.of(receiver(url, identity)), List.of(), Optional.empty()));
  }

  private static ReceiverSettings receiver(String url, Optional<String> identity) {
    return new ReceiverSettings(URI.create(url), "corporate", identity, Optional.empty());
  }

  private Notifications notifications(NotifySettings settings) {
    TrustAnchors trust = TrustAnchors.of("corporate", Set.of(root.certificate()), List.of());
    HeldCertificate stranger = HeldCertificate.named("stranger", Instant.now()).mint();
    Map<String, Identity> identities =
        Map.of(
            "agent", new Identity.Usable("agent", client.chain(), client.key(), "1"),
            "stranger", new Identity.Usable("stranger", stranger.chain(), stranger.key(), "1"),
            "broken", new Identity.Unusable("broken", "broken.pem: no certificate"));
    return opened(
        Notifications.start(
            settings,
            new Notifications.Means(
                DnsSettings.DEFAULT, _ -> trust, name -> Optional.ofNullable(identities.get(name))),
            () -> URI.create("http://agent.example.com/"),
            Clock.systemUTC(),
            counts));
  }

  private static void breaks(Notifications notifications, Target target) {
    breaks(notifications, target, Breakers.failing(target, Reason.CONNECT_REFUSED, Instant.now()));
  }

  private static void breaks(Notifications notifications, Target target, Report cause) {
    notifications.listener().report(cause, Breakers.open(Instant.now()));
    notifications.listener().transition(target, BreakerState.CLOSED, BreakerState.OPEN, cause);
  }

  private static void works(Notifications notifications, Target target) {
    Report cause = Breakers.fine(target, Instant.now());
    notifications.listener().report(cause, TargetStatus.CLOSED);
    notifications.listener().transition(target, BreakerState.HALF_OPEN, BreakerState.CLOSED, cause);
  }

  private static List<JsonNode> received(HookServer hook, int count) {
    Eventually.holds(PATIENCE, () -> assertThat(hook.requests()).hasSize(count));
    return hook.bodies();
  }

  private void ended(Outcome outcome, int count) {
    Eventually.holds(
        PATIENCE,
        () -> {
          for (Outcome each : Outcome.values()) {
            assertThat(counts.of(each)).as(each.word()).isEqualTo(each == outcome ? count : 0);
          }
        });
  }

  private HeldCertificate server(String address) {
    return HeldCertificate.named("receiver", Instant.now()).ip(address).issuedBy(root).mint();
  }

  private static SSLContext tls(HeldCertificate server, HeldCertificate clients) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry("server", server.key(), PASSWORD, server.chain().toArray(Certificate[]::new));
    KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
    keyManagers.init(keys, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("clients", clients.certificate());
    TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
    trustManagers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
    return context;
  }

  private <T extends AutoCloseable> T opened(T one) {
    open.add(one);
    return one;
  }
}
