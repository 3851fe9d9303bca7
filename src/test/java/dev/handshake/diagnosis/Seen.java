package dev.handshake.diagnosis;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.ChainQuestion;
import dev.handshake.certificate.Fault;
import dev.handshake.certificate.PeerChain;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.observation.Alert;
import dev.handshake.observation.ClientAuthentication;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Engine;
import dev.handshake.observation.HttpAnswer;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Stage;
import dev.handshake.observation.Timings;
import dev.handshake.observation.TokenUse;
import dev.handshake.reason.Check;
import dev.handshake.reason.Evidence;
import dev.handshake.reason.Finding;
import dev.handshake.reason.Phase;
import dev.handshake.target.Confirm;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Expectation;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.target.TlsVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a probe of crm.example.com, found at 203.0.113.7, saw: written by hand. Without further
 * words it connected, and no client certificate was asked for.
 */
final class Seen {
  /** When it was seen. */
  static final Instant TIME = Instant.parse("2026-11-20T14:00:00Z");

  private final Outcome outcome;
  private Endpoint endpoint = new Endpoint("crm.example.com", 443);
  private String ip = "203.0.113.7";
  private ProbeModule module = ProbeModule.DEFAULT;
  private final Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
  private final List<InetSocketAddress> failed = new ArrayList<>();
  private boolean connected = true;
  private long bytesIn = 2311;
  private boolean serverNameWarning;
  private boolean retransmitted;
  private boolean requested;
  private boolean sent;
  private boolean askedLate;
  private List<String> authorities = List.of();
  private Optional<Evidence> evidence = Optional.empty();
  private Optional<HttpAnswer> http = Optional.empty();
  private boolean heldBack;
  private boolean agentLate;
  private Facts facts = Facts.NONE;
  private Optional<ChainFindings> chain = Optional.empty();
  private Optional<PeerChain> sentChain = Optional.empty();
  private TlsVersion version = TlsVersion.TLS_1_3;
  private Optional<String> group = Optional.of("X25519");

  private Optional<byte[]> staple = Optional.empty();

  private Seen(Outcome outcome) {
    this.outcome = outcome;
  }

  static Seen of(Outcome outcome) {
    return new Seen(outcome);
  }

  static Seen completed() {
    return of(new Outcome.Completed());
  }

  static Seen alert(int code, Stage stage) {
    return of(new Outcome.AlertReceived(new Alert(Alert.Direction.RECEIVED, code), stage));
  }

  static Seen closed(Stage stage) {
    return of(new Outcome.Closed(stage));
  }

  static Seen reset(Stage stage) {
    return of(new Outcome.Reset(stage));
  }

  static Seen timedOut(Phase phase) {
    return of(new Outcome.TimedOut(phase));
  }

  Seen at(String address, String remote) {
    endpoint = Endpoint.parse(address);
    ip = remote;
    return this;
  }

  Seen module(UnaryOperator<ProbeModule> change) {
    module = change.apply(module);
    return this;
  }

  Seen expecting(Expectation expectation) {
    return module(now -> now.withExpect(expectation));
  }

  Seen mustRefuse() {
    return expecting(new Expectation.Refused(Set.of(), Set.of()));
  }

  Seen confirmRequired() {
    return module(now -> now.withConfirm(Confirm.REQUIRED));
  }

  /** Asked for a client certificate, and shown none. */
  Seen requested() {
    requested = true;
    return this;
  }

  /** Asked for a client certificate, and shown the one of identity gateway. */
  Seen sent() {
    sent = true;
    return requested().module(now -> now.withIdentity("gateway"));
  }

  /** The same with what is known of that certificate, and with the authorities asked for. */
  Seen showing(OwnCertificate own, String... named) {
    facts = facts.withOwn(own);
    authorities = List.of(named);
    return sent();
  }

  Seen askedLate() {
    askedLate = true;
    return requested();
  }

  Seen proved(Evidence proof) {
    evidence = Optional.of(proof);
    return this;
  }

  /** Configured to ask for /health and to expect 200. */
  Seen asking() {
    return asking(200);
  }

  Seen asking(Integer... expected) {
    return module(now ->
        now.withHttp(
            new HttpCheck(
                "GET",
                "/health",
                Map.of(),
                Set.copyOf(Arrays.asList(expected)),
                Duration.ofSeconds(5))));
  }

  /** Answered in HTTP, which is proof where a certificate was asked for in the handshake. */
  Seen answered(int status, String body) {
    http =
        Optional.of(
            new HttpAnswer(status, "HTTP/1.1", body, Optional.empty(), OptionalLong.empty()));
    if (requested && !askedLate) {
      evidence = Optional.of(Evidence.HTTP_STATUS);
    }
    return module.http().isPresent() ? this : asking();
  }

