package dev.handshake.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.MitmproxyServer;
import dev.handshake.NginxServer;
import dev.handshake.RequiresProgram;
import dev.handshake.SslsplitServer;
import dev.handshake.certificate.Fingerprint;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.diagnosis.Diagnosis;
import dev.handshake.lab.Examined;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.LabPki;
import dev.handshake.probe.DnsSettings;
import dev.handshake.reason.Check;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.target.Endpoint;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.Pin;
import dev.handshake.target.Policy;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real proxies that open TLS, in front of an nginx, and what is said of them. */
@RequiresProgram({"nginx", "sslsplit", "mitmdump"})
class InterceptingProxiesTest {
  private static final String NAME = LabPki.SERVER_NAME;
  private static final HttpCheck GET =
      new HttpCheck("GET", "/", Map.of(), Set.of(200), Duration.ofSeconds(5));

  @TempDir static Path directory;

  private static HeldCertificate real;
  private static NginxServer nginx;
  private static SslsplitServer sslsplit;
  private static MitmproxyServer mitmproxy;
  private static Examined examined;

  @BeforeAll
  static void open() throws Exception {
    Instant now = Instant.now();
    real = root("Real Root", now);
    HeldCertificate inspection = root("Corporate Inspection", now);
    HeldCertificate issuer =
        HeldCertificate.named("Real CA", now).authority().issuedBy(real).mint();
    HeldCertificate renewing =
        HeldCertificate.named("New CA", now).authority().issuedBy(real).mint();
    nginx =
        NginxServer.start(
            Files.createDirectory(directory.resolve("nginx")),
            List.of(block("served", leaf(issuer, now)), block("renewed", leaf(renewing, now))));
    Path certificate = Files.writeString(directory.resolve("ca.pem"), inspection.certificatePem());
    Path key = Files.writeString(directory.resolve("ca.key"), inspection.keyPem());
    sslsplit = SslsplitServer.start(certificate, key, nginx.port(0));
    mitmproxy =
        MitmproxyServer.start(Files.createDirectory(directory.resolve("mitm")), nginx.port(0));
    examined =
        new Examined(
            DnsSettings.DEFAULT,
            Map.of(),
            Map.of(
                "real", trusting("real", real.certificate()),
                "both",
                    trusting(
                        "both", real.certificate(), inspection.certificate(), mitmproxy.root())));
  }

  @AfterAll
  static void close() throws Exception {
    examined.close();
    mitmproxy.close();
    sslsplit.close();
    nginx.close();
  }

  @Test
  void aTrustedSslsplitInFrontOfAPinnedRootIsInterception() throws Exception {
    Diagnosis diagnosis = probe(sslsplit.port(), "both", pinned()).diagnosis();

    assertThat(diagnosis.reason()).as(diagnosis.summary()).contains(Reason.CERTIFICATE_INTERCEPTED);
    assertThat(diagnosis.summary()).contains("its path ends in CN=Corporate Inspection");
    assertThat(diagnosis.checks())
        .containsEntry(Check.TRUST, true)
        .containsEntry(Check.NAME, true)
        .containsEntry(Check.NOT_INTERCEPTED, false);
  }

  @Test
  void aTrustedMitmproxyInFrontOfAPinnedRootIsInterception() throws Exception {
    Diagnosis diagnosis = probe(mitmproxy.port(), "both", pinned()).diagnosis();

    assertThat(diagnosis.reason()).as(diagnosis.summary()).contains(Reason.CERTIFICATE_INTERCEPTED);
    assertThat(diagnosis.summary())
        .contains("its path ends in O=mitmproxy,CN=mitmproxy", "its issuer names mitmproxy");
  }

  @Test
  void aTrustedProxyInFrontOfAPublicNameIsInterceptionByHints() throws Exception {
    Policy marked = Policy.DEFAULT.withPublic(true);
    for (int port : List.of(mitmproxy.port(), sslsplit.port())) {
      Diagnosis diagnosis = probe(port, "both", marked).diagnosis();
      assertThat(diagnosis.reason())
          .as(diagnosis.summary())
          .contains(Reason.CERTIFICATE_INTERCEPTED);
    }
  }

