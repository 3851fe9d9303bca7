package dev.handshake.lab;

import dev.handshake.observation.Engine;
import dev.handshake.report.Report;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JDK alone, as where natives do not load, says of each row what the row says. */
class SecondEngineTest {
  /** Most rows that take long only wait. */
  private static final int AT_ONCE = 8;

  private static final Map<String, Future<Report>> REPORTS = new HashMap<>();

  private static Street street;
  private static Examined examined;
  private static ExecutorService probes;

  @BeforeAll
  static void open() {
    street = Street.start(Instant.now());
    examined = Examined.of(street);
    probes = Executors.newFixedThreadPool(AT_ONCE);
    for (Street.House house : street.houses()) {
      REPORTS.put(
          house.scenario().name(),
          probes.submit(() -> examined.report(house.target(), Engine.JDK)));
    }
  }

  @AfterAll
  static void close() throws Exception {
    probes.shutdownNow();
    examined.close();
    street.close();
  }

  static List<Scenario> scenarios() {
    return Scenarios.all();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void saysWhatTheRowSays(Scenario scenario) throws Exception {
    Future<Report> report = Objects.requireNonNull(REPORTS.get(scenario.name()), scenario.name());
    EveryScenarioTest.agrees(scenario, report.get(60, TimeUnit.SECONDS));
  }
}
