package dev.handshake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.NginxServer;
import dev.handshake.NginxServer.Block;
import dev.handshake.OpensslServer;
import dev.handshake.RequiresProgram;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.observation.Engine;
import dev.handshake.probe.DnsSettings;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.report.Report;
import dev.handshake.report.ReportJson;
import dev.handshake.target.Endpoint;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.RevocationSources;
import dev.handshake.target.Target;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What nginx and openssl staple is told apart, over both versions and by both engines. */
@RequiresProgram({"nginx", "openssl"})
class StapledServersTest {
  private static final HttpCheck GET =
      new HttpCheck("GET", "/", Map.of(), Set.of(200), Duration.ofSeconds(2));
  private static final ProbeModule MODULE =
      ProbeModule.DEFAULT.withTrust("staples").withTiming(Scenarios.TIMING);

  /** Words about the engine and the machine that a test runs with. */
  private static final Set<String> OF_THE_RUN =
      Set.of(Remark.NARROW_CLIENT.word(), Remark.LATE.word(), Remark.RETRANSMISSIONS.word());

  @SuppressWarnings("TimeInStaticInitializer") // certificates for this run
  private static final Instant NOW = Instant.now();

  private static final HeldCertificate ROOT =
      HeldCertificate.named("Staple Root", NOW).authority().mint();
  private static final HeldCertificate ISSUING =
      HeldCertificate.named("Staple CA", NOW).authority().issuedBy(ROOT).mint();
  private static final HeldCertificate LEAF = leaf().mint();
  private static final HeldCertificate DEMANDING =
      leaf().extension("1.3.6.1.5.5.7.1.24", false, new DERSequence(new ASN1Integer(5))).mint();

  @TempDir static Path directory;

  private static NginxServer nginx;
  private static Examined examined;

  /** What is stapled, to which certificate, and the words that it comes to. */
  record Stapled(
      String name,
      HeldCertificate certificate,
      OcspDraft answer,
      String status,
      List<String> findings) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final Stapled GOOD = row("good", LEAF, about(LEAF), "good");
  private static final Stapled REVOKED =
      row("revoked", LEAF, about(LEAF).revoked(days(-3), 1), "revoked", "certificate_revoked");

  private static final List<Stapled> ROWS =
      List.of(
          GOOD,
          REVOKED,
          row("good-by-delegate", LEAF, about(LEAF).signedBy(responder(ISSUING)), "good"),
          row("stale", LEAF, old(LEAF), "stale", "staple_stale"),
          row(
              "forged",
              LEAF,
              about(LEAF).signedBy(named("Staple CA")).embedding(),
              "invalid",
              "revocation_unknown"),
          row(
              "wrong-responder",
              LEAF,
              about(LEAF).signedBy(responder(ROOT)),
              "invalid",
              "revocation_unknown"),
          row(
              "of-another",
              LEAF,
              about(LEAF).withSerial(BigInteger.TWO),
              "invalid",
              "revocation_unknown"),
          row("unknown", LEAF, about(LEAF).unknown(), "unknown", "revocation_unknown"),
          row(
              "revoked-and-stale",
              LEAF,
              old(LEAF).revoked(days(-9), 4),
              "revoked",
              "certificate_revoked"),
          row("demanded", DEMANDING, about(DEMANDING), "good"),
          row(
              "demanded-stale",
              DEMANDING,
              old(DEMANDING),
              "stale",
              "certificate_staple_missing",
              "staple_stale"));

  private static Stapled row(
      String name, HeldCertificate shown, OcspDraft answer, String status, String... findings) {
    return new Stapled(name, shown, answer, status, List.of(findings));
  }

  /** Where a row is served. */
  record Place(Stapled row, String version) {}

  private static final Map<Place, Integer> PORTS = new LinkedHashMap<>();

  @BeforeAll
  static void start() throws IOException {
    Files.writeString(directory.resolve("leaf.pem"), LEAF.chainPem());
    Files.writeString(directory.resolve("leaf.key"), LEAF.keyPem());
    Files.writeString(directory.resolve("demanding.pem"), DEMANDING.chainPem());
    Files.writeString(directory.resolve("demanding.key"), DEMANDING.keyPem());
    Files.writeString(directory.resolve("issuers.pem"), ISSUING.certificatePem());
    List<Place> places = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    for (Stapled row : ROWS) {
      Files.write(file(row), row.answer().mint());
      for (String version : List.of("TLSv1.2", "TLSv1.3")) {
        places.add(new Place(row, version));
        blocks.add(
            new Block(
                true,
                shown(row.certificate)
                    + "ssl_protocols %s;%nssl_stapling on;%nssl_stapling_file %s;%nreturn 200 ok;%n"
                        .formatted(version, file(row))));
      }
    }
    blocks.add(new Block(true, shown(DEMANDING) + "return 200 ok;\n"));
    nginx = NginxServer.start(Files.createDirectory(directory.resolve("nginx")), blocks);
    for (int number = 0; number < places.size(); number++) {
      PORTS.put(places.get(number), nginx.port(number));
    }
    TrustAnchors roots = TrustAnchors.of("staples", Set.of(ROOT.certificate()), List.of());
    examined = new Examined(DnsSettings.DEFAULT, Map.of(), Map.of(roots.name(), roots));
  }

  @AfterAll
  static void stop() throws Exception {
    examined.close();
    nginx.close();
  }

