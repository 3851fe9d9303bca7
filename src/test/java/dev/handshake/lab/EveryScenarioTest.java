package dev.handshake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.diagnosis.Diagnosis;
import dev.handshake.report.Report;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of the lab provokes what it says, on a real socket. */
class EveryScenarioTest {
  private static Street street;
  private static Examined examined;

  @BeforeAll
  static void open() {
    street = Street.start(Instant.now());
    examined = Examined.of(street);
  }

  @AfterAll
  static void close() throws Exception {
    examined.close();
    street.close();
  }

  static List<Scenario> scenarios() {
    return Scenarios.all();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void provokesWhatItsRowSays(Scenario scenario) throws Exception {
    agrees(scenario, examined.report(street.house(scenario.name()).target()));
  }

  static void agrees(Scenario scenario, Report report) {
    Diagnosis diagnosis = report.diagnosis();
    Expected expected = scenario.expected();
    String seen = diagnosis.summary() + " " + report.observation();
    assertThat(diagnosis.reason()).as(seen).isEqualTo(expected.reason());
    assertThat(diagnosis.refusedWith()).as(seen).isEqualTo(expected.refusedWith());
    assertThat(diagnosis.findings().all()).as(seen).containsAll(expected.findings());
    expected
        .acceptance()
        .ifPresent(acceptance -> assertThat(diagnosis.acceptance()).as(seen).contains(acceptance));
  }
}
