package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpansTest {
  @ParameterizedTest
  @CsvSource({
    "PT0S, 0.00 ms",
    "PT0.000026S, 0.03 ms",
    "PT0.0052S, 5.2 ms",
    "PT0.0999S, 99.9 ms",
    "PT0.1234S, 123 ms",
    "PT0.9994S, 999 ms",
    "PT1S, 1.00 s",
    "PT10.004S, 10.00 s",
  })
  void aMeasureHasTheDigitsThatMatter(Duration duration, String text) {
    assertThat(Spans.measured(duration)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "PT10M, less than an hour",
    "PT1H, 1 h",
    "PT23H59M, 23 h",
    "PT24H, 1 day",
    "PT47H, 1 day",
    "PT48H, 2 days",
    "P400D, 400 days",
  })
  void whatIsLeftIsRoundedDown(Duration duration, String text) {
    assertThat(Spans.days(duration)).isEqualTo(text);
  }
}
