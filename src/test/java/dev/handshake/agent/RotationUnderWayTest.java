package dev.handshake.agent;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import dev.handshake.OwnFile;
import dev.handshake.Surface;
import dev.handshake.config.ConfigReader;
import dev.handshake.lab.HeldCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificate and key are exchanged fifty times a minute, in place and in pieces. */
class RotationUnderWayTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration EACH = Duration.ofMinutes(1).dividedBy(50);
  private static final int ROTATIONS = 7;

  /** Half a certificate, all of it, half a key, all of it. */
  private static final int STEPS = 4;

  @TempDir private Path directory;

  @Test
  void everyProbeShowsOneWholeIdentityAndTheLastOneIsUsedInTheEnd() throws Exception {
    Instant now = Instant.now();
    HeldCertificate root = HeldCertificate.named("root", now).authority().mint();
    HeldCertificate gateway =
        HeldCertificate.named("gateway", now).dns("gateway.test").issuedBy(root).mint();
    List<HeldCertificate> clients =
        IntStream.rangeClosed(0, ROTATIONS)
            .mapToObj(_ -> HeldCertificate.named("client", now).issuedBy(root).mint())
            .toList();
    Files.writeString(directory.resolve("roots.pem"), root.certificatePem());
    Files.writeString(directory.resolve("client.pem"), clients.getFirst().chainPem());
    OwnFile.write(directory.resolve("client.key"), clients.getFirst().keyPem());
    try (ClientsSeen server = ClientsSeen.start(gateway);
        Agent agent = Agent.start(reloader(server.port(), now), Clock.systemUTC());
        ScheduledExecutorService operator = Executors.newSingleThreadScheduledExecutor()) {
      Surface surface = new Surface(agent.port());
      Eventually.holds(PATIENCE, () -> assertThat(server.serials()).isNotEmpty());
      AtomicInteger step = new AtomicInteger();
      var _ =
          operator.scheduleAtFixedRate(
              () -> rotate(clients, step.getAndIncrement()),
              0,
              EACH.dividedBy(STEPS).toMillis(),
              TimeUnit.MILLISECONDS);
      BigInteger last = clients.getLast().certificate().getSerialNumber();
      Eventually.holds(PATIENCE, () -> assertThat(server.last()).contains(last));
      operator.shutdownNow();

      List<BigInteger> whole =
          clients.stream().map(held -> held.certificate().getSerialNumber()).toList();
      assertThat(server.serials()).isSubsetOf(whole);
      Map<String, String> target = Map.of("target", "gateway");
      Map<String, String> failed = Map.of("target", "gateway", "outcome", "failure");
      assertThat(surface.value("tls_probes_total", failed)).as("failed probes").isZero();
      assertThat(surface.value("tls_probe_success", target)).isEqualTo(1);
      Eventually.holds(
          PATIENCE,
          () ->
              assertThat(
                      surface.value("handshake_exporter_config_last_reload_successful", Map.of()))
                  .isEqualTo(1));
    }
  }

  private void rotate(List<HeldCertificate> clients, int step) {
    int rotation = 1 + step / STEPS;
    if (rotation >= clients.size()) {
      return;
    }
    HeldCertificate next = clients.get(rotation);
    try {
      switch (step % STEPS) {
        case 0 -> Files.writeString(directory.resolve("client.pem"), half(next.chainPem()));
        case 1 -> Files.writeString(directory.resolve("client.pem"), rest(next.chainPem()), APPEND);
        case 2 -> Files.writeString(directory.resolve("client.key"), half(next.keyPem()));
        default -> Files.writeString(directory.resolve("client.key"), rest(next.keyPem()), APPEND);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String half(String text) {
    return text.substring(0, text.length() / 2);
  }

  private static String rest(String text) {
    return text.substring(text.length() / 2);
  }

  private Reloader reloader(int port, Instant now) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("handshake.yml"),
            """
            probe: {interval: 1s, timeout: 5s, confirm_after: 300ms}
            trust: {corporate: {files: [roots.pem]}}
            identities: {client: {certificate: client.pem, key: client.key}}
            web: {listen: "127.0.0.1:0"}
            targets: [{name: gateway, address: "127.0.0.1:%d", server_name: gateway.test, trust: corporate, identity: client}]
            """
                .formatted(port));
    return Reloader.load(
        named -> ConfigReader.load(file, _ -> null, now, named), Plan::of, Duration.ofMillis(100));
  }
}
