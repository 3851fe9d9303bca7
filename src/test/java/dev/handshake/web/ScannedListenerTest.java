package dev.handshake.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import dev.handshake.config.WebFileReader;
import dev.handshake.lab.HeldCertificate;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * What scanners of others say about the surface by the shipped web file. All that testssl.sh has is
 * asked for with {@code -Dscan=full}, which takes minutes; else what takes seconds.
 */
class ScannedListenerTest {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** Protocols, ciphers, certificate, headers, renegotiation, compression and fallback. */
  private static final List<String> QUICK = List.of("-p", "-s", "-S", "-h", "-R", "-C", "-B", "-Z");

  private static final List<String> FULL =
      List.of("-p", "-s", "-f", "-P", "-S", "-h", "-U", "-4", "-c", "-g");

  private static final Set<String> FINE = Set.of("OK", "INFO");

  /** What is not about the surface, by the scanner's word for it. */
  private static final Map<String, String> BESIDE_THE_POINT =
      Map.of(
          "engine_problem", "the scanner's own OpenSSL has no engine for GOST",
          "cert_revocation", "an authority minted for this test has no revocation service",
          "scanTime", "how long it took");

  @TempDir private static Path directory;
  private static Served served;

  @BeforeAll
  static void listen() throws Exception {
    HeldCertificate certificate =
        HeldCertificate.named("localhost", Served.NOW)
            .dns("localhost")
            .ip("127.0.0.1")
            .valid(Served.NOW.minus(Duration.ofDays(1)), Served.NOW.plus(Duration.ofDays(80)))
            .ec("secp256r1")
            .issuedBy(Served.ROOT)
            .mint();
    Files.writeString(directory.resolve("web.pem"), certificate.chainPem());
    Files.writeString(directory.resolve("web.key"), certificate.keyPem());
    Files.writeString(directory.resolve("root.pem"), Served.ROOT.certificatePem());
    Path shipped = Files.copy(Path.of("config", "web.yml"), directory.resolve("web.yml"));
    served = Served.by(WebFileReader.load(shipped, _ -> null, new ArrayList<>()));
  }

  @AfterAll
  static void stop() throws Exception {
    served.close();
  }

  @Test
  @RequiresProgram("promtool")
  void promtoolPassesTheShippedFile() {
    assertThat(
            Program.run(
                PATIENCE,
                List.of(
                    "promtool", "check", "web-config", directory.resolve("web.yml").toString())))
        .contains("SUCCESS");
  }

  @Test
  @RequiresProgram("sslscan")
  void sslscanFindsNothingWeak() throws Exception {
    Path report = directory.resolve("sslscan.xml");
    String said =
        Program.run(PATIENCE, List.of("sslscan", "--xml=" + report, "localhost:" + served.port()));

    Document found = parsed(Files.readString(report));
    assertThat(elements(found, "protocol"))
        .as(said)
        .filteredOn(protocol -> protocol.getAttribute("enabled").equals("1"))
        .extracting(protocol -> protocol.getAttribute("type") + protocol.getAttribute("version"))
        .containsExactlyInAnyOrder("tls1.2", "tls1.3");
    assertThat(elements(found, "cipher"))
        .isNotEmpty()
        .allSatisfy(cipher -> {
          assertThat(cipher.getAttribute("strength")).isIn("strong", "acceptable");
          assertThat(Integer.parseInt(cipher.getAttribute("bits"))).isGreaterThanOrEqualTo(128);
          assertThat(cipher.getAttribute("cipher")).containsPattern("GCM|POLY1305");
        });
    assertThat(elements(found, "renegotiation"))
        .singleElement()
        .extracting(renegotiation -> renegotiation.getAttribute("supported"))
        .isEqualTo("0");
    assertThat(elements(found, "heartbleed"))
        .isNotEmpty()
        .allSatisfy(heartbleed -> assertThat(heartbleed.getAttribute("vulnerable")).isEqualTo("0"));
    assertThat(elements(found, "compression"))
        .allSatisfy(
            compression -> assertThat(compression.getAttribute("supported")).isEqualTo("0"));
  }

  @Test
  @RequiresProgram("testssl")
  void testsslComplainsOfNothing() throws Exception {
    Path report = directory.resolve("testssl.json");
    List<String> command =
        new ArrayList<>(
            List.of(
                "testssl",
                "--quiet",
                "--color=0",
                "--warnings=batch",
                "--nodns=none",
                "--ip=127.0.0.1",
                "--add-ca=" + directory.resolve("root.pem"),
                "--jsonfile=" + report));
    command.addAll("full".equals(System.getProperty("scan")) ? FULL : QUICK);
    command.add("localhost:" + served.port());
    String said = Program.run(PATIENCE, command);

    JsonNode findings = new ObjectMapper().readTree(Files.readString(report));
    assertThat(findings).as(said).hasSizeGreaterThan(30);
    assertThat(findings)
        .as(said)
        .filteredOn(finding -> !FINE.contains(finding.path("severity").textValue()))
        .filteredOn(finding -> !BESIDE_THE_POINT.containsKey(finding.path("id").textValue()))
        .isEmpty();
    assertThat(findings)
        .anySatisfy(finding -> {
          assertThat(finding.path("id").textValue()).isEqualTo("HSTS_time");
          assertThat(finding.path("severity").textValue()).isEqualTo("OK");
        });
  }

  private static Document parsed(String xml) throws Exception {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  private static List<Element> elements(Document document, String name) {
    NodeList nodes = document.getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength())
        .mapToObj(nodes::item)
        .map(Element.class::cast)
        .toList();
  }
}
