package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.breaker.BreakerState;
import dev.handshake.report.TargetStatus;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final TargetStatus STATUS =
      new TargetStatus(BreakerState.CLOSED, 0, Optional.empty());
  private static final Target PLAIN = target("plain");
  private static final Target EACH = target("each");
  private static final Target FIRST = EACH.at(InetAddress.ofLiteral("127.0.0.2"));
  private static final Target SECOND = EACH.at(InetAddress.ofLiteral("127.0.0.3"));

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final Readiness readiness = new Readiness(List.of(PLAIN, EACH), now::get);

  @Test
  void eachTargetOfTheStartIsWaitedFor() {
    readiness.skipped(PLAIN, STATUS);
    assertThat(readiness.ready()).isFalse();
    readiness.skipped(EACH, STATUS);
    assertThat(readiness.ready()).isTrue();
  }

  @Test
  void eachAddressOfANameIsWaitedFor() {
    readiness.skipped(PLAIN, STATUS);
    readiness.lookedUp(List.of(PLAIN, FIRST, SECOND));
    readiness.skipped(FIRST, STATUS);
    assertThat(readiness.ready()).isFalse();
    readiness.skipped(SECOND, STATUS);
    assertThat(readiness.ready()).isTrue();
  }

  @Test
  void anAddressThatAppearsLaterIsNotWaitedFor() {
    readiness.skipped(PLAIN, STATUS);
    readiness.lookedUp(List.of(PLAIN, FIRST));
    readiness.skipped(FIRST, STATUS);
    readiness.lookedUp(List.of(PLAIN, FIRST, SECOND));
    assertThat(readiness.ready()).isTrue();
  }

  @Test
  void nobodyIsWaitedForLongerThanAMinute() {
    now.set(START.plus(Duration.ofSeconds(60)));
    assertThat(readiness.ready()).isTrue();
  }

  private static Target target(String name) {
    return Target.of(name, new Endpoint(name + ".example", 443), ProbeModule.DEFAULT);
  }
}
