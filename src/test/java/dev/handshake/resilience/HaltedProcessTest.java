package dev.handshake.resilience;

import static dev.handshake.resilience.Neighbourhood.probes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.AgentProcess;
import dev.handshake.Eventually;
import dev.handshake.Program;
import dev.handshake.Surface;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent's process gets no CPU for a while, as in a frozen container or a paused machine. */
class HaltedProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String[] TARGETS = {"fine-tls12", "fine-tls13", "fine-ecdsa", "fine-rsa"};

  /** What begins while it goes on may be as much again for having been late. */
  private static final double FLOOD = 2 * Neighbourhood.DUE_A_SECOND;

  @TempDir private Path directory;

  @Test
  void aFewSecondsBlameNobodyAndAreNotMadeUpFor() throws IOException {
    halted(Duration.ofSeconds(2));
  }

  @Test
  @Tag("break")
  void aMinuteBlamesNobodyAndIsNotMadeUpFor() throws IOException {
    halted(Duration.ofMinutes(1));
  }

  private void halted(Duration span) throws IOException {
    try (Neighbourhood here = Neighbourhood.open(directory, TARGETS);
        Program agent = AgentProcess.run(here.configuration())) {
      Surface surface = AgentProcess.surface(agent);
      goOn(surface);
      double begun = begun(surface);
      long from = System.nanoTime();
      signal(agent, "STOP");
      LockSupport.parkNanos(span.toNanos());
      signal(agent, "CONT");
      long again = System.nanoTime();
      goOn(surface);
      double seconds = (System.nanoTime() - from - span.toNanos()) / 1e9;
      System.out.printf(
          "halted for %s: goes on after %.1f s, %.0f probes began%n",
          span, (System.nanoTime() - again) / 1e9, begun(surface) - begun);
      assertThat(begun(surface) - begun)
          .isLessThanOrEqualTo(TARGETS.length * FLOOD * (seconds + 1));
      assertThat(surface.scrape("tls_probe_failures_total", Map.of())).isEmpty();
      assertThat(surface.get("/-/healthy").statusCode()).isEqualTo(200);
    }
  }

  private static void goOn(Surface surface) {
    for (String target : TARGETS) {
      double before = probes(surface, target, "success");
      Eventually.holds(
          PATIENCE,
          () -> assertThat(probes(surface, target, "success")).isGreaterThanOrEqualTo(before + 2));
    }
  }

  private static double begun(Surface surface) {
    return surface.value("handshake_exporter_schedule_lag_seconds_count", Map.of());
  }

  private static void signal(Program agent, String name) {
    Program.run(PATIENCE, List.of("kill", "-" + name, Long.toString(agent.pid())));
  }
}
