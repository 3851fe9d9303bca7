package dev.handshake.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostFaultTest {
  private static final Instant NOW = Instant.parse("2026-11-20T14:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0                             | PT0S
          7                             | PT7S
          999999                        | PT277H46M39S
          Fri, 20 Nov 2026 14:00:20 GMT | PT20S
          Fri, 20 Nov 2026 14:00:00 GMT | PT0S
          """)
  void aReceiverSaysHowLongItWishesToBeLeftAlone(String retryAfter, Duration wish) {
    assertThat(after(retryAfter)).contains(wish);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "1e3",
        "9999999",
        "soon",
        "Fri, 20 Nov 2026 13:59:59 GMT",
        "Thu, 20 Nov 2026 14:00:20 GMT",
        "Fri, 99 Nov 2026 14:00:20 GMT",
        "2026-11-20T14:00:20Z"
      })
  void whatIsNoTimeToComeIsNoWish(String retryAfter) {
    assertThat(after(retryAfter)).isEmpty();
  }

  private static Optional<Duration> after(String retryAfter) {
    Answer answer = PostFault.of(429, retryAfter, NOW);
    assertThat(answer).isInstanceOf(Answer.Later.class);
    return ((Answer.Later) answer).after();
  }
}
