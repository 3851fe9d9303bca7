package dev.handshake.resilience;

import static dev.handshake.resilience.Neighbourhood.failures;
import static dev.handshake.resilience.Neighbourhood.openings;
import static dev.handshake.resilience.Neighbourhood.probes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.AgentProcess;
import dev.handshake.Eventually;
import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import dev.handshake.Surface;
import dev.handshake.agent.Agent;
import dev.handshake.agent.Plan;
import dev.handshake.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wall clock jumps, as those of virtual machines do. */
class ClockJumpsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TARGET = "fine-tls13";
  private static final Pattern STARTED = Pattern.compile("agent started");

  /** Each look at the clock is a detour then. */
  private static final Duration LIED_TO = Duration.ofMinutes(3);

  /** Days beyond the life of the lab's certificates. */
  private static final int FAR = 400;

  /** What begins while it goes on may be as much again for having been late. */
  private static final double FLOOD = 2 * Neighbourhood.DUE_A_SECOND;

  @TempDir private Path directory;

  @Test
  void certificatesAreJudgedByTheNewTimeAndProbesKeepTheirPace() throws IOException {
    AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);
    try (Neighbourhood here = Neighbourhood.open(directory, TARGET);
        Agent agent =
            Agent.start(
                Plan.of(ConfigReader.load(here.configuration(), _ -> null, Instant.now())),
                () -> Instant.now().plus(offset.get()))) {
      jumps(new Surface(agent.port()), days -> offset.set(Duration.ofDays(days)));
    }
  }

  /** The same with a process whose system calls are lied to, which costs it much time. */
  @Test
  @Tag("break")
  @RequiresProgram("faketime")
  void theClockOfTheSystemJumps() throws IOException {
    jump(0);
    try (Neighbourhood here = Neighbourhood.open(directory, TARGET);
        Program agent = started(here)) {
      assertThat(agent.says(STARTED, LIED_TO)).as(agent.output()).isPresent();
      jumps(AgentProcess.surface(agent), this::jump);
    }
  }

  private interface Clock {
    void jump(int days) throws IOException;
  }

  private static void jumps(Surface surface, Clock clock) throws IOException {
    goesOn(surface, "success");
    pacedJump(surface, clock, FAR, "certificate_expired");
    assertThat(openings(surface, TARGET)).as("two consecutive failures").isEqualTo(1);
    clock.jump(0);
    surface.post("/api/v1/targets/" + TARGET + "/probe");
    goesOn(surface, "success");
    assertThat(surface.value("tls_breaker_state", Map.of("target", TARGET, "state", "closed")))
        .isEqualTo(1);
    pacedJump(surface, clock, -FAR, "certificate_not_yet_valid");
    assertThat(openings(surface, TARGET)).isEqualTo(2);
  }

  /** After a jump the reason is the new one, and no more probes began than time has passed. */
  private static void pacedJump(Surface surface, Clock clock, int days, String reason)
      throws IOException {
    double begun = begun(surface);
    long from = System.nanoTime();
    clock.jump(days);
    Eventually.holds(
        PATIENCE, () -> assertThat(failures(surface, TARGET, reason)).isGreaterThanOrEqualTo(2));
    double seconds = (System.nanoTime() - from) / 1e9;
    assertThat(begun(surface) - begun).isLessThanOrEqualTo(FLOOD * (seconds + 1));
  }

  private static void goesOn(Surface surface, String outcome) {
    double before = probes(surface, TARGET, outcome);
    Eventually.holds(
        PATIENCE,
        () -> assertThat(probes(surface, TARGET, outcome)).isGreaterThanOrEqualTo(before + 2));
  }

  private static double begun(Surface surface) {
    return surface.value("handshake_exporter_schedule_lag_seconds_count", Map.of());
  }

  /** The monotonic clock stays as it is, as it does where an operator or NTP sets the clock. */
  private Program started(Neighbourhood here) throws IOException {
    return AgentProcess.under(
        List.of(
            "env",
            "LD_PRELOAD=" + library(),
            "FAKETIME_TIMESTAMP_FILE=" + directory.resolve("clock"),
            "FAKETIME_NO_CACHE=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
            "DONT_FAKE_MONOTONIC=1"),
        List.of(),
        "run",
        "--config.file=" + here.configuration());
  }

  private void jump(int days) throws IOException {
    Path next = Files.writeString(directory.resolve("clock.next"), "%+dd\n".formatted(days));
    Files.move(next, directory.resolve("clock"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Where the library lies depends on the architecture. */
  private static Path library() throws IOException {
    try (Stream<Path> all = Files.walk(Path.of("/usr/lib"), 3)) {
      return all.filter(path -> path.endsWith("faketime/libfaketimeMT.so.1"))
          .findFirst()
          .orElseThrow();
    }
  }
}
