package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.lab.ClientCertificate;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.ServerCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code probe --output=json}: each key of the contract, from real probes. */
class ProbeJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path directory;
  private static ProbeStreet lab;

  @BeforeAll
  static void open() throws Exception {
    lab =
        ProbeStreet.open(
            directory,
            "mtls-http-tls13",
            "mtls-untrusted-tls13",
            "expired",
            "hostile-subject",
            "closed-port");
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void aSuccessWithHttp() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("gateway.yml"),
            """
            trust: {lab: {files: [%s]}}
            identities: {client: {certificate: %s, key: %s}}
            targets:
              - {name: crm, address: "%s", server_name: %s, trust: lab, identity: client,
                 http: {path: /health}}
            """
                .formatted(
                    lab.files().roots(),
                    lab.files().certificate(ClientCertificate.ACCEPTED),
                    lab.files().key(ClientCertificate.ACCEPTED),
                    lab.address("mtls-http-tls13"),
                    LabPki.SERVER_NAME));
    Instant before = Instant.now();
    JsonNode json = probe(0, "--config.file=" + file);

    assertThat(keys(json))
        .containsExactly(
            "target",
            "address",
            "ip",
            "server_name",
            "time",
            "success",
            "expected",
            "findings",
            "summary",
            "timings",
            "connection",
            "client_certificate",
            "chain",
            "chain_depth",
            "verified_depth",
            "http");
    assertThat(json.get("target").textValue()).isEqualTo("crm");
    assertThat(json.get("address").textValue()).isEqualTo(lab.address("mtls-http-tls13"));
    assertThat(json.get("ip").textValue()).isEqualTo("127.0.0.1");
    assertThat(json.get("server_name").textValue()).isEqualTo(LabPki.SERVER_NAME);
    assertThat(json.get("time").textValue())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(Instant.parse(json.get("time").textValue()))
        .isBetween(before.minusMillis(1), Instant.now());
    assertThat(json.get("success").booleanValue()).isTrue();
    assertThat(json.get("expected").textValue()).isEqualTo("accepted");
    assertThat(json.get("findings")).isEmpty();
    assertThat(json.get("http")).isEqualTo(JSON.readTree("{\"status\":200}"));
    assertThat(json.get("client_certificate"))
        .isEqualTo(
            JSON.readTree(
                """
                {"requested":true,"sent":true,"acceptance":"confirmed","evidence":"http_status",
                 "authorities":["CN=Lab Client Root"]}
                """));
    assertConnection(json.get("connection"));
    assertTimings(json, "resolve", "connect", "handshake", "confirm", "request", "total");
    assertChain(json, ServerCertificate.FINE);
    assertThat(json.get("verified_depth").intValue()).isEqualTo(3);
  }

  @Test
  void aRejectedClientCertificate() throws Exception {
    JsonNode json =
        probe(
            1,
            lab.trust(),
            "--certificate.file=" + lab.files().certificate(ClientCertificate.UNTRUSTED),
            "--key.file=" + lab.files().key(ClientCertificate.UNTRUSTED),
            lab.address("mtls-untrusted-tls13"));

    assertThat(keys(json))
        .containsExactly(
            "target",
            "address",
            "ip",
            "time",
            "success",
            "expected",
            "phase",
            "reason",
            "findings",
            "party",
            "summary",
            "remedy",
            "alert",
            "timings",
            "connection",
            "client_certificate",
            "chain",
            "chain_depth",
            "verified_depth");
    assertThat(json.get("success").booleanValue()).isFalse();
    assertThat(json.get("phase").textValue()).isEqualTo("confirm");
    assertThat(json.get("reason").textValue()).startsWith("client_certificate_");
    assertThat(json.get("findings").get(0)).isEqualTo(json.get("reason"));
    assertThat(json.get("party").textValue()).isEqualTo("client");
    assertThat(json.get("summary").textValue()).endsWith(".");
    assertThat(json.get("remedy").textValue()).endsWith(".");
    assertThat(keys(json.get("alert"))).containsExactly("direction", "code", "name");
    assertThat(json.get("alert").get("direction").textValue()).isEqualTo("received");
    assertThat(json.get("alert").get("code").intValue()).isBetween(42, 48);
    assertThat(json.get("client_certificate"))
        .isEqualTo(
            JSON.readTree(
                """
                {"requested":true,"sent":true,"acceptance":"rejected",
                 "authorities":["CN=Lab Client Root"]}
                """));
    assertConnection(json.get("connection"));
    assertTimings(json, "resolve", "connect", "handshake", "confirm", "total");
    assertChain(json, ServerCertificate.FINE);
  }

  @Test
  void aRefusedConnection() throws Exception {
    JsonNode json = probe(1, lab.address("closed-port"));

    assertThat(keys(json))
        .containsExactly(
            "target",
            "address",
            "ip",
            "time",
            "success",
            "expected",
            "phase",
            "reason",
            "findings",
            "party",
            "summary",
            "remedy",
            "timings");
    assertThat(json.get("phase").textValue()).isEqualTo("connect");
    assertThat(json.get("reason").textValue()).isEqualTo("connect_refused");
    assertThat(json.get("findings")).isEqualTo(JSON.readTree("[\"connect_refused\"]"));
    assertTimings(json, "resolve", "connect", "total");
  }

  @Test
  void anExpiredCertificateHidesNothing() throws Exception {
    JsonNode json =
        probe(1, lab.trust(), "--server-name=" + LabPki.SERVER_NAME, lab.address("expired"));

    assertThat(keys(json))
        .containsExactly(
            "target",
            "address",
            "ip",
            "server_name",
            "time",
            "success",
            "expected",
            "phase",
            "reason",
            "findings",
            "party",
            "summary",
            "remedy",
            "timings",
            "connection",
            "client_certificate",
            "chain",
            "chain_depth",
            "verified_depth");
    assertThat(json.get("reason").textValue()).isEqualTo("certificate_expired");
    assertThat(json.get("phase").textValue()).isEqualTo("handshake");
    assertThat(json.get("party").textValue()).isEqualTo("server");
    assertThat(json.get("client_certificate"))
        .isEqualTo(
            JSON.readTree("{\"requested\":false,\"sent\":false,\"acceptance\":\"not_requested\"}"));
    assertConnection(json.get("connection"));
    assertChain(json, ServerCertificate.EXPIRED);
    assertThat(json.get("verified_depth").intValue()).isEqualTo(3);
  }

  @Test
  void eachAnswerIsOneLineWhateverTheServerIsCalled() throws Exception {
    String hostile = lab.address("hostile-subject");
    Session session =
        Session.of(
            "probe", "--output=json", lab.trust(), hostile, lab.address("closed-port"), hostile);
    assertThat(session.lines()).hasSize(3);
    assertThat(session.out().chars())
        .allMatch(unit -> unit == '\n' || (unit >= ' ' && unit < 0x7f));
    List<String> targets = new ArrayList<>();
    for (String line : session.lines()) {
      targets.add(JSON.readTree(line).get("target").textValue());
    }
    assertThat(targets).containsExactly(hostile, lab.address("closed-port"), hostile);
    assertThat(
            JSON.readTree(session.lines().getFirst())
                .get("chain")
                .get(0)
                .get("subject")
                .textValue())
        .contains("\u202e")
        .contains("\u001b[2J");
  }

  private static JsonNode probe(int status, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("probe", "--output=json"));
    all.addAll(List.of(arguments));
    Session session = Session.of(all.toArray(String[]::new));
    assertThat(session.status()).as(session.out() + session.err()).isEqualTo(status);
    assertThat(session.err()).isEmpty();
    assertThat(session.lines()).hasSize(1);
    return JSON.readTree(session.out());
  }

  /** The lab's servers choose no ALPN protocol. */
  private static void assertConnection(JsonNode connection) {
    assertThat(keys(connection).stream().filter(key -> !key.equals("late")))
        .as("a young machine is slow itself, and says so")
        .containsExactly(
            "engine",
            "protocol",
            "cipher",
            "group",
            "post_quantum",
            "resumed",
            "ocsp_stapled",
            "local_port",
            "server_hello",
            "own",
            "bytes_in",
            "bytes_out");
    assertThat(connection.get("engine").textValue()).isIn("boringssl", "jdk");
    assertThat(connection.get("protocol").textValue()).isEqualTo("TLSv1.3");
    assertThat(connection.get("cipher").textValue()).startsWith("TLS_");
    assertThat(connection.get("group").textValue())
        .isIn("X25519", "P-256", "P-384", "P-521", "X25519MLKEM768");
    assertThat(connection.get("post_quantum").booleanValue())
        .isEqualTo(connection.get("group").textValue().equals("X25519MLKEM768"));
    assertThat(connection.get("resumed").booleanValue()).isFalse();
    assertThat(connection.get("ocsp_stapled").booleanValue()).isFalse();
    assertThat(connection.get("bytes_in").longValue()).isGreaterThan(500);
    assertThat(connection.get("local_port").intValue()).isBetween(1024, 65_535);
    assertThat(connection.get("server_hello").doubleValue()).isBetween(0.0, 10.0);
    assertThat(connection.get("bytes_out").longValue()).isGreaterThan(100);
  }

  private static void assertTimings(JsonNode json, String... phases) {
    JsonNode timings = json.get("timings");
    assertThat(keys(timings)).containsExactly(phases);
    double sum = 0;
    for (JsonNode seconds : timings) {
      assertThat(seconds.isNumber()).isTrue();
      assertThat(seconds.doubleValue()).isNotNegative();
      sum += seconds.doubleValue();
    }
    double total = timings.get("total").doubleValue();
    assertThat(total)
        .as("no less than its parts: " + timings)
        .isGreaterThanOrEqualTo(sum - total - 1e-4);
  }

  private static void assertChain(JsonNode json, ServerCertificate which) throws Exception {
    HeldCertificate held = lab.street().pki().server(which);
    assertThat(json.get("chain_depth").intValue()).isEqualTo(held.chain().size());
    assertThat(json.get("chain")).hasSize(held.chain().size());
    for (int position = 0; position < held.chain().size(); position++) {
      assertLink(json.get("chain").get(position), position, held.chain().get(position));
    }
    assertThat(json.get("chain").get(0).get("dns_names"))
        .isEqualTo(JSON.readTree("[\"" + LabPki.SERVER_NAME + "\"]"));
    assertThat(json.get("chain").get(0).get("ip_addresses"))
        .isEqualTo(JSON.readTree("[\"127.0.0.1\"]"));
  }

  private static void assertLink(JsonNode link, int position, X509Certificate certificate)
      throws Exception {
    assertThat(keys(link))
        .containsExactly(
            "position",
            "subject",
            "issuer",
            "serial",
            "not_before",
            "not_after",
            "fingerprint_sha256",
            "key",
            "signature_algorithm",
            "dns_names",
            "ip_addresses");
    assertThat(link.get("position").intValue()).isEqualTo(position);
    assertThat(link.get("subject").textValue())
        .isEqualTo(certificate.getSubjectX500Principal().getName());
    assertThat(link.get("issuer").textValue())
        .isEqualTo(certificate.getIssuerX500Principal().getName());
    String serial = certificate.getSerialNumber().toString(16);
    assertThat(link.get("serial").textValue())
        .isEqualTo(serial.length() % 2 == 0 ? serial : "0" + serial);
    assertThat(link.get("not_before").textValue())
        .isEqualTo(certificate.getNotBefore().toInstant().toString());
    assertThat(link.get("not_after").textValue())
        .isEqualTo(certificate.getNotAfter().toInstant().toString());
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    assertThat(link.get("fingerprint_sha256").textValue())
        .isEqualTo(HexFormat.of().formatHex(digest));
    assertThat(link.get("key").textValue()).isEqualTo("EC P-256");
    assertThat(link.get("signature_algorithm").textValue()).isEqualTo("SHA256withECDSA");
  }

  private static List<String> keys(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
