package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.handshake.Eventually;
import dev.handshake.OpensslServer;
import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import dev.handshake.address.Allowance;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.lab.CrlDraft;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.observation.Engine;
import dev.handshake.probe.DnsSettings;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.report.Report;
import dev.handshake.report.ReportJson;
import dev.handshake.schedule.ScheduleSettings;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.RevocationSources;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists, responders and issuers that a real server's certificate points to are asked. */
@RequiresProgram("openssl")
class FetchedEvidenceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ProbeModule MODULE = ProbeModule.DEFAULT.withTrust("fetched");

  @TempDir Path directory;

  private final Instant now = Instant.now();
  private final HeldCertificate root = HeldCertificate.named("Far Root", now).authority().mint();
  private final HeldCertificate issuing =
      HeldCertificate.named("Far CA", now).authority().issuedBy(root).mint();

  private HttpServer http;

  @BeforeEach
  void listen() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 50);
    http.start();
  }

  @AfterEach
  void stop() {
    http.stop(0);
  }

  @Test
  void theOneShotProbeWaitsForTheList() throws Exception {
    HeldCertificate leaf = listed();
    serve("/list", CrlDraft.of(issuing, now).revoking(leaf.certificate(), now, 1).mint());
    try (OpensslServer server = server(leaf, true);
        Probing probing = probing("127.0.0.0/8")) {
      Report report = get(probing, server, MODULE.withRevocation(asking(true, false)));
      assertThat(report.diagnosis().reason())
          .as(ReportJson.of(report))
          .contains(Reason.CERTIFICATE_REVOKED);
      assertThat(report.diagnosis().summary()).contains("key compromise");
    }
  }

  @Test
  void theAgentsProbeIsToldByTheNextOne() throws Exception {
    HeldCertificate leaf = listed();
    serve("/list", CrlDraft.of(issuing, now).mint());
    try (OpensslServer server = server(leaf, true);
        Probing probing = probing("127.0.0.0/8")) {
      Target target = target(server, MODULE.withRevocation(asking(true, false)));
      Report first = examined(probing, target);
      assertThat(first.diagnosis().success()).isTrue();
      assertThat(first.diagnosis().findings().contains(Remark.REVOCATION_UNKNOWN)).isTrue();
      Eventually.holds(
          PATIENCE,
          () ->
              assertThat(examined(probing, target).diagnosis().findings().words())
                  .doesNotContain("revocation_unknown"));
    }
  }

  @Test
  void withoutTheOperatorsWordNothingInternalIsAsked() throws Exception {
    HeldCertificate leaf = listed();
    serve("/list", CrlDraft.of(issuing, now).revoking(leaf.certificate(), now, 1).mint());
    try (OpensslServer server = server(leaf, true);
        Probing probing = probing("10.0.0.0/8")) {
      Report report = get(probing, server, MODULE.withRevocation(asking(true, false)));
      assertThat(report.diagnosis().success()).as(ReportJson.of(report)).isTrue();
      assertThat(report.diagnosis().findings().contains(Remark.REVOCATION_UNKNOWN)).isTrue();
      assertThat(ReportJson.of(report)).contains("its address is not public");
    }
  }

  @Test
  void aRealResponderIsBelieved() throws Exception {
    int port = freePort();
    HeldCertificate good = answeredAt(port);
    HeldCertificate revoked = answeredAt(port);
    try (Program responder = responder(port, good, revoked);
        Probing probing = probing("127.0.0.1")) {
      assertThat(responder.says(Pattern.compile("waiting for OCSP|ACCEPT"), PATIENCE))
          .as(responder.output())
          .isPresent();
      ProbeModule asking = MODULE.withRevocation(asking(false, true));
      try (OpensslServer server = server(good, true)) {
        Report report = get(probing, server, asking);
        assertThat(ReportJson.of(report)).contains("\"source\":\"ocsp\",\"status\":\"good\"");
        assertThat(report.diagnosis().success()).isTrue();
      }
      try (OpensslServer server = server(revoked, true)) {
        Report report = get(probing, server, asking);
        assertThat(report.diagnosis().reason())
            .as(ReportJson.of(report))
            .contains(Reason.CERTIFICATE_REVOKED);
        assertThat(report.diagnosis().summary()).contains("key compromise", "OCSP responder");
      }
    }
  }

  private HeldCertificate answeredAt(int port) {
    return leaf()
        .extension(
            "1.3.6.1.5.5.7.1.1",
            false,
            access(X509ObjectIdentifiers.id_ad_ocsp, "http://127.0.0.1:" + port + "/"))
        .mint();
  }

  private Program responder(int port, HeldCertificate good, HeldCertificate revoked)
      throws IOException {
    Path index = directory.resolve("index.txt");
    Files.writeString(
        index,
        "V\t301231235959Z\t\t%s\tunknown\t/CN=Far Leaf%n".formatted(serial(good))
            + "R\t301231235959Z\t260101000000Z,keyCompromise\t%s\tunknown\t/CN=Far Leaf%n"
                .formatted(serial(revoked)));
    Files.writeString(directory.resolve("ca.pem"), issuing.certificatePem());
    Files.writeString(directory.resolve("ca.key"), issuing.keyPem());
    return Program.start(
        List.of(
            "openssl",
            "ocsp",
            "-port",
            Integer.toString(port),
            "-index",
            index.toString(),
            "-CA",
            directory.resolve("ca.pem").toString(),
            "-rsigner",
            directory.resolve("ca.pem").toString(),
            "-rkey",
            directory.resolve("ca.key").toString(),
            "-ndays",
            "1"));
  }

  private static String serial(HeldCertificate certificate) {
    String digits = certificate.certificate().getSerialNumber().toString(16);
    return (digits.length() % 2 == 0 ? digits : "0" + digits).toUpperCase(Locale.ROOT);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  @Test
  void anIssuerThatWasNotSentIsFetchedAndNamed() throws Exception {
    serve("/issuer.cer", issuing.certificate().getEncoded());
    HeldCertificate leaf =
        leaf()
            .extension(
                "1.3.6.1.5.5.7.1.1",
                false,
                access(X509ObjectIdentifiers.id_ad_caIssuers, url("/issuer.cer")))
            .mint();
    try (OpensslServer server = server(leaf, false);
        Probing probing = probing("127.0.0.1")) {
      Report blind = get(probing, server, MODULE);
      assertThat(blind.diagnosis().summary()).contains("may be an unknown root");
      assertThat(blind.chain().orElseThrow().path()).isEmpty();
      Report told = get(probing, server, MODULE.withTls(MODULE.tls().withAia(true)));
      assertThat(told.diagnosis().reason()).contains(Reason.CERTIFICATE_CHAIN_INCOMPLETE);
      assertThat(told.diagnosis().summary()).contains("did not send CN=Far CA");
      assertThat(told.chain().orElseThrow().path()).hasSize(3);
    }
  }

  private static RevocationSources asking(boolean crl, boolean ocsp) {
    return new RevocationSources(true, crl, ocsp);
  }

  private HeldCertificate.Builder leaf() {
    return HeldCertificate.named("Far Leaf", now)
        .dns("far.example.com")
        .purposes(KeyPurposeId.id_kp_serverAuth)
        .issuedBy(issuing);
  }

  private HeldCertificate listed() {
    GeneralNames names =
        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, url("/list")));
    DistributionPoint point = new DistributionPoint(new DistributionPointName(names), null, null);
    return leaf()
        .extension("2.5.29.31", false, new CRLDistPoint(new DistributionPoint[] {point}))
        .mint();
  }

  private static AuthorityInformationAccess access(ASN1ObjectIdentifier method, String url) {
    return new AuthorityInformationAccess(
        new AccessDescription(method, new GeneralName(GeneralName.uniformResourceIdentifier, url)));
  }

  private OpensslServer server(HeldCertificate leaf, boolean whole) throws IOException {
    Files.writeString(directory.resolve("leaf.pem"), leaf.certificatePem());
    Files.writeString(directory.resolve("leaf.key"), leaf.keyPem());
    Files.writeString(directory.resolve("issuer.pem"), issuing.certificatePem());
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-cert", directory.resolve("leaf.pem").toString(),
                "-key", directory.resolve("leaf.key").toString()));
    if (whole) {
      arguments.addAll(List.of("-cert_chain", directory.resolve("issuer.pem").toString()));
    }
    return OpensslServer.start(arguments);
  }

  private Probing probing(String allowance) {
    TrustAnchors trust = TrustAnchors.of("fetched", Set.of(root.certificate()), List.of());
    return Probing.start(
        new Plan(
                List.of(),
                DnsSettings.DEFAULT,
                BreakerSettings.DEFAULT,
                ScheduleSettings.DEFAULT,
                WebSettings.DEFAULT,
                Map.of(),
                Map.of(trust.name(), trust))
            .withRevocationAllow(List.of(Allowance.parse(allowance))),
        Clock.systemUTC());
  }

  private static Target target(OpensslServer server, ProbeModule module) {
    return new Target(
        "far",
        new Endpoint("127.0.0.1", server.port()),
        "far.example.com",
        "far.example.com",
        module,
        new TreeMap<>());
  }

  private static Report get(Probing probing, OpensslServer server, ProbeModule module)
      throws Exception {
    return probing.examine(target(server, module)).get(60, TimeUnit.SECONDS);
  }

  private static Report examined(Probing probing, Target target) {
    return probing
        .examiner()
        .examine(target, Engine.BORINGSSL)
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }

  private void serve(String path, byte[] page) {
    http.createContext(
        path,
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
          }
        });
  }

  private String url(String path) {
    return "http://127.0.0.1:" + http.getAddress().getPort() + path;
  }
}
