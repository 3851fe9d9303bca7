package dev.handshake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.GnutlsServer;
import dev.handshake.HaproxyServer;
import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import dev.handshake.StunnelServer;
import dev.handshake.probe.DnsSettings;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.target.Endpoint;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * GnuTLS, HAProxy and stunnel refuse one fault of a client certificate with different alerts, and
 * the word is the same. What nginx, openssl and the JDK do is in the rows of the lab.
 */
@RequiresProgram({"gnutls-serv", "haproxy", "stunnel", "curl"})
class RealRefusalsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final HttpCheck GET =
      new HttpCheck("GET", "/", Map.of(), Set.of(200), Duration.ofSeconds(2));
  private static final List<TlsVersion> VERSIONS = List.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);

  private static final Map<ClientCertificate, Reason> WORDS =
      new EnumMap<>(
          Map.of(
              ClientCertificate.UNTRUSTED, Reason.CLIENT_CERTIFICATE_UNTRUSTED,
              ClientCertificate.EXPIRED, Reason.CLIENT_CERTIFICATE_EXPIRED,
              ClientCertificate.NOT_YET_VALID, Reason.CLIENT_CERTIFICATE_NOT_YET_VALID,
              ClientCertificate.WRONG_EKU, Reason.CLIENT_CERTIFICATE_WRONG_EKU));

  enum Server {
    /** Looks at no extended key usage, as curl finds too. */
    GNUTLS,
    HAPROXY,
    STUNNEL;

    boolean http() {
      return this != STUNNEL;
    }

    boolean accepts(ClientCertificate shown) {
      return shown == ClientCertificate.ACCEPTED
          || (this == GNUTLS && shown == ClientCertificate.WRONG_EKU);
    }
  }

  @TempDir static Path directory;

  private record Served(Server server, TlsVersion version) {}

  private static final Map<Served, Integer> PORTS = new HashMap<>();
  private static final List<AutoCloseable> OPEN = new ArrayList<>();
  private static LabFiles files;
  private static Examined examined;

  @BeforeAll
  static void serve() throws IOException {
    LabPki pki = LabPki.mint(Instant.now());
    files = pki.writeTo(directory.resolve("pki"));
    examined =
        new Examined(DnsSettings.DEFAULT, pki.identities(), Map.of(LabPki.TRUST, pki.roots()));
    for (TlsVersion version : VERSIONS) {
      GnutlsServer gnutls = GnutlsServer.start(gnutls(version));
      OPEN.add(gnutls);
      PORTS.put(new Served(Server.GNUTLS, version), gnutls.port());
    }
    HaproxyServer haproxy =
        HaproxyServer.start(directory, VERSIONS.stream().map(RealRefusalsTest::haproxy).toList());
    OPEN.add(haproxy);
    StunnelServer stunnel =
        StunnelServer.start(directory, VERSIONS.stream().map(RealRefusalsTest::stunnel).toList());
    OPEN.add(stunnel);
    for (int number = 0; number < VERSIONS.size(); number++) {
      PORTS.put(new Served(Server.HAPROXY, VERSIONS.get(number)), haproxy.port(number));
      PORTS.put(new Served(Server.STUNNEL, VERSIONS.get(number)), stunnel.port(number));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    examined.close();
    for (AutoCloseable server : OPEN) {
      server.close();
    }
  }

  static Stream<Arguments> everyServer() {
    return Stream.of(Server.values())
        .flatMap(server -> VERSIONS.stream().map(version -> Arguments.of(server, version)));
  }

  @ParameterizedTest
  @MethodSource("everyServer")
  void anAbsentCertificateIsRequired(Server server, TlsVersion version) throws Exception {
    Report report = examined.report(target(server, version, Optional.empty()));

    assertThat(report.diagnosis().reason())
        .as(report.diagnosis().summary())
        .contains(Reason.CLIENT_CERTIFICATE_REQUIRED);
  }

  @ParameterizedTest
  @MethodSource("everyServer")
  void eachFaultHasOneWordAndWhatIsNotLookedAtIsNoFault(Server server, TlsVersion version)
      throws Exception {
    for (ClientCertificate shown : ClientCertificate.values()) {
      Report report = examined.report(target(server, version, Optional.of(shown)));
      Optional<Reason> expected =
          server.accepts(shown) ? Optional.empty() : Optional.ofNullable(WORDS.get(shown));

      assertThat(report.diagnosis().reason())
          .as("%s: %s", shown, report.diagnosis().summary())
          .isEqualTo(expected);
      assertThat(report.diagnosis().summary()).doesNotContain("PRIVATE KEY");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"GNUTLS", "HAPROXY"})
  void curlIsLetInAndRefusedAlike(Server server) {
    for (ClientCertificate shown : ClientCertificate.values()) {
      int port = PORTS.getOrDefault(new Served(server, TlsVersion.TLS_1_3), 0);
      String said =
          Program.run(
              PATIENCE,
              List.of(
                  "curl",
                  "-s",
                  "-k",
                  "-o",
                  "/dev/null",
                  "-w",
                  "%{http_code}",
                  "--cert",
                  files.certificate(shown).toString(),
                  "--key",
                  files.key(shown).toString(),
                  "https://127.0.0.1:" + port + "/"));
      assertThat(said).as("%s", shown).isEqualTo(server.accepts(shown) ? "200" : "000");
    }
  }

  private static Target target(
      Server server, TlsVersion version, Optional<ClientCertificate> shown) {
    ProbeModule plain = ProbeModule.DEFAULT.withTrust(LabPki.TRUST).withTiming(Scenarios.TIMING);
    ProbeModule asking = server.http() ? plain.withHttp(GET) : plain;
    ProbeModule module = shown.map(one -> asking.withIdentity(one.identity())).orElse(asking);
    return new Target(
        "real",
        new Endpoint("127.0.0.1", PORTS.getOrDefault(new Served(server, version), 1)),
        LabPki.SERVER_NAME,
        LabPki.SERVER_NAME,
        module,
        new TreeMap<>());
  }

  private static List<String> gnutls(TlsVersion version) {
    return List.of(
        "--http",
        "--require-client-cert",
        "--verify-client-cert",
        "--priority",
        "NORMAL:-VERS-ALL:+VERS-TLS" + version.word().substring("TLSv".length()),
        "--x509cafile",
        files.clientRoots().toString(),
        "--x509certfile",
        files.certificate(ServerCertificate.FINE).toString(),
        "--x509keyfile",
        files.key(ServerCertificate.FINE).toString());
  }

  private static String haproxy(TlsVersion version) {
    try {
      Path both =
          Files.writeString(
              directory.resolve("both.pem"),
              Files.readString(files.certificate(ServerCertificate.FINE))
                  + Files.readString(files.key(ServerCertificate.FINE)));
      return "crt %s ca-file %s verify required ssl-min-ver %s ssl-max-ver %s"
          .formatted(both, files.clientRoots(), version.word(), version.word());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String stunnel(TlsVersion version) {
    return "cert = %s\nkey = %s\nCAfile = %s\nverifyChain = yes\nrequireCert = yes\nsslVersion = %s"
        .formatted(
            files.certificate(ServerCertificate.FINE),
            files.key(ServerCertificate.FINE),
            files.clientRoots(),
            version.word());
  }
}
