package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.NginxServer;
import dev.handshake.RequiresProgram;
import dev.handshake.ScriptedHttps;
import dev.handshake.ScriptedHttps.Asked;
import dev.handshake.ScriptedHttps.Said;
import dev.handshake.config.ConfigReader;
import dev.handshake.lab.LabFiles;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.target.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The checks of a configured gateway, where that is nginx with a service behind it. */
@RequiresProgram("nginx")
class RealGatewayTest {
  @TempDir static Path directory;

  private static ServerSocket silent;
  private static ScriptedHttps idp;
  private static NginxServer nginx;
  private static Plan plan;
  private static Probing probing;

  @BeforeAll
  static void start() throws IOException {
    LabPki pki = LabPki.mint(Instant.now());
    LabFiles files = pki.writeTo(directory);
    silent = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    idp =
        ScriptedHttps.start(
            pki.server(ServerCertificate.FINE), _ -> Optional.of(Said.token("t0ken", 3600)));
    nginx =
        NginxServer.start(
            Files.createDirectory(directory.resolve("nginx")),
            List.of(new NginxServer.Block(true, gateway(files))));
    Files.writeString(directory.resolve("client.secret"), "s3cret\n");
    Path file = Files.writeString(directory.resolve("handshake.yml"), configuration());
    plan = Plan.of(ConfigReader.load(file, _ -> null, Instant.now()));
    probing = Probing.start(plan, Clock.systemUTC());
  }

  @AfterAll
  static void stop() throws IOException {
    probing.close();
    nginx.close();
    idp.close();
    silent.close();
  }

  private static String gateway(LabFiles files) {
    return """
    ssl_certificate %s;
    ssl_certificate_key %s;
    ssl_verify_client on;
    ssl_client_certificate %s;
    if ($http_authorization != "Bearer t0ken") { return 401; }
    location /health { return 200 fine; }
    location /admin {
      add_header WWW-Authenticate 'Bearer error="insufficient_scope"' always;
      return 403;
    }
    location /busy {
      add_header Retry-After 7 always;
      return 429;
    }
    location /slow {
      proxy_pass http://127.0.0.1:%d;
      proxy_read_timeout 1s;
    }
    """
        .formatted(
            files.certificate(ServerCertificate.FINE),
            files.key(ServerCertificate.FINE),
            files.clientRoots(),
            silent.getLocalPort());
  }

  private static String configuration() {
    StringBuilder gateways = new StringBuilder();
    for (String name : List.of("health", "admin", "busy", "slow")) {
      gateways.append(
          """
              - name: %s
                address: "127.0.0.1:%d"
                server_name: %s
                trust: lab
                identity: ours
                path: /%s
                budget: 20s
                oauth: {token_url: "https://127.0.0.1:%d/token", client_id: crm, client_secret_file: client.secret, trust: lab}
          """
              .formatted(name, nginx.port(0), LabPki.SERVER_NAME, name, idp.port()));
    }
    return """
    probe: {timeout: 25s, confirm_after: 10s}
    trust: {lab: {files: [roots.pem]}}
    identities: {ours: {certificate: lab-client-accepted.pem, key: lab-client-accepted.key}}
    genesys:
      gateways:
    """
        + gateways;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "health",
        "health-refuses-none",
        "health-refuses-stranger",
        "health-refuses-no-token"
      })
  void aGatewayInOrderPassesAllItsChecks(String target) throws Exception {
    Report report = examine(target);
    assertThat(report.diagnosis().success()).as(report.diagnosis().summary()).isTrue();
  }

  @Test
  void aServiceThatIsTooSlowIsNotTheGatewaysHandshake() throws Exception {
    Report report = examine("slow");
    assertThat(report.diagnosis().reason()).contains(Reason.HTTP_STATUS);
    assertThat(report.diagnosis().acceptance()).contains(Acceptance.CONFIRMED);
    assertThat(report.diagnosis().summary())
        .contains("status 504", "what is behind it did not answer in time", "no fault of TLS");
  }

  @Test
  void tooManyRequestsAreLoad() throws Exception {
    Report report = examine("busy");
    assertThat(report.diagnosis().acceptance()).contains(Acceptance.CONFIRMED);
    assertThat(report.diagnosis().summary()).contains("status 429", "7 s of patience");
  }

  @Test
  void aScopeThatIsMissingIsSaid() throws Exception {
    Report report = examine("admin");
    assertThat(report.diagnosis().reason()).contains(Reason.HTTP_STATUS);
    assertThat(report.diagnosis().acceptance()).contains(Acceptance.CONFIRMED);
    assertThat(report.diagnosis().summary()).contains("status 403", "(insufficient_scope)");
  }

  @Test
  void oneTokenServesAllChecksOfAClient() throws Exception {
    examine("health");
    examine("busy");
    assertThat(idp.asked()).extracting(Asked::method).containsExactly("POST");
  }

  private static Report examine(String name) throws Exception {
    Target target =
        plan.targets().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    return probing.examine(target).get(60, TimeUnit.SECONDS);
  }
}
