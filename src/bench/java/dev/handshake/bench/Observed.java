package dev.handshake.bench;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.ChainQuestion;
import dev.handshake.certificate.PeerChain;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import dev.handshake.credential.IdentityInspector;
import dev.handshake.diagnosis.Facts;
import dev.handshake.diagnosis.IssuerFacts;
import dev.handshake.diagnosis.OwnCertificate;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.observation.ClientAuthentication;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Engine;
import dev.handshake.observation.HttpAnswer;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Timings;
import dev.handshake.reason.Evidence;
import dev.handshake.reason.Phase;
import dev.handshake.target.Endpoint;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** A confirmed mTLS probe of a gateway whose chain has an intermediate, as if it were just made. */
final class Observed {
  /** No whole number of days from any date of a certificate, as no real moment is. */
  static final Instant TIME = Instant.parse("2026-11-20T14:00:07.5Z");

  private static final Instant MINTED = TIME.minusMillis(7_500);
  static final String STORE = "gateway";

  private static final String HOST = "gateway.handshake.test";
  private static final HeldCertificate ROOT =
      HeldCertificate.named("Root", MINTED).authority().mint();
  private static final HeldCertificate INTERMEDIATE =
      HeldCertificate.named("Intermediate", MINTED).issuedBy(ROOT).authority().mint();
  private static final ProbeModule MODULE =
      ProbeModule.DEFAULT
          .withTrust(STORE)
          .withIdentity("agent")
          .withHttp(new HttpCheck("GET", "/", Map.of(), Set.of(200), Duration.ofSeconds(5)));

  final TrustAnchors trust = TrustAnchors.of(STORE, Set.of(ROOT.certificate()), List.of());
  final List<byte[]> sent =
      der(HeldCertificate.named(HOST, MINTED).dns(HOST).issuedBy(INTERMEDIATE).mint());
  final Identity.Usable identity =
      HeldCertificate.named("agent", MINTED).issuedBy(INTERMEDIATE).mint().identity("agent");
  final ChainInspector chains = new ChainInspector();
  final IdentityInspector identities = new IdentityInspector(chains, List.of(trust));

  /** The question that a probe of one of many names asks of the chain. */
  ChainQuestion question() {
    return ChainQuestion.ofServer(PeerChain.ofDer(sent), trust, HOST);
  }

  Facts facts() {
    var own = identities.inspect(identity, TIME);
    ChainFindings under = chains.inspect(ChainQuestion.ofClient(own.chain(), trust), TIME);
    return new Facts(
        false,
        Optional.of(new OwnCertificate("agent", own, STORE, under)),
        new IssuerFacts(Optional.of(false), Optional.empty(), Set.of("handshake.test")));
  }

  /** What the probe of one of many targets saw. */
  Observation probe(int number, Instant time) {
    return new Observation(
        target(number),
        time,
        Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 443)),
        List.of(),
        timings(),
        new Outcome.Completed(),
        Optional.of(
            new Connection(
                Optional.of(Engine.BORINGSSL),
                Optional.of(TlsVersion.TLS_1_3),
                Optional.of("TLS_AES_128_GCM_SHA256"),
                Optional.of("X25519"),
                Optional.of("ecdsa_secp256r1_sha256"),
                Optional.of("http/1.1"),
                false,
                false,
                false,
                false,
                OptionalInt.of(40_000),
                Optional.empty(),
                2_311,
                1_840)),
        new ClientAuthentication(
            true, false, true, List.of("CN=Root"), Optional.of(Evidence.HTTP_STATUS)),
        Optional.of(PeerChain.ofDer(sent)),
        Optional.of(new HttpAnswer(200, "HTTP/1.1", "", Optional.empty(), OptionalLong.of(2))),
        false,
        false);
  }

  private static Target target(int number) {
    return Target.of("target-%05d".formatted(number), new Endpoint(HOST, 443), MODULE);
  }

  private static Timings timings() {
    Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
    phases.put(Phase.RESOLVE, Duration.ofNanos(12_000));
    phases.put(Phase.CONNECT, Duration.ofNanos(310_000));
    phases.put(Phase.HANDSHAKE, Duration.ofNanos(1_750_000));
    phases.put(Phase.CONFIRM, Duration.ofNanos(90_000));
    phases.put(Phase.REQUEST, Duration.ofNanos(420_000));
    return new Timings(phases, Duration.ofNanos(2_900_000));
  }

  private static List<byte[]> der(HeldCertificate held) {
    return held.chain().stream().map(Observed::der).toList();
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
