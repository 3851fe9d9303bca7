package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.handshake.breaker.BreakerState;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.observation.Alert;
import dev.handshake.observation.Engine;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.report.Report;
import dev.handshake.report.ReportDraft;
import dev.handshake.report.ReportStore;
import dev.handshake.report.TargetStatus;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.target.TlsVersion;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class EventLogTest {
  private static final Instant NOW = Instant.parse("2026-11-20T14:00:00Z");
  private static final HeldCertificate OURS = HeldCertificate.named("Us", NOW).mint();
  private static final HeldCertificate THEIRS = HeldCertificate.named("Them", NOW).mint();

  private static final Target CRM =
      Target.of(
          "crm", Endpoint.parse("crm.example.com:8443"), ProbeModule.DEFAULT.withIdentity("ours"));

  private final Logger logger = (Logger) LoggerFactory.getLogger(EventLog.class);
  private final ListAppender<ILoggingEvent> heard = new ListAppender<>();
  private final ReportStore store = new ReportStore(() -> NOW);
  private final EventLog log = new EventLog(store, name -> Optional.of(OURS.identity(name)));

  private Instant time = NOW;

  @BeforeEach
  void listen() {
    heard.start();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(heard);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(heard);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  @Test
  void aTargetThatFailsFromTheStartIsToldAndOneThatIsFineIsNot() {
    tell(draft(CRM).report());
    tell(refused(other("gone")).report());
    assertThat(messages()).containsExactly("WARN target fails gone");
  }

  @Test
  void aVerdictIsToldWhenItBecomesAnotherAndNotAgain() {
    tell(refused(CRM).report());
    tell(refused(CRM).report());
    tell(draft(CRM).fails(Reason.CONNECT_TIMEOUT, Phase.CONNECT, "no answer").report());
    tell(draft(CRM).report());
    tell(draft(CRM).report());
    assertThat(messages())
        .containsExactly(
            "WARN target fails crm", "WARN target fails crm", "INFO target works again crm");
    assertThat(field(1, "reason")).isEqualTo("connect_timeout");
  }

  @Test
  void eachAddressOfANameHasItsOwnVerdict() throws Exception {
    Target one = CRM.at(InetAddress.getByName("192.0.2.1"));
    Target two = CRM.at(InetAddress.getByName("192.0.2.2"));
    tell(refused(one).report());
    tell(draft(two).report());
    tell(refused(two).report());
    tell(draft(one).report());
    assertThat(heard.list).hasSize(3);
    assertThat(List.of(field(0, "ip"), field(1, "ip"), field(2, "ip")))
        .isEqualTo(List.of("192.0.2.1", "192.0.2.2", "192.0.2.1"));
  }

  @Test
  void aTargetThatWasRemovedBeginsAnew() {
    tell(refused(CRM).report());
    store.removed(CRM);
    log.removed(CRM);
    tell(refused(CRM).report());
    assertThat(messages()).containsExactly("WARN target fails crm", "WARN target fails crm");
  }

  @Test
  void theSecondEnginesSuccessEndsTheFailureAndSaysWhichClientsStillFail() {
    tell(draft(CRM).fails(Reason.CIPHER_MISMATCH, Phase.HANDSHAKE, "no common cipher").report());
    tell(
        draft(CRM)
            .negotiated(
                Engine.JDK, TlsVersion.TLS_1_2, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "ffdhe2048")
            .finding(Remark.NARROW_CLIENT)
            .report());
    assertThat(messages()).containsExactly("WARN target fails crm", "INFO target works again crm");
    assertThat(field(1, "findings")).isEqualTo("narrow_client");
    assertThat(field(1, "tls.protocol.version")).isEqualTo("1.2");
  }

  @Test
  void everyChangeOfABreakerIsToldWithItsCause() {
    Report cause = refused(CRM).report();
    tell(cause);
    log.transition(CRM, BreakerState.CLOSED, BreakerState.OPEN, cause);
    log.transition(CRM, BreakerState.OPEN, BreakerState.HALF_OPEN, cause);
    Report again = refused(CRM).report();
    tell(again);
    log.transition(CRM, BreakerState.HALF_OPEN, BreakerState.OPEN, again);
    assertThat(messages())
        .containsExactly(
            "WARN target fails crm",
            "WARN breaker changes crm",
            "INFO breaker changes crm",
            "WARN breaker changes crm");
    for (int line = 1; line < 4; line++) {
      assertThat(fields(line))
          .containsEntry("reason", "connect_refused")
          .containsEntry("error.type", "connect_refused")
          .containsEntry("summary", "nobody listens")
          .containsKeys("remedy", "party", "phase", "from", "to");
    }
    assertThat(field(3, "from") + ">" + field(3, "to")).isEqualTo("half_open>open");
  }

  @Test
  void theWholeDiagnosisHasTheNamesThatOthersSearchForToo() throws Exception {
    Alert alert = new Alert(Alert.Direction.RECEIVED, 48);
    tell(
        draft(CRM)
            .handshake()
            .chain(List.of(THEIRS.certificate()), Map.of())
            .client(true, Optional.empty(), "CN=Somebody")
            .acceptance(Acceptance.REJECTED)
            .alert(alert)
            .outcome(new Outcome.AlertReceived(alert, Stage.FINISHED))
            .fails(Reason.CLIENT_CERTIFICATE_UNTRUSTED, Phase.CONFIRM, "it does not know us")
            .report());
    assertThat(fields(0))
        .containsEntry("target", "crm")
        .containsEntry("reason", "client_certificate_untrusted")
        .containsEntry("alert", "unknown_ca")
        .containsEntry("acceptance", "rejected")
        .containsEntry("findings", "client_certificate_untrusted")
        .containsEntry("error.type", "client_certificate_untrusted")
        .containsEntry("server.address", "crm.example.com")
        .containsEntry("server.port", 8443)
        .containsEntry("network.peer.address", "203.0.113.7")
        .containsEntry("network.peer.port", 443)
        .containsEntry("tls.established", true)
        .containsEntry("tls.resumed", false)
        .containsEntry("tls.protocol.name", "tls")
        .containsEntry("tls.protocol.version", "1.3")
        .containsEntry("tls.cipher", "TLS_AES_256_GCM_SHA384")
        .containsEntry("tls.curve", "x25519")
        .containsEntry("tls.server.subject", "CN=Them")
        .containsEntry("tls.server.issuer", "CN=Them")
        .containsEntry("tls.server.hash.sha256", sha256(THEIRS))
        .containsEntry("tls.client.subject", "CN=Us")
        .containsEntry("tls.client.hash.sha256", sha256(OURS))
        .doesNotContainKey("tls.next_protocol");
    assertThat(Instant.parse(String.valueOf(field(0, "tls.server.not_after"))))
        .isEqualTo(THEIRS.certificate().getNotAfter().toInstant());
  }

  @Test
  void whatWasNotReachedHasNoAttribute() {
    tell(refused(CRM).report());
    assertThat(fields(0).keySet()).noneMatch(key -> key.startsWith("tls."));
    assertThat(fields(0)).doesNotContainKey("network.peer.address");
  }

  @Test
  void aHandshakeThatIsCutShortIsNotEstablished() {
    tell(
        draft(CRM)
            .handshake()
            .outcome(new Outcome.Closed(Stage.CERTIFICATE))
            .fails(Reason.CONNECTION_CLOSED, Phase.HANDSHAKE, "it hung up")
            .report());
    assertThat(fields(0)).containsEntry("tls.established", false);
  }

  private static String sha256(HeldCertificate certificate) throws Exception {
    byte[] der = certificate.certificate().getEncoded();
    return HexFormat.of()
        .withUpperCase()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(der));
  }

  private ReportDraft draft(Target target) {
    time = time.plusSeconds(30);
    return ReportDraft.of(target, time);
  }

  private ReportDraft refused(Target target) {
    return draft(target)
        .outcome(new Outcome.ConnectFailed(Outcome.ConnectFault.REFUSED, "refused"))
        .fails(Reason.CONNECT_REFUSED, Phase.CONNECT, "nobody listens");
  }

  private static Target other(String name) {
    return Target.of(name, CRM.endpoint(), CRM.module());
  }

  private void tell(Report report) {
    store.report(report, TargetStatus.CLOSED);
    log.report(report, TargetStatus.CLOSED);
  }

  private List<String> messages() {
    return heard.list.stream()
        .map(it -> it.getLevel() + " " + it.getMessage() + " " + values(it).get("target"))
        .toList();
  }

  private Map<String, Object> fields(int line) {
    return values(heard.list.get(line));
  }

  private Object field(int line, String key) {
    Object value = fields(line).get(key);
    return value == null ? "absent" : value;
  }

  private static Map<String, Object> values(ILoggingEvent event) {
    Map<String, Object> values = new LinkedHashMap<>();
    event.getKeyValuePairs().forEach(pair -> assertThat(values.put(pair.key, pair.value)).isNull());
    return values;
  }
}
