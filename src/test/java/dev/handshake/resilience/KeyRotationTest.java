package dev.handshake.resilience;

import static dev.handshake.resilience.Neighbourhood.openings;
import static dev.handshake.resilience.Neighbourhood.probes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import dev.handshake.Surface;
import dev.handshake.agent.Agent;
import dev.handshake.agent.Plan;
import dev.handshake.config.ConfigReader;
import dev.handshake.lab.HeldCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our own certificate and key are others again and again, and no probe fails for it. */
class KeyRotationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TARGET = "mutual";
  private static final String NAME = "mutual.handshake.test";
  private static final int A_MINUTE = 50;

  @TempDir private Path directory;

  private final Instant now = Instant.now();
  private final HeldCertificate root = HeldCertificate.named("Root", now).authority().mint();
  private final HeldCertificate clients = HeldCertificate.named("Clients", now).authority().mint();

  @Test
  void eachPairIsShownOnceItIsInForceAndNoneIsMissed() throws Exception {
    rotated(8, Duration.ZERO);
  }

  @Test
  @Tag("break")
  void fiftyTimesAMinute() throws Exception {
    rotated(A_MINUTE, Duration.ofMillis(1200));
  }

  private void rotated(int times, Duration pace) throws Exception {
    HeldCertificate own =
        HeldCertificate.named(NAME, now)
            .dns(NAME)
            .purposes(KeyPurposeId.id_kp_serverAuth)
            .issuedBy(root)
            .mint();
    try (MutualServer server = MutualServer.open(own, clients.certificate())) {
      write("root.pem", root.certificatePem());
      HeldCertificate first = rotate();
      Path file = write("handshake.yml", text(server));
      try (Agent agent = Agent.start(plan(file), Clock.systemUTC())) {
        Surface surface = new Surface(agent.port());
        Eventually.holds(PATIENCE, () -> assertThat(server.saw(first.certificate())).isTrue());
        for (int number = 0; number < times; number++) {
          long begun = System.nanoTime();
          HeldCertificate next = rotate();
          agent
              .apply(plan(file))
              .toCompletionStage()
              .toCompletableFuture()
              .get(1, TimeUnit.MINUTES);
          Eventually.holds(PATIENCE, () -> assertThat(server.saw(next.certificate())).isTrue());
          LockSupport.parkNanos(pace.toNanos() - (System.nanoTime() - begun));
        }
        double shown = probes(surface, TARGET, "success");
        System.out.printf("%d pairs: %.0f probes, none failed%n", times, shown);
        assertThat(probes(surface, TARGET, "failure"))
            .as(surface.body("/api/v1/targets/" + TARGET))
            .isZero();
        assertThat(probes(surface, TARGET, "skipped")).isZero();
        assertThat(openings(surface, TARGET)).isZero();
      }
    }
  }

  private HeldCertificate rotate() throws IOException {
    HeldCertificate next =
        HeldCertificate.named("agent", now)
            .purposes(KeyPurposeId.id_kp_clientAuth)
            .issuedBy(clients)
            .mint();
    write("client.pem", next.chainPem());
    write("client.key", next.keyPem());
    return next;
  }

  private static Plan plan(Path file) {
    return Plan.of(ConfigReader.load(file, _ -> null, Instant.now()));
  }

  private static String text(MutualServer server) {
    return """
    probe: {interval: 200ms, confirm_after: 100ms}
    trust: {own: {files: [root.pem]}}
    identities: {agent: {certificate: client.pem, key: client.key}}
    targets:
      - name: %s
        address: '127.0.0.1:%d'
        server_name: %s
        trust: own
        identity: agent
        http: {method: GET, path: /}
    web: {listen: '127.0.0.1:0'}
    """
        .formatted(TARGET, server.port(), NAME);
  }

  private Path write(String name, String text) throws IOException {
    Path next = Files.writeString(directory.resolve(name + ".next"), text);
    return Files.move(
        next,
        directory.resolve(name),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }
}
