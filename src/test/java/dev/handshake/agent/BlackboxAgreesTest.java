package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.BlackboxExporter;
import dev.handshake.Eventually;
import dev.handshake.NginxServer;
import dev.handshake.OpensslServer;
import dev.handshake.RequiresProgram;
import dev.handshake.Sample;
import dev.handshake.Surface;
import dev.handshake.config.ConfigReader;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.metrics.MetricNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Debian's blackbox exporter and we see the same of nginx and openssl with client certificates. */
@RequiresProgram({"prometheus-blackbox-exporter", "nginx", "openssl"})
class BlackboxAgreesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String NAME = "gateway.handshake.test";

  @TempDir static Path directory;

  private static Instant now = Instant.EPOCH;
  private static HeldCertificate leaf;
  private static NginxServer nginx;
  private static List<OpensslServer> openssl;
  private static BlackboxExporter blackbox;
  private static Agent agent;
  private static Surface surface;

  /** A server that demands a client certificate, in one version. */
  enum Server {
    NGINX_TLS12("1.2"),
    NGINX_TLS13("1.3"),
    OPENSSL_TLS12("1.2"),
    OPENSSL_TLS13("1.3");

    final String version;

    Server(String version) {
      this.version = version;
    }

    int port() {
      return switch (this) {
        case NGINX_TLS12 -> nginx.port(0);
        case NGINX_TLS13 -> nginx.port(1);
        case OPENSSL_TLS12 -> openssl.get(0).port();
        case OPENSSL_TLS13 -> openssl.get(1).port();
      };
    }
  }

  @BeforeAll
  static void start() throws IOException {
    now = Instant.now();
    leaf = mint();
    nginx =
        NginxServer.start(
            Files.createDirectory(directory.resolve("nginx")),
            Stream.of("TLSv1.2", "TLSv1.3").map(BlackboxAgreesTest::block).toList());
    openssl =
        Stream.of("-tls1_2", "-tls1_3")
            .map(version -> OpensslServer.start(arguments(version)))
            .toList();
    blackbox =
        BlackboxExporter.start(
            directory,
            """
            modules:
              mtls:
                prober: tcp
                timeout: 5s
                tcp:
                  tls: true
                  tls_config: {ca_file: %s, cert_file: %s, key_file: %s, server_name: %s}
            """
                .formatted(file("root.pem"), file("client.pem"), file("client.key"), NAME));
    agent =
        Agent.start(Plan.of(ConfigReader.load(configuration(), _ -> null, now)), Clock.systemUTC());
    surface = new Surface(agent.port());
  }

  @AfterAll
  static void stop() {
    agent.close();
    blackbox.close();
    openssl.forEach(OpensslServer::close);
    nginx.close();
  }

  @ParameterizedTest
  @EnumSource
  void bothFindTheSame(Server server) {
    Eventually.holds(
        PATIENCE, () -> assertThat(ours(server, MetricNames.PROBE_SUCCESS)).isEqualTo(1));
    List<Sample> theirs = blackbox.probe("mtls", server.port());
    assertThat(value(theirs, "probe_success")).as("blackbox: %s", theirs).isEqualTo(1);

    double leafEnds = leaf.certificate().getNotAfter().toInstant().getEpochSecond();
    assertThat(value(theirs, "probe_ssl_earliest_cert_expiry"))
        .isEqualTo(leafEnds)
        .isEqualTo(earliestEnd(server))
        .isEqualTo(ours(server, MetricNames.CHAIN_NOT_AFTER));

    assertThat(only(theirs, "probe_tls_version_info").label("version"))
        .isEqualTo("TLS " + server.version)
        .isEqualTo("TLS " + ours(server, MetricNames.PROTOCOL_VERSION));

    assertThat(only(theirs, "probe_ssl_last_chain_info").label("fingerprint_sha256"))
        .isEqualTo(
            ourSamples(server, MetricNames.CERTIFICATE_INFO, "position", "0")
                .getFirst()
                .label("fingerprint_sha256"));
  }

  private static double earliestEnd(Server server) {
    List<Sample> ends = surface.scrape(MetricNames.CERTIFICATE_NOT_AFTER, target(server));
    assertThat(ends).as("leaf and intermediate").hasSize(2);
    return ends.stream().mapToDouble(Sample::value).min().orElseThrow();
  }

  private static double ours(Server server, String metric) {
    return surface.value(metric, target(server));
  }

  private static List<Sample> ourSamples(Server server, String metric, String label, String value) {
    return surface.scrape(metric, Map.of("target", server.name(), label, value));
  }

  private static Map<String, String> target(Server server) {
    return Map.of("target", server.name());
  }

  private static double value(List<Sample> samples, String name) {
    return only(samples, name).value();
  }

  private static Sample only(List<Sample> samples, String name) {
    List<Sample> found = samples.stream().filter(sample -> sample.name().equals(name)).toList();
    assertThat(found).as(name).hasSize(1);
    return found.getFirst();
  }

  /** Leaf, intermediate and root that end at different times. */
  private static HeldCertificate mint() throws IOException {
    HeldCertificate root = certificate("Agreed Root", 300).authority().mint();
    HeldCertificate issuing = certificate("Agreed Issuing", 90).authority().issuedBy(root).mint();
    HeldCertificate server =
        certificate(NAME, 30)
            .dns(NAME)
            .purposes(KeyPurposeId.id_kp_serverAuth)
            .issuedBy(issuing)
            .mint();
    HeldCertificate client =
        certificate("Agreed Client", 60)
            .purposes(KeyPurposeId.id_kp_clientAuth)
            .issuedBy(root)
            .mint();
    Files.writeString(file("root.pem"), root.certificatePem());
    Files.writeString(file("issuing.pem"), issuing.certificatePem());
    Files.writeString(file("server.pem"), server.chainPem());
    Files.writeString(file("server.key"), server.keyPem());
    Files.writeString(file("client.pem"), client.certificatePem());
    Files.writeString(file("client.key"), client.keyPem());
    return server;
  }

  private static HeldCertificate.Builder certificate(String name, int days) {
    return HeldCertificate.named(name, now)
        .valid(now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(days)));
  }

  private static NginxServer.Block block(String version) {
    return new NginxServer.Block(
        true,
        """
        ssl_certificate %s;
        ssl_certificate_key %s;
        ssl_protocols %s;
        ssl_verify_client on;
        ssl_client_certificate %s;
        return 200 fine;
        """
            .formatted(file("server.pem"), file("server.key"), version, file("root.pem")));
  }

  private static List<String> arguments(String version) {
    return List.of(
        version,
        "-cert",
        file("server.pem").toString(),
        "-key",
        file("server.key").toString(),
        "-cert_chain",
        file("issuing.pem").toString(),
        "-Verify",
        "2",
        "-verify_return_error",
        "-CAfile",
        file("root.pem").toString());
  }

  private static Path configuration() throws IOException {
    String targets =
        Stream.of(Server.values())
            .map(server ->
                "  - {name: %s, address: \"127.0.0.1:%d\", server_name: %s, module: mtls}\n"
                    .formatted(server, server.port(), NAME))
            .collect(Collectors.joining());
    return Files.writeString(
        file("handshake.yml"),
        """
        probe: {interval: 2s, timeout: 4s}
        trust: {agreed: {files: [root.pem]}}
        identities: {client: {certificate: client.pem, key: client.key}}
        modules: {mtls: {trust: agreed, identity: client}}
        web: {listen: "127.0.0.1:0"}
        targets:
        """
            + targets);
  }

  private static Path file(String name) {
    return directory.resolve(name);
  }
}