  @Test
  void anInterceptedRequestIsHeldBack() throws Exception {
    Target target = target(sslsplit.port(), "both", pinned());
    Report report = examined.report(target.withModule(target.module().withHttp(GET)));

    assertThat(report.diagnosis().reason()).contains(Reason.CERTIFICATE_INTERCEPTED);
    assertThat(report.observation().requestHeldBack()).isTrue();
    assertThat(report.observation().http()).isEmpty();
  }

  @Test
  void aProxyThatNobodyTrustsIsUntrusted() throws Exception {
    Diagnosis diagnosis = probe(sslsplit.port(), "real", pinned()).diagnosis();

    assertThat(diagnosis.reason()).as(diagnosis.summary()).contains(Reason.CERTIFICATE_UNTRUSTED);
    assertThat(diagnosis.checks()).doesNotContainKey(Check.NOT_INTERCEPTED);
  }

  @Test
  void aProxyThatNobodyTrustsAndThatSendsItsLeafAloneHasAnUnknownIssuer() throws Exception {
    Diagnosis diagnosis = probe(mitmproxy.port(), "real", pinned()).diagnosis();

    assertThat(diagnosis.reason())
        .as(diagnosis.summary())
        .contains(Reason.CERTIFICATE_CHAIN_INCOMPLETE);
    assertThat(diagnosis.summary())
        .contains("it may be an unknown root", "its issuer names mitmproxy");
  }

  @Test
  void aProxyOfOnesOwnOfWhichNothingElseIsKnownIsFine() throws Exception {
    Diagnosis diagnosis = probe(sslsplit.port(), "both", Policy.DEFAULT).diagnosis();

    assertThat(diagnosis.success()).as(diagnosis.summary()).isTrue();
  }

  @Test
  void theServerItselfAndItsRenewalUnderTheSameRootAreFine() throws Exception {
    for (int port : List.of(nginx.port(0), nginx.port(1))) {
      Target target = target(port, "both", pinned());
      Diagnosis diagnosis =
          examined.report(target.withModule(target.module().withHttp(GET))).diagnosis();
      assertThat(diagnosis.success()).as(diagnosis.summary()).isTrue();
      assertThat(diagnosis.checks()).containsEntry(Check.NOT_INTERCEPTED, true);
    }
  }

  private static Report probe(int port, String trust, Policy policy) throws Exception {
    return examined.report(target(port, trust, policy));
  }

  private static Target target(int port, String trust, Policy policy) {
    return new Target(
        "pinned",
        new Endpoint("127.0.0.1", port),
        NAME,
        NAME,
        ProbeModule.DEFAULT.withTrust(trust).withPolicy(policy),
        new TreeMap<>());
  }

  private static Policy pinned() {
    try {
      return Policy.DEFAULT.withRoots(
          List.of(Pin.parse(Fingerprint.sha256(real.certificate().getEncoded()))));
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static NginxServer.Block block(String name, HeldCertificate leaf) throws Exception {
    Path certificate = Files.writeString(directory.resolve(name + ".pem"), leaf.chainPem());
    Path key = Files.writeString(directory.resolve(name + ".key"), leaf.keyPem());
    return new NginxServer.Block(
        true,
        "ssl_certificate %s; ssl_certificate_key %s; location / { return 200 fine; }"
            .formatted(certificate, key));
  }

  private static TrustAnchors trusting(String name, X509Certificate... roots) {
    return TrustAnchors.of(name, Set.of(roots), List.of());
  }

  private static HeldCertificate root(String name, Instant now) {
    return HeldCertificate.named(name, now).rsa(2048).authority().mint();
  }

  private static HeldCertificate leaf(HeldCertificate issuer, Instant now) {
    return HeldCertificate.named(NAME, now).rsa(2048).dns(NAME).issuedBy(issuer).mint();
  }
}
