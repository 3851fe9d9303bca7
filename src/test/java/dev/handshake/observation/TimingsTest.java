package dev.handshake.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.reason.Phase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A handshake is late where the agent took more of it than 5 ms and than a tenth. */
class TimingsTest {
  @ParameterizedTest
  @CsvSource({
    "PT0.004S, PT0.003S, false",
    "PT0.006S, PT0.005S, false",
    "PT0.006S, PT0.0051S, true",
    "PT0.1S, PT0.01S, false",
    "PT0.1S, PT0.0101S, true",
    "PT4S, PT0.3S, false"
  })
  void whatTheAgentTookIsHeldAgainstTheHandshake(Duration handshake, Duration own, boolean late) {
    Timings timings =
        new Timings(Map.of(Phase.HANDSHAKE, handshake), Optional.empty(), own, handshake);

    assertThat(timings.late()).isEqualTo(late);
  }
}
