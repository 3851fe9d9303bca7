package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.AgentProcess;
import dev.handshake.Eventually;
import dev.handshake.OpensslServer;
import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import dev.handshake.Sample;
import dev.handshake.Surface;
import dev.handshake.lab.HeldCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Text that peers put into certificates and banners acts nowhere: not in any output. */
@RequiresProgram("openssl")
class HostilePeerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String NAME = "gateway.handshake.test";
  private static final String EVIL =
      "\"><script>alert(1)</script>'&\r\nlevel=error msg=forged\n\"} 1\nforged_metric 1\n"
          + "\u202egnp.exe\u2066\u200b\u001b[2J\u0007\u009b\u2028";

  @TempDir static Path directory;

  private static final List<OpensslServer> SERVERS = new ArrayList<>();
  private static ServerSocket banner;
  private static Map<Format, Program> agents = Map.of();

  /** How the agent logs. */
  enum Format {
    LOGFMT,
    JSON
  }

  @BeforeAll
  static void start() throws IOException {
    Instant now = Instant.now();
    HeldCertificate root = HeldCertificate.named("Plain Root", now).authority().mint();
    Files.writeString(directory.resolve("root.pem"), root.certificatePem());
    HeldCertificate.Builder expired =
        server(now).valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2)));
    HeldCertificate evilRoot =
        HeldCertificate.named("evil", now).authority().subject(evil()).mint();
    banner = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(HostilePeerTest::insult);
    List<String> targets =
        List.of(
            target("expired", serve("expired", expired.issuedBy(root).mint()), NAME),
            target("self-signed", serve("self-signed", server(now).mint()), NAME),
            target("untrusted", serve("untrusted", server(now).issuedBy(evilRoot).mint()), NAME),
            target(
                "misnamed",
                serve(
                    "misnamed",
                    server(now).dns("*.\"}\n<script>\u001b[2J.test").issuedBy(root).mint()),
                "other.handshake.test"),
            target("banner", banner.getLocalPort(), NAME));
    Path file =
        Files.writeString(
            directory.resolve("handshake.yml"),
            """
            probe: {interval: 2s, timeout: 3s, confirm_after: 500ms, handshake_timeout: 1s}
            trust: {plain: {files: [root.pem]}}
            modules: {plain: {trust: plain}}
            targets:
            """
                + String.join("", targets));
    agents =
        Map.of(
            Format.LOGFMT, run(file, "--log.format=logfmt"),
            Format.JSON, run(file, "--log.format=json"));
  }

  @AfterAll
  static void stop() throws IOException {
    agents.values().forEach(Program::close);
    SERVERS.forEach(OpensslServer::close);
    banner.close();
  }

  @ParameterizedTest
  @EnumSource
  void everyReasonIsFoundAllTheSame(Format format) {
    Map<String, String> reasons =
        Map.of(
            "expired", "certificate_expired",
            "self-signed", "certificate_self_signed",
            "untrusted", "certificate_chain_incomplete",
            "misnamed", "certificate_name_mismatch",
            "banner", "not_tls");
    reasons.forEach((target, reason) ->
        Eventually.holds(
            PATIENCE,
            () ->
                assertThat(
                        surface(format)
                            .value(
                                "tls_probe_failure_info",
                                Map.of("target", target, "reason", reason)))
                    .isEqualTo(1)));
  }

  @Test
  void metricsStayOnTheirLines() {
    Surface surface = probed(Format.LOGFMT);
    List<Sample> scrape = surface.scrape();
    assertThat(scrape).extracting(Sample::name).doesNotContain("forged_metric");
    assertThat(scrape)
        .filteredOn(sample -> sample.name().equals("tls_certificate_info"))
        .anySatisfy(sample -> assertThat(sample.label("subject")).contains("script"))
        .anySatisfy(sample -> assertThat(sample.label("issuer")).contains("script"));
    assertThat(scrape)
        .allSatisfy(sample ->
            assertThat(sample.labels().values())
                .allSatisfy(value -> {
                  assertInert(value);
                  assertThat(value).hasSizeLessThanOrEqualTo(256);
                }));
  }

  @Test
  void thePageHasNoMarkupButItsOwn() {
    String page = probed(Format.LOGFMT).body("/");
    assertThat(page).contains("&lt;script").doesNotContainIgnoringCase("<script", "<b>");
    assertThat(page.lines()).allSatisfy(HostilePeerTest::assertInert);
  }

  @Test
  void jsonIsWellFormedAndInert() {
    Surface surface = probed(Format.JSON);
    for (String path : List.of("/api/v1/targets", "/api/v1/targets/expired")) {
      assertInert(surface.body(path));
      assertThat(surface.json(path).findValuesAsText("summary"))
          .anySatisfy(summary -> assertThat(summary).contains("script"));
    }
  }

  @Test
  void logfmtKeepsEachEventOnOneLine() {
    probed(Format.LOGFMT);
    List<String> lines = logged(Format.LOGFMT);
    assertThat(lines).anyMatch(line -> line.contains("script"));
    assertThat(lines)
        .allSatisfy(line -> {
          assertInert(line);
          assertThat(line)
              .matches("(?:[a-z0-9_.]++=(?:\"(?:[^\"\\\\]++|\\\\.)*+\"|[^\\s\"=]++)(?: |$))++")
              .startsWith("ts=");
        });
  }

  @Test
  void logsInJsonAreOneObjectALine() {
    probed(Format.JSON);
    List<String> lines = logged(Format.JSON);
    assertThat(lines).anyMatch(line -> line.contains("script"));
    assertThat(lines)
        .allSatisfy(line -> {
          assertInert(line);
          JsonNode event = new ObjectMapper().readTree(line);
          assertThat(event.at("/msg").asText()).isNotEmpty();
        });
  }

  private static Surface probed(Format format) {
    Surface surface = surface(format);
    Eventually.holds(
        PATIENCE, () -> assertThat(surface.get("/-/ready").statusCode()).isEqualTo(200));
    return surface;
  }

  private static Surface surface(Format format) {
    return AgentProcess.surface(agent(format));
  }

  private static List<String> logged(Format format) {
    String output = agent(format).output();
    return output.substring(0, output.lastIndexOf('\n')).lines().toList();
  }

  private static Program agent(Format format) {
    return Objects.requireNonNull(agents.get(format));
  }

  /** Nothing in it acts on a terminal, breaks a line or reorders what stands beside it. */
  private static void assertInert(String text) {
    assertThat(text.codePoints().filter(HostilePeerTest::acts).mapToObj(Integer::toHexString))
        .as(text)
        .isEmpty();
  }

  private static boolean acts(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static void insult() {
    try {
      while (true) {
        try (Socket peer = banner.accept()) {
          peer.getOutputStream().write(EVIL.getBytes(StandardCharsets.UTF_8));
          peer.getInputStream().read(new byte[4096]);
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static HeldCertificate.Builder server(Instant now) {
    return HeldCertificate.named("evil", now)
        .subject(evil())
        .dns(NAME)
        .purposes(KeyPurposeId.id_kp_serverAuth);
  }

  private static X500Name evil() {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.O, EVIL)
        .addRDN(BCStyle.CN, NAME + EVIL.repeat(4))
        .build();
  }

  private static int serve(String name, HeldCertificate held) throws IOException {
    Path certificate = directory.resolve(name + ".pem");
    Path key = directory.resolve(name + ".key");
    Files.writeString(certificate, held.certificatePem());
    Files.writeString(key, held.keyPem());
    OpensslServer server =
        OpensslServer.start(List.of("-cert", certificate.toString(), "-key", key.toString()));
    SERVERS.add(server);
    return server.port();
  }

  private static String target(String name, int port, String verifyName) {
    return "  - {name: %s, address: \"127.0.0.1:%d\", server_name: %s, module: plain}\n"
        .formatted(name, port, verifyName);
  }

  private static Program run(Path file, String format) {
    return AgentProcess.run(file, "--web.listen-address=127.0.0.1:0", format);
  }
}
