package dev.handshake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import dev.handshake.lab.PlatformCertificates.State;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The rotation of the platform's client certificate, by hand and by itself. */
class PlatformRotationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TurnedClock clock = new TurnedClock();

  @Test
  void byHandEachStateFollowsItsPredecessor() {
    try (Platform platform = Platform.beforeRotation(clock, Duration.ZERO);
        PlatformRotation rotation = PlatformRotation.byHand(platform)) {
      assertThat(platform.certificates().state()).isEqualTo(State.STEADY);
      rotation.next();
      assertThat(platform.certificates().state()).isEqualTo(State.UPCOMING);
      rotation.next();
      assertThat(platform.certificates().state()).isEqualTo(State.ROTATING);
      rotation.next();
      assertThat(platform.certificates().state()).isEqualTo(State.CURRENT);
      rotation.next();
      assertThat(platform.certificates().state()).isEqualTo(State.CURRENT);
    }
  }

  @Test
  void byItselfItComesToItsEnd() {
    try (Platform platform = Platform.beforeRotation(clock, Duration.ZERO);
        PlatformRotation _ =
            PlatformRotation.start(platform, Duration.ofMillis(10), Duration.ofMillis(100))) {
      Eventually.holds(
          PATIENCE, () -> assertThat(platform.certificates().state()).isEqualTo(State.CURRENT));
    }
  }

  @Test
  void theCurrentCertificateHasNinetyDaysLeftWhenTheNextOneIsPublished() {
    Duration published = Duration.ofMinutes(1);
    try (Platform platform = Platform.beforeRotation(clock, published)) {
      assertThat(platform.pki().ending()).isSameAs(platform.pki().current());
      Instant end = platform.pki().current().certificate().getNotAfter().toInstant();
      assertThat(Duration.between(clock.instant().plus(published), end))
          .isBetween(Duration.ofDays(90).minusSeconds(1), Duration.ofDays(90));
    }
  }
}
