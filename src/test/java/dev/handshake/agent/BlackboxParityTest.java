package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.handshake.BlackboxExporter;
import dev.handshake.Eventually;
import dev.handshake.GnutlsServer;
import dev.handshake.HaproxyServer;
import dev.handshake.NginxServer;
import dev.handshake.OpensslServer;
import dev.handshake.PrometheusServer;
import dev.handshake.RequiresProgram;
import dev.handshake.Sample;
import dev.handshake.Surface;
import dev.handshake.config.ConfigReader;
import dev.handshake.lab.HeldCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Debian's blackbox exporter and we, asked the same of the same servers, answer alike; and a
 * Prometheus whose blackbox job has nothing changed but the address finds what the community's
 * rules and boards ask for.
 */
@RequiresProgram({
  "prometheus-blackbox-exporter",
  "prometheus",
  "nginx",
  "openssl",
  "haproxy",
  "gnutls-serv"
})
class BlackboxParityTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern SELECTOR =
      Pattern.compile("(?:probe|blackbox)_[a-z_]+(?:\\{[^}]*})?");
  private static final JsonNode COMMUNITY = community();

  /** Families whose values differ from probe to probe. */
  private static final Set<String> MEASURED =
      Set.of(
          "probe_duration_seconds", "probe_dns_lookup_time_seconds", "probe_http_duration_seconds");

  @TempDir static Path directory;

  private static Instant now = Instant.EPOCH;
  private static NginxServer nginx;
  private static HaproxyServer haproxy;
  private static GnutlsServer gnutls;
  private static final List<OpensslServer> OPENSSL = new ArrayList<>();
  private static int nobody;
  private static BlackboxExporter blackbox;
  private static Agent agent;
  private static Surface ours;
  private static PrometheusServer prometheus;

  /** Where we differ on purpose. */
  enum Difference {
    /** We read no body, and thus do not tell its length. */
    NO_BODY,
    /** We tell version, cipher and certificates of a handshake that failed; blackbox has none. */
    FACTS_KEPT,
    /**
     * In TLS 1.3 a server refuses after the client has finished: blackbox calls that a success, and
     * we a failure.
     */
    REFUSAL_SEEN,
    /**
     * Told not to verify, blackbox calls any certificate a success; we go on, too, and call it what
     * it is.
     */
    JUDGED_ALL_THE_SAME,
    /**
     * Where nothing was verified, blackbox tells that the chain ended at the beginning of the year
     * 1; we tell nothing.
     */
    NO_PATH
  }

  /** One server asked about in one way. */
  @SuppressWarnings("ImmutableEnumChecker") // both fields are, by how they are made
  enum Case {
    RSA_CHAIN_TLS12("tls", nginxAt(0), true),
    EC_CHAIN_TLS13("tls", nginxAt(1), true),
    EXPIRED("tls", nginxAt(3), false, Difference.FACTS_KEPT),
    UNTRUSTED_ROOT("tls", nginxAt(4), false, Difference.FACTS_KEPT),
    UNTRUSTED_ROOT_UNVERIFIED(
        "unverified", nginxAt(4), false, Difference.JUDGED_ALL_THE_SAME, Difference.NO_PATH),
    WRONG_NAME("tls", nginxAt(5), false, Difference.FACTS_KEPT),
    CLIENT_CERTIFICATE_GIVEN_TLS12("mutual", nginxAt(6), true),
    CLIENT_CERTIFICATE_GIVEN_TLS13("mutual", () -> haproxy.port(0), true),
    CLIENT_CERTIFICATE_REFUSED_TLS12(
        "tls", () -> OPENSSL.get(0).port(), false, Difference.FACTS_KEPT),
    CLIENT_CERTIFICATE_REFUSED_TLS13(
        "tls", () -> OPENSSL.get(1).port(), false, Difference.REFUSAL_SEEN),
    ODD_NAMES("tls", () -> OPENSSL.get(2).port(), true),
    GNUTLS("tls", () -> gnutls.port(), true),
    IPV6("tls", () -> gnutls.port(), true) {
      @Override
      String target() {
        return "[::1]:" + port.at();
      }
    },
    PLAIN_HTTP("tls", nginxAt(7), false),
    NOBODY_LISTENS("tls", () -> nobody, false),
    HTTP_200("web", nginxAt(0), true, Difference.NO_BODY),
    HTTP_500("web", nginxAt(2), false, Difference.NO_BODY),
    HTTP_EXPIRED("web", nginxAt(3), false, Difference.NO_BODY, Difference.FACTS_KEPT),
    HTTP_WITHOUT_CLIENT_CERTIFICATE("web", nginxAt(6), false, Difference.NO_BODY),
    HTTP_NOBODY_LISTENS("web", () -> nobody, false, Difference.NO_BODY);

    final String module;
    final Port port;
    final boolean success;
    final Set<Difference> differences;

    Case(String module, Port port, boolean success, Difference... differences) {
      this.module = module;
      this.port = port;
      this.success = success;
      this.differences = Set.of(differences);
    }

    String target() {
      String address = "127.0.0.1:" + port.at();
      return module.equals("web") ? "https://" + address + "/" : address;
    }

    String query() {
      return "/probe?module="
          + module
          + "&target="
          + URLEncoder.encode(target(), StandardCharsets.UTF_8);
    }
  }

  /** A port that is known once the servers are up. */
  @FunctionalInterface
  interface Port {
    int at();
  }

  private static Port nginxAt(int block) {
    return () -> nginx.port(block);
  }

  @BeforeAll
  static void start() throws IOException {
    now = Instant.now();
    mint();
    try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = reserved.getLocalPort();
    }
    nginx = startNginx();
    haproxy = startHaproxy();
    gnutls = startGnutls();
    startOpenssl();
    blackbox = BlackboxExporter.start(directory.resolve("blackbox"), blackboxModules());
    agent =
        Agent.start(Plan.of(ConfigReader.load(configuration(), _ -> null, now)), Clock.systemUTC());
    ours = new Surface(agent.port());
    prometheus = PrometheusServer.configured(directory.resolve("prometheus"), job());
  }

  @AfterAll
  static void stop() {
    Stream.of(prometheus, agent, blackbox, haproxy, gnutls, nginx)
        .filter(Objects::nonNull)
        .forEach(BlackboxParityTest::close);
    OPENSSL.forEach(OpensslServer::close);
  }

  @ParameterizedTest
  @EnumSource
  void bothAnswerAlike(Case one) {
    Answer theirs = Answer.of(blackbox.get(one.query()));
    Answer mine = Answer.of(ours.body(one.query()));

    assertThat(mine.value("probe_success")).as("ours: %s", mine).isEqualTo(one.success ? 1 : 0);
    assertThat(differences(theirs, mine)).isEqualTo(one.differences);
    for (String family : theirs.types.keySet()) {
      if (isCompared(family, one.differences)) {
        compare(family, theirs, mine);
      }
    }
  }

  /** What of the table of differences is really seen, and nothing else. */
  private static Set<Difference> differences(Answer theirs, Answer mine) {
    Set<Difference> seen = EnumSet.noneOf(Difference.class);
    if (theirs.has("probe_http_uncompressed_body_length")) {
      seen.add(Difference.NO_BODY);
    }
    if (mine.has("probe_ssl_earliest_cert_expiry")
        && !theirs.has("probe_ssl_earliest_cert_expiry")) {
      seen.add(Difference.FACTS_KEPT);
    }
    if (theirs.value("probe_success") == 1 && mine.value("probe_success") == 0) {
      String reason = mine.samples("tls_probe_failure_info").getFirst().label("reason");
      seen.add(
          reason.startsWith("client_") ? Difference.REFUSAL_SEEN : Difference.JUDGED_ALL_THE_SAME);
    }
    if (theirs.has("probe_ssl_last_chain_expiry_timestamp_seconds")
        && theirs.value("probe_ssl_last_chain_expiry_timestamp_seconds") < 0
        && !mine.has("probe_ssl_last_chain_expiry_timestamp_seconds")) {
      seen.add(Difference.NO_PATH);
    }
    return seen;
  }

  private static boolean isCompared(String family, Set<Difference> differences) {
    return switch (family) {
      case "probe_http_uncompressed_body_length" -> !differences.contains(Difference.NO_BODY);
      case "probe_success" ->
          !differences.contains(Difference.REFUSAL_SEEN)
              && !differences.contains(Difference.JUDGED_ALL_THE_SAME);
      case "probe_ssl_last_chain_expiry_timestamp_seconds" ->
          !differences.contains(Difference.NO_PATH);
      default -> true;
    };
  }

  private static void compare(String family, Answer theirs, Answer mine) {
    assertThat(mine.types).containsEntry(family, theirs.types.get(family));
    assertThat(mine.help).containsEntry(family, theirs.help.get(family));
    List<Sample> wanted = theirs.samples(family);
    assertThat(mine.samples(family)).as(family).hasSameSizeAs(wanted);
    for (Sample sample : wanted) {
      List<Sample> found =
          mine.samples(family).stream().filter(it -> it.has(sample.labels())).toList();
      assertThat(found).as("ours like blackbox's %s among %s", sample, mine).hasSize(1);
      if (MEASURED.contains(family)) {
        assertThat(found.getFirst().value()).as(family).isNotNegative();
      } else {
        assertThat(found.getFirst().value()).as(family).isEqualTo(sample.value());
      }
    }
  }

  @Test
  void ourAnswerHasAllThatWeTellOfATarget() {
    Set<String> told =
        Answer.of(ours.body(Case.HTTP_200.query())).samples.stream()
            .map(Sample::name)
            .collect(Collectors.toSet());

    assertThat(told)
        .contains(
            "tls_probe_skipped",
            "tls_probe_success",
            "tls_connection_info",
            "tls_certificate_info",
            "tls_check_passed",
            "probe_tls_cipher_info");
  }

  @TestFactory
  Stream<DynamicTest> rulesAndBoardsFindTheirSeries() {
    return all("firing", "quiet")
        .flatMap(expression -> SELECTOR.matcher(expression).results())
        .map(match -> match.group())
        .distinct()
        .map(selector ->
            DynamicTest.dynamicTest(
                selector,
                () ->
                    Eventually.holds(
                        PATIENCE, () -> assertThat(prometheus.query(selector)).isNotEmpty())));
  }

  @TestFactory
  Stream<DynamicTest> rulesFireAndPanelsShow() {
    return all("firing")
        .distinct()
        .map(expression ->
            DynamicTest.dynamicTest(
                expression,
                () ->
                    Eventually.holds(
                        PATIENCE, () -> assertThat(prometheus.query(expression)).isNotEmpty())));
  }

  @Test
  void whatIsBeyondUsIsOfAnotherKindOfProbe() {
    COMMUNITY.forEach(source ->
        source
            .path("beyond")
            .forEach(one -> {
              assertThat(one.path("reason").asText()).isNotBlank();
              assertThat(one.path("expression").asText())
                  .containsPattern("probe_icmp_|probe_dns_|blackbox_exporter_");
            }));
  }

  private static Stream<String> all(String... kinds) {
    Set<String> expressions = new TreeSet<>();
    for (JsonNode source : COMMUNITY) {
      for (String kind : kinds) {
        source.path(kind).forEach(one -> expressions.add(one.asText()));
      }
    }
    return expressions.stream().map(it -> it.replaceAll("\\$(job|instance|target)", ".+"));
  }

  private static JsonNode community() {
    try (InputStream in = BlackboxParityTest.class.getResourceAsStream("community.yml")) {
      return new YAMLMapper().readTree(in);
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  /** One exposition, with what it says of each family. */
  private record Answer(Map<String, String> types, Map<String, String> help, List<Sample> samples) {
    static Answer of(String exposition) {
      return new Answer(
          comments(exposition, "TYPE"), comments(exposition, "HELP"), Sample.parse(exposition));
    }

    private static Map<String, String> comments(String exposition, String kind) {
      Map<String, String> found = new TreeMap<>();
      exposition
          .lines()
          .filter(line -> line.startsWith("# " + kind + " "))
          .map(line -> line.split(" ", 4))
          .forEach(words -> found.put(words[2], words[3]));
      return found;
    }

    List<Sample> samples(String family) {
      return samples.stream().filter(sample -> sample.name().equals(family)).toList();
    }

    boolean has(String family) {
      return !samples(family).isEmpty();
    }

    double value(String family) {
      List<Sample> found = samples(family);
      assertThat(found).as(family).hasSize(1);
      return found.getFirst().value();
    }
  }

  private static NginxServer startNginx() throws IOException {
    return NginxServer.start(
        Files.createDirectory(directory.resolve("nginx")),
        List.of(
            tls("rsa", "TLSv1.2", "return 200 fine;"),
            tls("ec", "TLSv1.3", "return 200 fine;"),
            tls("ec", "TLSv1.3", "return 500 broken;"),
            tls("expired", "TLSv1.3", "return 200 fine;"),
            tls("stray", "TLSv1.3", "return 200 fine;"),
            tls("misnamed", "TLSv1.3", "return 200 fine;"),
            tls(
                "ec",
                "TLSv1.2",
                "ssl_verify_client on; ssl_client_certificate %s; return 200 fine;"
                    .formatted(file("root.pem"))),
            new NginxServer.Block(false, "return 200 fine;")));
  }

  private static HaproxyServer startHaproxy() throws IOException {
    return HaproxyServer.start(
        Files.createDirectory(directory.resolve("haproxy")),
        List.of(
            "crt %s verify required ca-file %s ssl-min-ver TLSv1.3"
                .formatted(file("ec.both"), file("root.pem"))));
  }

  private static GnutlsServer startGnutls() {
    return GnutlsServer.start(
        List.of(
            "--x509certfile",
            file("ec.pem").toString(),
            "--x509keyfile",
            file("ec.key").toString()));
  }

  private static void startOpenssl() {
    String root = file("root.pem").toString();
    List<String> refusing = List.of("-Verify", "2", "-verify_return_error", "-CAfile", root);
    OPENSSL.add(openssl("ec", "-tls1_2", refusing));
    OPENSSL.add(openssl("ec", "-tls1_3", refusing));
    OPENSSL.add(openssl("odd", "-tls1_3", List.of()));
  }

  private static NginxServer.Block tls(String certificate, String version, String rest) {
    return new NginxServer.Block(
        true,
        "ssl_certificate %s;%nssl_certificate_key %s;%nssl_protocols %s;%n%s%n"
            .formatted(file(certificate + ".pem"), file(certificate + ".key"), version, rest));
  }

  private static OpensslServer openssl(String certificate, String version, List<String> more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                version,
                "-cert",
                file(certificate + ".pem").toString(),
                "-key",
                file(certificate + ".key").toString(),
                "-cert_chain",
                file("issuing.pem").toString()));
    arguments.addAll(more);
    return OpensslServer.start(arguments);
  }

  private static String blackboxModules() {
    return """
    modules:
      tls:
        prober: tcp
        timeout: 10s
        tcp: {tls: true, tls_config: {ca_file: %1$s}}
      unverified:
        prober: tcp
        timeout: 10s
        tcp: {tls: true, tls_config: {insecure_skip_verify: true}}
      mutual:
        prober: tcp
        timeout: 10s
        tcp: {tls: true, tls_config: {ca_file: %1$s, cert_file: %2$s, key_file: %3$s}}
      web:
        prober: http
        timeout: 10s
        http: {tls_config: {ca_file: %1$s}}
    """
        .formatted(file("root.pem"), file("client.pem"), file("client.key"));
  }

  /** An identity is shown to those alone that are configured for it. */
  private static Path configuration() throws IOException {
    return Files.writeString(
        file("handshake.yml"),
        """
        probe: {interval: 1h, timeout: 10s}
        trust: {own: {files: [root.pem]}}
        identities: {client: {certificate: client.pem, key: client.key}}
        modules:
          tls: {trust: own}
          unverified: {trust: own, tls: {verify: false}}
          mutual: {trust: own, identity: client}
          web: {trust: own, http: {path: /}}
        targets:
          - {name: nginx, address: "127.0.0.1:%d", module: mutual}
          - {name: haproxy, address: "127.0.0.1:%d", module: mutual}
        web: {listen: "127.0.0.1:0", probe: {allow: ["127.0.0.1", "[::1]"]}}
        """
            .formatted(nginx.port(6), haproxy.port(0)));
  }

  /** A blackbox job as everybody has it; the last line is what was changed. */
  private static String job() {
    return """
    global: {scrape_interval: 2s, scrape_timeout: 2s}
    scrape_configs:
      - job_name: blackbox-exporter
        metrics_path: /probe
        params: {module: [web]}
        static_configs:
          - targets: ["%s", "%s", "%s"]
        relabel_configs:
          - {source_labels: [__address__], target_label: __param_target}
          - {source_labels: [__param_target], target_label: instance}
          - {target_label: __address__, replacement: "127.0.0.1:%d"}
    """
        .formatted(
            Case.HTTP_200.target(),
            Case.HTTP_500.target(),
            Case.HTTP_EXPIRED.target(),
            agent.port());
  }

  private static void mint() throws IOException {
    HeldCertificate root = certificate("Parity Root", 300).rsa(2048).authority().mint();
    HeldCertificate issuing = certificate("Parity Issuing", 90).authority().issuedBy(root).mint();
    HeldCertificate stray = certificate("Stray Root", 300).authority().mint();
    Files.writeString(file("root.pem"), root.certificatePem());
    Files.writeString(file("issuing.pem"), issuing.certificatePem());
    write("rsa", server("rsa", 15).rsa(2048).issuedBy(issuing).mint());
    write("ec", server("ec", 60).issuedBy(issuing).mint());
    write("stray", server("stray", 60).issuedBy(stray).mint());
    write("odd", odd(server("odd", 60)).issuedBy(issuing).mint());
    write(
        "expired",
        server("expired", 60)
            .valid(now.minus(Duration.ofDays(60)), now.minus(Duration.ofDays(2)))
            .issuedBy(issuing)
            .mint());
    write(
        "misnamed",
        certificate("misnamed", 60)
            .dns("elsewhere.test")
            .purposes(KeyPurposeId.id_kp_serverAuth)
            .issuedBy(issuing)
            .mint());
    write(
        "client",
        certificate("Parity Client", 60)
            .purposes(KeyPurposeId.id_kp_clientAuth)
            .issuedBy(root)
            .mint());
  }

  /** A subject of which each part is written in a way of its own. */
  private static HeldCertificate.Builder odd(HeldCertificate.Builder builder) {
    X500NameBuilder name = new X500NameBuilder();
    name.addRDN(BCStyle.C, "DE");
    name.addRDN(BCStyle.O, "Acme, Inc.");
    name.addRDN(BCStyle.OU, "A+B");
    name.addRDN(BCStyle.OU, new DERUTF8String("#C "));
    name.addRDN(BCStyle.CN, new DERUTF8String(" \"odd\" \u00e9 <a;b>\\"));
    name.addRDN(BCStyle.EmailAddress, "x@y.test");
    name.addRDN(BCStyle.DC, "test");
    return builder.subject(name.build());
  }

  private static HeldCertificate.Builder server(String name, int days) {
    return certificate(name, days)
        .dns(name + ".parity.test", "parity.test")
        .ip("127.0.0.1", "::1")
        .purposes(KeyPurposeId.id_kp_serverAuth);
  }

  private static HeldCertificate.Builder certificate(String name, int days) {
    return HeldCertificate.named(name, now)
        .valid(now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(days)));
  }

  private static void write(String name, HeldCertificate held) throws IOException {
    Files.writeString(file(name + ".pem"), held.chainPem());
    Files.writeString(file(name + ".key"), held.keyPem());
    Files.writeString(file(name + ".both"), held.chainPem() + held.keyPem());
  }

  private static Path file(String name) {
    return directory.resolve(name);
  }

  private static void close(AutoCloseable open) {
    try {
      open.close();
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }
}