  Seen answered(int status) {
    return answered(status, "");
  }

  /** Answered to a request that wanted an access token. */
  Seen answered(int status, TokenUse token, String... error) {
    Seen seen = answered(status);
    http =
        http.map(answer ->
            new HttpAnswer(
                status,
                answer.version(),
                answer.body(),
                answer.retryAfter(),
                answer.contentLength(),
                token,
                Stream.of(error).findFirst()));
    return seen;
  }

  /** The answer asked for patience. */
  Seen notBefore(Duration patience) {
    http =
        http.map(answer ->
            new HttpAnswer(
                answer.status(),
                answer.version(),
                answer.body(),
                Optional.of(patience),
                answer.contentLength(),
                answer.token(),
                answer.tokenError()));
    return this;
  }

  Seen heldBack() {
    heldBack = true;
    return this;
  }

  Seen notConnected() {
    connected = false;
    return this;
  }

  Seen bytesIn(long bytes) {
    bytesIn = bytes;
    return this;
  }

  Seen serverNameWarning() {
    serverNameWarning = true;
    return this;
  }

  Seen retransmitted() {
    retransmitted = true;
    return this;
  }

  Seen agentLate() {
    agentLate = true;
    return this;
  }

  Seen failedBefore(String... addresses) {
    for (String address : addresses) {
      failed.add(new InetSocketAddress(InetAddress.ofLiteral(address), endpoint.port()));
    }
    return this;
  }

  Seen lasting(Phase phase, Duration took) {
    phases.put(phase, took);
    return this;
  }

  Seen secondLook() {
    facts = facts.withSecondLook(true);
    return this;
  }

  /** Shown a chain with which these things are wrong. */
  Seen chainWith(Finding... findings) {
    return chainWith(Map.of(), findings);
  }

  Seen chainWith(Map<Check, Boolean> checks, Finding... findings) {
    List<Fault> faults =
        Arrays.stream(findings)
            .map(finding -> new Fault(finding, "This is about " + finding.word() + "."))
            .toList();
    chain = Optional.of(new ChainFindings(faults, checks, List.of(), List.of(), Optional.empty()));
    return this;
  }

  /** Shown this OCSP answer with them. */
  Seen stapled(byte[] answer) {
    staple = Optional.of(answer);
    return this;
  }

  /** Shown these certificates, which are judged under these anchors. */
  Seen chain(List<X509Certificate> certificates, Set<X509Certificate> anchors) {
    List<byte[]> encoded = new ArrayList<>();
    for (X509Certificate certificate : certificates) {
      encoded.add(encoded(certificate));
    }
    PeerChain sentNow = PeerChain.ofDer(encoded);
    TrustAnchors trusted = TrustAnchors.of("test", anchors, List.of());
    sentChain = Optional.of(sentNow);
    chain =
        Optional.of(
            new ChainInspector()
                .inspect(ChainQuestion.ofServer(sentNow, trusted, endpoint.host()), TIME));
    return this;
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  Seen issuer(IssuerFacts known) {
    facts = facts.withIssuer(known);
    return this;
  }

  Seen over(TlsVersion negotiated) {
    version = negotiated;
    return this;
  }

  Seen withoutGroup() {
    group = Optional.empty();
    return this;
  }

  Observation observation() {
    return new Observation(
        Target.of("crm", endpoint, module),
        TIME,
        Optional.of(new InetSocketAddress(InetAddress.ofLiteral(ip), endpoint.port())),
        failed,
        new Timings(phases, Duration.ofSeconds(10)),
        outcome,
        connected ? Optional.of(connection()) : Optional.empty(),
        new ClientAuthentication(requested, askedLate, sent, authorities, evidence),
        sentChain,
        http,
        heldBack,
        agentLate);
  }

  Optional<ChainFindings> findings() {
    return chain;
  }

  Facts facts() {
    return facts;
  }

  Diagnosis diagnose() {
    return Diagnoser.diagnose(observation(), chain, facts);
  }

  /** The outcome, for the names of tests. */
  @Override
  public String toString() {
    return outcome.toString();
  }

  private Connection connection() {
    return new Connection(
        Optional.of(Engine.BORINGSSL),
        Optional.of(version),
        Optional.of("TLS_AES_128_GCM_SHA256"),
        group,
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        serverNameWarning,
        retransmitted,
        OptionalInt.empty(),
        staple,
        bytesIn,
        1840);
  }
}
