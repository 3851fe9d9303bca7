package dev.handshake.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.observation.Alert;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Check;
import dev.handshake.reason.Evidence;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.target.TlsVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;

class ReportJsonTest {
  private static final Instant START = Instant.parse("2026-11-20T14:00:00.123456Z");
  private static final Target CRM =
      Target.of("crm", Endpoint.parse("crm.example.com:443"), ProbeModule.DEFAULT);

  private final HeldCertificate root = HeldCertificate.named("root", START).authority().mint();
  private final HeldCertificate leaf =
      HeldCertificate.named("crm", START).issuedBy(root).dns("crm.example.com").mint();

  @Test
  void aRefusedClientCertificateIsTheExampleOfTheContract() throws Exception {
    Report report =
        ReportDraft.of(CRM, START)
            .handshake()
            .phase(Phase.CONFIRM, Duration.ofNanos(900_000))
            .chain(leaf.chain(), Map.of(Check.TRUST, true))
            .client(true, Optional.empty(), "CN=clients")
            .acceptance(Acceptance.REJECTED)
            .alert(new Alert(Alert.Direction.RECEIVED, 48))
            .fails(Reason.CLIENT_CERTIFICATE_UNTRUSTED, Phase.CONFIRM, "refused")
            .report();
    JsonNode json = json(report);

    assertThat(names(json))
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
            "alert",
            "timings",
            "connection",
            "client_certificate",
            "chain",
            "chain_depth",
            "verified_depth");
    assertThat(json.get("time").textValue()).isEqualTo("2026-11-20T14:00:00.123Z");
    assertThat(json.get("ip").textValue()).isEqualTo("203.0.113.7");
    assertThat(json.get("party").textValue()).isEqualTo("client");
    assertThat(json.get("findings")).isEqualTo(parse("[\"client_certificate_untrusted\"]"));
    assertThat(json.get("alert"))
        .isEqualTo(parse("{\"direction\":\"received\",\"code\":48,\"name\":\"unknown_ca\"}"));
    assertThat(ReportJson.of(report))
        .contains(
            "\"timings\":{\"resolve\":0.0004,\"connect\":0.0011,\"handshake\":0.0052,"
                + "\"confirm\":0.0009,\"total\":0.0079}");
    assertThat(json.get("connection"))
        .isEqualTo(
            parse(
                """
                {"engine":"boringssl","protocol":"TLSv1.3","cipher":"TLS_AES_256_GCM_SHA384",
                 "group":"X25519","post_quantum":false,"resumed":false,"ocsp_stapled":false,
                 "bytes_in":2311,"bytes_out":1840}\
                """));
    assertThat(json.get("client_certificate"))
        .isEqualTo(
            parse(
                """
                {"requested":true,"sent":true,"acceptance":"rejected","authorities":["CN=clients"]}\
                """));
    assertThat(json.get("chain_depth").intValue()).isEqualTo(1);
    assertThat(json.get("verified_depth").intValue()).isEqualTo(2);
  }

  @Test
  void aCertificateIsToldInFull() throws Exception {
    JsonNode told =
        json(ReportDraft.of(CRM, START).handshake().chain(leaf.chain(), Map.of()).report())
            .get("chain")
            .get(0);

    assertThat(names(told))
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
    assertThat(told.get("subject").textValue()).isEqualTo("CN=crm");
    assertThat(told.get("issuer").textValue()).isEqualTo("CN=root");
    assertThat(told.get("not_after").textValue()).isEqualTo("2026-12-20T14:00:00Z");
    assertThat(told.get("key").textValue()).isEqualTo("EC P-256");
  }

  @Test
  void timestampsOfTransparencyLogsAreCountedWhereThereAreAny() throws Exception {
    byte[] two = {0, 9, 0, 3, 1, 2, 3, 0, 2, 4, 5};
    HeldCertificate logged =
        HeldCertificate.named("logged", START)
            .extension("1.3.6.1.4.1.11129.2.4.2", false, new DEROctetString(two))
            .mint();
    HeldCertificate other = HeldCertificate.named("other", START).mint();
    JsonNode chain =
        json(ReportDraft.of(CRM, START)
                .handshake()
                .chain(List.of(logged.certificate(), other.certificate()), Map.of())
                .report())
            .get("chain");
    assertThat(chain.get(0).get("transparency_timestamps").asInt()).isEqualTo(2);
    assertThat(chain.get(1).has("transparency_timestamps")).isFalse();
  }

  @Test
  void anUnreadableCertificateHasPlaceAndFingerprintOnly() throws Exception {
    JsonNode told =
        json(ReportDraft.of(CRM, START).handshake().chainOfBytes(new byte[] {1, 2}).report())
            .get("chain")
            .get(0);

    assertThat(names(told)).containsExactly("position", "fingerprint_sha256");
    assertThat(told.get("fingerprint_sha256").textValue())
        .isEqualTo("a12871fee210fb8619291eaea194581cbd2531e4b23759d225f6806923f63222");
  }

  @Test
  void whatWasNotReachedIsAbsent() throws Exception {
    JsonNode json =
        json(
            ReportDraft.of(CRM, START)
                .fails(Reason.DNS_NOT_FOUND, Phase.RESOLVE, "no such name")
                .report());

    assertThat(names(json))
        .containsExactly(
            "target",
            "address",
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
            "timings");
  }

  @Test
  void aConnectionWithoutServerHelloHasNoVersionAndNoStaple() throws Exception {
    JsonNode json =
        json(
            ReportDraft.of(CRM, START)
                .connection(Optional.empty(), Optional.empty(), Optional.empty())
                .fails(Reason.HANDSHAKE_TIMEOUT, Phase.HANDSHAKE, "silent")
                .report());

    assertThat(names(json.get("connection"))).containsExactly("engine", "bytes_in", "bytes_out");
  }

  @Test
  void whatTheServerAndWhatWeTookOfAHandshakeIsToldApart() throws Exception {
    ReportDraft draft = ReportDraft.of(CRM, START).handshake().serverHello(Duration.ofMillis(3));

    JsonNode good = json(draft.own(Duration.ofMillis(1)).report()).get("connection");
    assertThat(good.get("server_hello").decimalValue()).isEqualTo("0.003");
    assertThat(good.get("own").decimalValue()).isEqualTo("0.001");
    assertThat(good.has("late")).isFalse();

    JsonNode late = json(draft.own(Duration.ofMillis(9)).report()).get("connection");
    assertThat(late.get("late").booleanValue()).isTrue();
  }

  @Test
  void successHasNoReasonPhasePartyOrRemedy() throws Exception {
    JsonNode json = json(ReportDraft.of(CRM, START).handshake().http(200).report());

    assertThat(names(json)).doesNotContain("reason", "phase", "party", "remedy", "refused_with");
    assertThat(json.get("findings").isArray()).isTrue();
    assertThat(json.get("http")).isEqualTo(parse("{\"status\":200}"));
  }

  @Test
  void aRefusalThatWasHopedForIsSuccessWithItsWord() throws Exception {
    JsonNode json =
        json(
            ReportDraft.of(CRM, START)
                .handshake()
                .refusedWith(Reason.CLIENT_CERTIFICATE_REQUIRED)
                .report());

    assertThat(json.get("success").booleanValue()).isTrue();
    assertThat(json.get("refused_with").textValue()).isEqualTo("client_certificate_required");
  }

  @Test
  void evidenceAndLatenessOfTheRequestAreToldWhereThereAreAny() throws Exception {
    JsonNode confirmed =
        json(
            ReportDraft.of(CRM, START)
                .handshake()
                .client(true, Optional.of(Evidence.SESSION_TICKET))
                .acceptance(Acceptance.CONFIRMED)
                .report());
    JsonNode late = json(ReportDraft.of(CRM, START).handshake().lateRequest().report());

    assertThat(confirmed.get("client_certificate").get("evidence").textValue())
        .isEqualTo("session_ticket");
    assertThat(confirmed.get("client_certificate").has("late")).isFalse();
    assertThat(late.get("client_certificate").get("late").booleanValue()).isTrue();
  }

  @Test
  void stapleAndPostQuantumGroupAreTold() throws Exception {
    JsonNode connection =
        json(ReportDraft.of(CRM, START)
                .connection(
                    Optional.of(TlsVersion.TLS_1_3),
                    Optional.of("X25519MLKEM768"),
                    Optional.of(new byte[] {1}))
                .chain(leaf.chain(), Map.of())
                .report())
            .get("connection");

    assertThat(connection.get("ocsp_stapled").booleanValue()).isTrue();
    assertThat(connection.get("post_quantum").booleanValue()).isTrue();
  }

  @Test
  void durationsHaveNoExponent() {
    assertThat(ReportJson.seconds(Duration.ofNanos(1_400))).isEqualTo("0.000001");
    assertThat(ReportJson.seconds(Duration.ofNanos(400_000))).isEqualTo("0.0004");
    assertThat(ReportJson.seconds(Duration.ofSeconds(100))).isEqualTo("100");
    assertThat(ReportJson.seconds(Duration.ofMillis(5_250))).isEqualTo("5.25");
  }

  @Test
  void anIpAddressIsNeverAServerName() throws Exception {
    Target byIp = Target.of("ip", Endpoint.parse("[2001:db8::1]:443"), ProbeModule.DEFAULT);

    JsonNode json = json(ReportDraft.of(byIp, START).report());

    assertThat(json.has("server_name")).isFalse();
    assertThat(json.get("address").textValue()).isEqualTo("[2001:db8::1]:443");
  }

  @Test
  void halfASurrogatePairIsReplacedSinceReadersRefuseIt() throws Exception {
    Report report =
        ReportDraft.of(CRM, START).fails(Reason.NOT_TLS, Phase.HANDSHAKE, "a\ud800b").report();
    String json = ReportJson.of(report);
    assertThat(json).doesNotContain("ud800");
    assertThat(new ObjectMapper().readTree(json).get("summary").textValue()).isEqualTo("a\ufffdb");
  }

  @Test
  void hostileTextStaysOnOneLineAndReadsBackAsItWas() throws Exception {
    String hostile = "a\"b\n\u001b[31m\u202egpj.exe\u2028\u007f\u009b<script>é\ud83d\ude00\ud800";
    HeldCertificate minted =
        HeldCertificate.named("hostile", START)
            .subject(new X500NameBuilder().addRDN(BCStyle.CN, "x\u202e\n<b>").build())
            .mint();

    String line =
        ReportJson.of(
            ReportDraft.of(CRM, START)
                .handshake()
                .chain(List.of(minted.certificate()), Map.of())
                .fails(Reason.CERTIFICATE_UNTRUSTED, Phase.HANDSHAKE, hostile)
                .report());

    assertThat(line).doesNotContainPattern("[\\p{Cntrl}\\u007f-\\u009f\\u202e\\u2028\\ud800]");
    assertThat(line).contains("é");
    assertThat(parse(line).get("summary").textValue())
        .isEqualTo(hostile.replace('\ud800', '\ufffd'));
  }

  private static JsonNode json(Report report) throws JsonProcessingException {
    String line = ReportJson.of(report);
    assertThat(line)
        .doesNotContain("\n")
        .doesNotContain("null")
        .doesNotContainPattern("\\d[eE][-+]?\\d+[,}]");
    return parse(line);
  }

  private static JsonNode parse(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text);
  }

  private static List<String> names(JsonNode object) {
    return List.copyOf(object.properties().stream().map(Map.Entry::getKey).toList());
  }
}
