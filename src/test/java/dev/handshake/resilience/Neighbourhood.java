package dev.handshake.resilience;

import static java.util.stream.Collectors.joining;

import dev.handshake.Surface;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Scenario;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.Street;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Some servers of the lab, and the configuration of an agent that watches each of them often. */
final class Neighbourhood implements AutoCloseable {
  /** How often each target is due in a second. */
  static final double DUE_A_SECOND = 2.5;

  private final Street street;
  private final Path directory;

  private Neighbourhood(Street street, Path directory) {
    this.street = street;
    this.directory = directory;
  }

  /** Opens servers by the names of their scenarios. */
  static Neighbourhood open(Path directory, String... scenarios) throws IOException {
    List<Scenario> rows = Arrays.stream(scenarios).map(Scenarios::named).toList();
    Street street = Street.start(LabPki.mint(Instant.now()), rows);
    Neighbourhood here = new Neighbourhood(street, Files.createDirectories(directory));
    street.pki().writeTo(directory.resolve("pki"));
    here.configure("");
    return here;
  }

  /** Where the configuration is. */
  Path configuration() {
    return directory.resolve("handshake.yml");
  }

  Street street() {
    return street;
  }

  /** Writes the configuration anew, with more targets, each on a line of its own. */
  void configure(String more) throws IOException {
    String targets =
        street.houses().stream()
            .map(house ->
                "  - {name: %s, address: '%s', server_name: %s, module: lab}\n"
                    .formatted(
                        house.scenario().name(),
                        house.target().endpoint(),
                        house.target().serverName()))
            .collect(joining());
    Files.writeString(
        configuration(),
        """
        probe: {interval: 400ms, timeout: 8s, handshake_timeout: 4s, confirm_timeout: 100ms, confirm_after: 200ms}
        dns: {timeout: 300ms}
        trust: {lab: {files: [pki/roots.pem]}}
        modules: {lab: {trust: lab}}
        web: {listen: '127.0.0.1:0'}
        targets:
        """
            + targets
            + more);
  }

  /** How many probes of a target came to an outcome so far. */
  static double probes(Surface surface, String target, String outcome) {
    return surface.value("tls_probes_total", Map.of("target", target, "outcome", outcome));
  }

  /** How many failures of a target have a reason; none where the series is absent. */
  static double failures(Surface surface, String target, String reason) {
    return surface
        .scrape("tls_probe_failures_total", Map.of("target", target, "reason", reason))
        .stream()
        .mapToDouble(sample -> sample.value())
        .sum();
  }

  /** How often the breaker of a target opened. */
  static double openings(Surface surface, String target) {
    return surface.value("tls_breaker_transitions_total", Map.of("target", target, "to", "open"));
  }

  @Override
  public void close() {
    street.close();
  }
}
