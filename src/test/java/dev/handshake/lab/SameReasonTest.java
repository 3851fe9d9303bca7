package dev.handshake.lab;

import dev.handshake.target.Target;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where packets race each other, the reason does not depend on which comes first. */
class SameReasonTest {
  private static final int OFTEN = 100;

  private static Street street;
  private static Examined examined;

  @BeforeAll
  static void open() {
    street = Street.start(LabPki.mint(Instant.now()), races());
    examined = Examined.of(street);
  }

  @AfterAll
  static void close() throws Exception {
    examined.close();
    street.close();
  }

  static List<Scenario> races() {
    return Stream.of("mtls-untrusted-abrupt", "resets", "resets-at-once", "closes", "banner")
        .map(Scenarios::named)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("races")
  void aHundredTimesOutOfAHundred(Scenario scenario) throws Exception {
    Target target = street.house(scenario.name()).target();
    for (int time = 0; time < OFTEN; time++) {
      EveryScenarioTest.agrees(scenario, examined.report(target));
    }
  }
}
