package dev.handshake.report;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.PeerChain;
import dev.handshake.certificate.RevocationEvidence;
import dev.handshake.diagnosis.Diagnosis;
import dev.handshake.observation.Alert;
import dev.handshake.observation.ClientAuthentication;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Engine;
import dev.handshake.observation.HttpAnswer;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Timings;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Check;
import dev.handshake.reason.Evidence;
import dev.handshake.reason.Finding;
import dev.handshake.reason.Findings;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.target.Target;
import dev.handshake.target.TlsVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A report written by hand; without further words, of a probe that reached nothing. */
public final class ReportDraft {
  private final Target target;
  private final Instant time;
  private final Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
  private final Map<Check, Boolean> checks = new EnumMap<>(Check.class);
  private final Map<Check, Boolean> chainChecks = new EnumMap<>(Check.class);
  private final List<Finding> findings = new ArrayList<>();
  private Outcome outcome = new Outcome.Completed();
  private Optional<InetSocketAddress> remote = Optional.empty();
  private Optional<Connection> connection = Optional.empty();
  private ClientAuthentication client = ClientAuthentication.NONE;
  private Optional<PeerChain> chain = Optional.empty();
  private Optional<ChainFindings> chainFindings = Optional.empty();
  private Optional<HttpAnswer> http = Optional.empty();
  private Optional<Reason> reason = Optional.empty();
  private Optional<Phase> phase = Optional.empty();
  private Optional<Reason> refusedWith = Optional.empty();
  private Optional<Acceptance> acceptance = Optional.empty();
  private Optional<Alert> alert = Optional.empty();
  private String summary = "all is well";
  private boolean late;
  private Duration own = Duration.ZERO;
  private Optional<Duration> serverHello = Optional.empty();

  private ReportDraft(Target target, Instant time) {
    this.target = target;
    this.time = time;
  }

  public static ReportDraft of(Target target, Instant time) {
    return new ReportDraft(target, time);
  }

  /** TLS 1.3 with X25519 from 203.0.113.7, all phases to the handshake timed. */
  public ReportDraft handshake() {
    return connection(Optional.of(TlsVersion.TLS_1_3), Optional.of("X25519"), Optional.empty())
        .phase(Phase.RESOLVE, Duration.ofNanos(400_000))
        .phase(Phase.CONNECT, Duration.ofNanos(1_100_000))
        .phase(Phase.HANDSHAKE, Duration.ofNanos(5_200_000))
        .acceptance(Acceptance.NOT_REQUESTED);
  }

  public ReportDraft connection(
      Optional<TlsVersion> protocol, Optional<String> group, Optional<byte[]> staple) {
    Optional<String> cipher = protocol.map(_ -> "TLS_AES_256_GCM_SHA384");
    return connection(Engine.BORINGSSL, protocol, cipher, group, staple);
  }

  /** What one engine negotiated. */
  public ReportDraft negotiated(Engine engine, TlsVersion protocol, String cipher, String group) {
    return connection(
        engine, Optional.of(protocol), Optional.of(cipher), Optional.of(group), Optional.empty());
  }

  private ReportDraft connection(
      Engine engine,
      Optional<TlsVersion> protocol,
      Optional<String> cipher,
      Optional<String> group,
      Optional<byte[]> staple) {
    remote = Optional.of(new InetSocketAddress(address("203.0.113.7"), 443));
    connection =
        Optional.of(
            new Connection(
                Optional.of(engine),
                protocol,
                cipher,
                group,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                false,
                false,
                OptionalInt.empty(),
                staple,
                2311,
                1840));
    return this;
  }

  public ReportDraft phase(Phase entered, Duration took) {
    phases.put(entered, took);
    return this;
  }

  public ReportDraft outcome(Outcome ended) {
    outcome = ended;
    return this;
  }

  /** Shows certificates, and says of them what a path of one more would. */
  public ReportDraft chain(List<X509Certificate> certificates, Map<Check, Boolean> passed) {
    chain = Optional.of(PeerChain.ofDer(certificates.stream().map(ReportDraft::der).toList()));
    chainChecks.putAll(passed);
    Optional<Instant> end =
        certificates.stream().map(it -> it.getNotAfter().toInstant()).min(Instant::compareTo);
    List<X509Certificate> path = new ArrayList<>(certificates);
    path.add(certificates.getLast());
    chainFindings = Optional.of(new ChainFindings(List.of(), chainChecks, path, List.of(), end));
    return this;
  }

  /** What sources say of the shown chain's revocation. */
  public ReportDraft revocation(RevocationEvidence... said) {
    ChainFindings shown = chainFindings.orElseThrow();
    chainFindings =
        Optional.of(
            new ChainFindings(
                shown.faults(),
                shown.checks(),
                shown.path(),
                shown.anchors(),
                shown.notAfter(),
                List.of(said)));
    return this;
  }

  /** Shows bytes as a chain, of which nothing is said. */
  public ReportDraft chainOfBytes(byte[]... der) {
    chain = Optional.of(PeerChain.ofDer(List.of(der)));
    return this;
  }

  public ReportDraft client(boolean sent, Optional<Evidence> evidence, String... authorities) {
    client = new ClientAuthentication(true, false, sent, List.of(authorities), evidence);
    return this;
  }

  public ReportDraft lateRequest() {
    client = new ClientAuthentication(true, true, false, List.of(), Optional.empty());
    return this;
  }

  public ReportDraft acceptance(Acceptance answer) {
    acceptance = Optional.of(answer);
    return this;
  }

  public ReportDraft http(int status) {
    http =
        Optional.of(new HttpAnswer(status, "HTTP/1.1", "", Optional.empty(), OptionalLong.empty()));
    return this;
  }

  public ReportDraft fails(Reason why, Phase where, String words) {
    reason = Optional.of(why);
    phase = Optional.of(where);
    summary = words;
    findings.add(why);
    return this;
  }

  public ReportDraft refusedWith(Reason word) {
    refusedWith = Optional.of(word);
    return this;
  }

  public ReportDraft alert(Alert ended) {
    alert = Optional.of(ended);
    return this;
  }

  public ReportDraft finding(Finding finding) {
    findings.add(finding);
    return this;
  }

  public ReportDraft check(Check check, boolean passed) {
    checks.put(check, passed);
    return this;
  }

  public ReportDraft serverHello(Duration took) {
    serverHello = Optional.of(took);
    return this;
  }

  /** The agent itself took so much of the handshake. */
  public ReportDraft own(Duration took) {
    own = took;
    return this;
  }

  public ReportDraft late() {
    late = true;
    return this;
  }

  public Report report() {
    Duration total = phases.values().stream().reduce(Duration.ZERO, Duration::plus);
    Observation observation =
        new Observation(
            target,
            time,
            remote,
            List.of(),
            new Timings(phases, serverHello, own, total.plusNanos(300_000)),
            outcome,
            connection,
            client,
            chain,
            http,
            false,
            late);
    Map<Check, Boolean> all = new EnumMap<>(Check.class);
    all.putAll(checks);
    all.putAll(chainChecks);
    Diagnosis diagnosis =
        new Diagnosis(
            reason.isEmpty(),
            reason,
            phase,
            refusedWith,
            new Findings(findings),
            summary,
            reason.map(why -> "look up " + why.word()),
            acceptance,
            alert,
            all);
    return new Report(observation, chainFindings, diagnosis);
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException unreadable) {
      throw new IllegalArgumentException("a certificate without encoding", unreadable);
    }
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException notALiteral) {
      throw new IllegalArgumentException(literal, notALiteral);
    }
  }
}