  static Stream<Arguments> rows() {
    return ROWS.stream()
        .flatMap(row -> Stream.of("TLSv1.2", "TLSv1.3").map(version -> new Place(row, version)))
        .flatMap(
            place -> Arrays.stream(Engine.values()).map(engine -> Arguments.of(place, engine)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void nginxStaplesAndEachAnswerIsNamed(Place place, Engine engine) throws Exception {
    Report report = probe(portOf(place), MODULE, engine);
    assertIsNamed(report, place.row());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void opensslStaplesAndEachAnswerIsNamed(Place place, Engine engine) throws Exception {
    boolean demanding = place.row().certificate().equals(DEMANDING);
    try (OpensslServer server =
        OpensslServer.start(
            List.of(
                "-cert",
                directory.resolve(demanding ? "demanding.pem" : "leaf.pem").toString(),
                "-key",
                directory.resolve(demanding ? "demanding.key" : "leaf.key").toString(),
                "-cert_chain",
                directory.resolve("issuers.pem").toString(),
                place.version().equals("TLSv1.2") ? "-tls1_2" : "-tls1_3",
                "-status_file",
                file(place.row()).toString()))) {
      assertIsNamed(probe(server.port(), MODULE, engine), place.row());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDemandedStapleIsMissed(Engine engine) throws Exception {
    Report report = probe(withoutStaple(), MODULE, engine);
    assertThat(report.diagnosis().reason()).contains(Reason.CERTIFICATE_STAPLE_MISSING);
    assertThat(report.diagnosis().summary()).contains("the server sent none");
  }

  @Test
  void whereTheStapleDoesNotMatterNoneIsMissed() throws Exception {
    ProbeModule indifferent = MODULE.withRevocation(new RevocationSources(false, false, false));
    assertThat(probe(withoutStaple(), indifferent, Engine.BORINGSSL).diagnosis().success())
        .isTrue();
    int revoked = portOf(new Place(REVOKED, "TLSv1.3"));
    assertThat(probe(revoked, indifferent, Engine.BORINGSSL).diagnosis().success()).isTrue();
  }

  @Test
  void aRevokedServerGetsNoRequest() throws Exception {
    int good = portOf(new Place(GOOD, "TLSv1.3"));
    assertThat(probe(good, MODULE.withHttp(GET), Engine.BORINGSSL).observation().http())
        .isPresent();
    assertThat(nginx.accesses(good, 1)).isNotEmpty();
    int revoked = portOf(new Place(REVOKED, "TLSv1.3"));
    Report report = probe(revoked, MODULE.withHttp(GET), Engine.BORINGSSL);
    assertThat(report.diagnosis().reason()).contains(Reason.CERTIFICATE_REVOKED);
    assertThat(report.observation().requestHeldBack()).isTrue();
    assertThat(report.observation().http()).isEmpty();
    assertThat(nginx.accesses(revoked, 0)).isEmpty();
  }

  @Test
  void theSummaryGivesDateAndCause() throws Exception {
    Report report = probe(portOf(new Place(REVOKED, "TLSv1.2")), MODULE, Engine.BORINGSSL);
    assertThat(report.diagnosis().summary())
        .contains("was revoked on", days(-3).toString().substring(0, 10), "key compromise");
  }

  private static void assertIsNamed(Report report, Stapled row) {
    assertThat(report.diagnosis().findings().words())
        .as(ReportJson.of(report))
        .filteredOn(word -> !OF_THE_RUN.contains(word))
        .containsExactlyElementsOf(row.findings);
    assertThat(ReportJson.of(report))
        .contains("\"ocsp_stapled\":true", "\"source\":\"staple\",\"status\":\"" + row.status);
    assertThat(report.diagnosis().success())
        .isEqualTo(row.findings.stream().noneMatch(word -> word.startsWith("certificate_")));
  }

  private static int portOf(Place place) {
    Integer port = PORTS.get(place);
    if (port == null) {
      throw new AssertionError("not served: " + place);
    }
    return port;
  }

  private static int withoutStaple() {
    return nginx.port(PORTS.size());
  }

  private static Report probe(int port, ProbeModule module, Engine engine) throws Exception {
    Target target =
        new Target(
            "stapled",
            new Endpoint("127.0.0.1", port),
            "staple.example.com",
            "staple.example.com",
            module,
            new TreeMap<>());
    return examined.report(target, engine);
  }

  private static Path file(Stapled row) {
    return directory.resolve(row.name() + ".ocsp");
  }

  private static String shown(HeldCertificate certificate) {
    String name = certificate.equals(DEMANDING) ? "demanding" : "leaf";
    return "ssl_certificate %s;%nssl_certificate_key %s;%n"
        .formatted(directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
  }

  private static HeldCertificate.Builder leaf() {
    return HeldCertificate.named("Stapled", NOW)
        .dns("staple.example.com")
        .purposes(KeyPurposeId.id_kp_serverAuth)
        .issuedBy(ISSUING);
  }

  private static HeldCertificate named(String name) {
    return HeldCertificate.named(name, NOW).authority().mint();
  }

  private static HeldCertificate responder(HeldCertificate issuer) {
    return HeldCertificate.named("Responder", NOW)
        .purposes(KeyPurposeId.id_kp_OCSPSigning)
        .issuedBy(issuer)
        .mint();
  }

  private static OcspDraft about(HeldCertificate certificate) {
    return OcspDraft.about(certificate.certificate(), ISSUING, NOW);
  }

  private static OcspDraft old(HeldCertificate certificate) {
    return about(certificate).valid(days(-9), days(-2));
  }

  private static Instant days(int number) {
    return NOW.plus(Duration.ofDays(number));
  }
}
