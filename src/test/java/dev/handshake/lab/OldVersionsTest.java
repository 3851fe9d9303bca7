package dev.handshake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.NginxServer;
import dev.handshake.OpensslServer;
import dev.handshake.RequiresProgram;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.diagnosis.Diagnosis;
import dev.handshake.observation.Connection;
import dev.handshake.probe.DnsSettings;
import dev.handshake.reason.Check;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.report.Report;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Policy;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.target.TlsOffer;
import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * TLS 1.0 and 1.1, negotiated with real servers by the main engine, which alone still speaks them,
 * and what a target's policy says of it.
 */
@RequiresProgram({"nginx", "openssl"})
class OldVersionsTest {
  private static final List<TlsVersion> OLD = List.of(TlsVersion.TLS_1_0, TlsVersion.TLS_1_1);
  private static final String NAME = LabPki.SERVER_NAME;
  private static final ProbeModule OFFERING =
      ProbeModule.DEFAULT
          .withTrust("old")
          .withTiming(Scenarios.TIMING)
          .withTls(TlsOffer.DEFAULT.withVersions(TlsVersion.TLS_1_0, TlsVersion.TLS_1_3));
  private static final ProbeModule ALLOWING =
      OFFERING.withPolicy(Policy.DEFAULT.withMinVersion(TlsVersion.TLS_1_0));

  @TempDir static Path directory;

  private static NginxServer nginx;
  private static Examined examined;

  @BeforeAll
  static void start() throws IOException {
    Instant now = Instant.now();
    HeldCertificate root = HeldCertificate.named("Old Root", now).rsa(2048).authority().mint();
    HeldCertificate leaf =
        HeldCertificate.named(NAME, now).rsa(2048).dns(NAME).issuedBy(root).mint();
    Files.writeString(certificate(), leaf.chainPem());
    Files.writeString(key(), leaf.keyPem());
    nginx =
        NginxServer.start(
            Files.createDirectory(directory.resolve("nginx")),
            OLD.stream().map(OldVersionsTest::block).toList());
    TrustAnchors roots = TrustAnchors.of("old", Set.of(root.certificate()), List.of());
    examined = new Examined(DnsSettings.DEFAULT, Map.of(), Map.of(roots.name(), roots));
  }

  @AfterAll
  static void stop() throws Exception {
    examined.close();
    nginx.close();
  }

  @ParameterizedTest
  @FieldSource("OLD")
  void nginxIsJudgedByThePolicy(TlsVersion version) throws Exception {
    int port = nginx.port(OLD.indexOf(version));
    assertViolates(probe(port, OFFERING), version);
    assertAllowed(probe(port, ALLOWING), version);
  }

  @ParameterizedTest
  @FieldSource("OLD")
  void opensslIsJudgedByThePolicy(TlsVersion version) throws Exception {
    try (OpensslServer server =
        OpensslServer.start(
            List.of(
                "-cert",
                certificate().toString(),
                "-key",
                key().toString(),
                "-cipher",
                "ALL:@SECLEVEL=0",
                version == TlsVersion.TLS_1_0 ? "-tls1" : "-tls1_1"))) {
      assertViolates(probe(server.port(), OFFERING), version);
      assertAllowed(probe(server.port(), ALLOWING), version);
    }
  }

  private static void assertViolates(Report report, TlsVersion version) {
    Diagnosis diagnosis = report.diagnosis();
    assertThat(diagnosis.reason()).as(diagnosis.summary()).contains(Reason.POLICY_VIOLATION);
    assertThat(diagnosis.phase()).contains(Phase.HANDSHAKE);
    assertThat(diagnosis.findings().all()).contains(Remark.POLICY_PROTOCOL);
    assertThat(diagnosis.checks())
        .containsEntry(Check.PROTOCOL_POLICY, false)
        .containsEntry(Check.TRUST, true);
    assertThat(diagnosis.summary())
        .contains("it negotiated %s (allowed: TLSv1.2 or newer)".formatted(version.word()));
    assertFactsAreKept(report, version);
  }

  private static void assertAllowed(Report report, TlsVersion version) {
    Diagnosis diagnosis = report.diagnosis();
    assertThat(diagnosis.success()).as(diagnosis.summary()).isTrue();
    assertThat(diagnosis.checks()).containsEntry(Check.PROTOCOL_POLICY, true);
    assertThat(diagnosis.findings().all()).doesNotContain(Remark.POLICY_PROTOCOL);
    assertFactsAreKept(report, version);
  }

  private static void assertFactsAreKept(Report report, TlsVersion version) {
    assertThat(report.observation().connection().flatMap(Connection::protocol)).contains(version);
    assertThat(report.observation().connection().flatMap(Connection::cipher)).isPresent();
    assertThat(report.observation().chain().orElseThrow().certificates()).hasSize(1);
    assertThat(report.chain().orElseThrow().verifiedDepth()).isEqualTo(OptionalInt.of(2));
    assertThat(report.chain().orElseThrow().notAfter()).isPresent();
  }

  private static Report probe(int port, ProbeModule module) throws Exception {
    return examined.report(
        new Target("old", new Endpoint("127.0.0.1", port), NAME, NAME, module, new TreeMap<>()));
  }

  private static NginxServer.Block block(TlsVersion version) {
    return new NginxServer.Block(
        true,
        "ssl_certificate %s;%nssl_certificate_key %s;%nssl_protocols %s;%nssl_ciphers ALL:@SECLEVEL=0;%n"
            .formatted(certificate(), key(), version.word()));
  }

  private static Path certificate() {
    return directory.resolve("leaf.pem");
  }

  private static Path key() {
    return directory.resolve("leaf.key");
  }
}
