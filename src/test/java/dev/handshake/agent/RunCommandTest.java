package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.AgentProcess;
import dev.handshake.Eventually;
import dev.handshake.NginxServer;
import dev.handshake.Program;
import dev.handshake.PrometheusServer;
import dev.handshake.RequiresProgram;
import dev.handshake.Surface;
import dev.handshake.lab.ClientCertificate;
import dev.handshake.lab.LabFiles;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.ServerCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The command {@code run} as a process of its own, as an operator meets it. */
class RunCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ANY_PORT = "--web.listen-address=127.0.0.1:0";

  @TempDir private Path directory;

  @Test
  @RequiresProgram({"nginx", "prometheus"})
  void fiveLinesWatchAnMtlsGatewayAndTellWhenTheClientCertificateIsGone() throws IOException {
    LabFiles files = LabPki.mint(Instant.now()).writeTo(directory.resolve("pki"));
    try (NginxServer nginx = gateway(files)) {
      Path with = configuration(nginx.port(0), "identity: client, ");
      Path without = configuration(nginx.port(0), "");
      int port;
      try (Program agent = AgentProcess.run(with, ANY_PORT)) {
        port = AgentProcess.surface(agent).port();
        try (PrometheusServer prometheus =
            PrometheusServer.start(directory.resolve("prometheus"), port)) {
          Eventually.holds(
              PATIENCE, () -> assertThat(prometheus.value("tls_probe_success")).isEqualTo(1));
          assertEnds(agent);
          assertRefused(prometheus, without, port);
        }
      }
    }
  }

  private static void assertRefused(PrometheusServer prometheus, Path without, int port)
      throws IOException {
    try (Program agent = AgentProcess.run(without, "--web.listen-address=127.0.0.1:" + port)) {
      Surface surface = AgentProcess.surface(agent);
      Eventually.holds(
          PATIENCE, () -> assertThat(prometheus.value("tls_probe_success")).isEqualTo(0));
      assertThat(prometheus.query("tls_probe_failure_info{reason='client_certificate_required'}"))
          .hasSize(1);
      Eventually.holds(
          PATIENCE,
          () -> assertThat(prometheus.value("tls_breaker_state{state='open'}")).isEqualTo(1));
      assertThat(surface.value("tls_probes_total", Map.of("outcome", "failure")))
          .as("failures that opened the breaker")
          .isEqualTo(2);
      assertThat(agent.output())
          .contains("reason=client_certificate_required")
          .as("told of before the breaker opens")
          .containsSubsequence(
              "msg=\"agent started\"", "msg=\"target fails\"", "from=closed to=open");
      assertEnds(agent);
    }
  }

  @Test
  void aConfigurationThatCannotBeUsedSaysAllThatIsWrongAndStartsNothing() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("handshake.yml"),
            """
            probe: {interval: soon, speed: 11}
            trust: {corporate: {files: [missing.pem]}}
            modules: {gateway: {trust: nobody}}
            targets:
              - {name: crm, address: "crm.example.com"}
              - {name: crm, address: "127.0.0.1:443", module: absent}
            """);
    try (Program agent = AgentProcess.run(file, ANY_PORT)) {
      assertThat(agent.exit(PATIENCE)).as(agent.output()).hasValue(2);
      assertThat(agent.output())
          .contains("handshake.yml:1", "probe.interval", "soon")
          .contains("probe.speed")
          .contains("handshake.yml:2", "missing.pem")
          .contains("handshake.yml:3", "nobody")
          .contains("handshake.yml:5", "crm.example.com")
          .contains("handshake.yml:6", "absent")
          .doesNotContain("agent started", "Exception", "\tat ");
    }
  }

  static Stream<List<String>> waysToStart() {
    return Stream.of(List.of(), List.of("nohup"));
  }

  @ParameterizedTest
  @MethodSource("waysToStart")
  @RequiresProgram({"kill", "nohup"})
  void aHangupReadsTheConfigurationAgain(List<String> under) throws IOException {
    String text = "targets: [{name: %s, address: \"127.0.0.1:1\"}]\n";
    Path file = Files.writeString(directory.resolve("handshake.yml"), text.formatted("crm"));
    try (Program agent =
        AgentProcess.under(under, List.of(), "run", "--config.file=" + file, ANY_PORT)) {
      Surface surface = AgentProcess.surface(agent);
      hangUp(agent);
      assertThat(agent.says(Pattern.compile("nothing has changed"), PATIENCE))
          .as(agent.output())
          .isPresent();
      Files.writeString(file, text.formatted("erp"));
      hangUp(agent);
      Eventually.holds(PATIENCE, () -> assertThat(surface.body("/config")).contains("erp"));
      assertThat(agent.output()).contains("msg=\"configuration applied\"");
      Files.writeString(file, "targets: 1\n");
      hangUp(agent);
      assertThat(agent.says(Pattern.compile("level=error.*configuration refused"), PATIENCE))
          .as(agent.output())
          .isPresent();
      assertThat(surface.body("/config")).contains("erp");
      assertEnds(agent);
    }
  }

  private static void hangUp(Program agent) {
    Program.run(PATIENCE, List.of("kill", "-HUP", Long.toString(agent.pid())));
  }

  @Test
  void aTakenPortIsToldInOneLine() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("handshake.yml"), "targets: [{address: \"127.0.0.1:443\"}]\n");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        Program agent =
            AgentProcess.run(file, "--web.listen-address=127.0.0.1:" + taken.getLocalPort())) {
      assertThat(agent.exit(PATIENCE)).as(agent.output()).hasValue(2);
      assertThat(agent.output().strip().lines())
          .singleElement()
          .satisfies(line ->
              assertThat(line)
                  .contains("web.listen: 127.0.0.1:" + taken.getLocalPort(), "already in use"));
    }
  }

  private static void assertEnds(Program agent) {
    agent.terminate();
    assertThat(agent.exit(PATIENCE)).as(agent.output()).hasValue(0);
    assertThat(agent.output()).contains("agent stopped");
  }

  private NginxServer gateway(LabFiles files) throws IOException {
    return NginxServer.start(
        Files.createDirectory(directory.resolve("nginx")),
        List.of(
            new NginxServer.Block(
                true,
                """
                ssl_certificate %s;
                ssl_certificate_key %s;
                ssl_protocols TLSv1.3;
                ssl_verify_client on;
                ssl_client_certificate %s;
                return 200 fine;
                """
                    .formatted(
                        files.certificate(ServerCertificate.FINE),
                        files.key(ServerCertificate.FINE),
                        files.clientRoots()))));
  }

  /** Five lines, of which the identity may be left out. */
  private Path configuration(int port, String identity) throws IOException {
    return Files.writeString(
        directory.resolve(identity.isEmpty() ? "without.yml" : "with.yml"),
        """
        trust: {lab: {files: [pki/roots.pem]}}
        identities: {client: {certificate: pki/%1$s.pem, key: pki/%1$s.key}}
        modules: {gateway: {trust: lab, %2$shttp: {path: /health}, interval: 3s, timeout: 2s, confirm_after: 1s}}
        targets:
          - {name: gateway, address: "127.0.0.1:%3$d", server_name: %4$s, module: gateway}
        """
            .formatted(ClientCertificate.ACCEPTED.identity(), identity, port, LabPki.SERVER_NAME));
  }
}
