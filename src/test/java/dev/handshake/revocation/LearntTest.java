package dev.handshake.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is kept of what was learnt, and that whatever loading does ends. */
class LearntTest {
  private final Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private final Learnt<String, Integer> learnt =
      new Learnt<>(
          4,
          100,
          Integer::longValue,
          Clock.fixed(now, ZoneOffset.UTC),
          _ -> Optional.of(now.plus(Duration.ofHours(1))));

  @Test
  void theOldestMakeRoomForTheHeavy() {
    learn("a", 60);
    learn("b", 40);
    learn("c", 30);
    assertThat(known("b")).contains(40);
    assertThat(known("c")).contains(30);
    assertThat(known("a")).isEmpty();
  }

  @Test
  void oneThatIsHeavierThanAllMayBeIsKeptAlone() {
    learn("a", 10);
    learn("b", 500);
    assertThat(known("b")).contains(500);
    assertThat(known("a")).isEmpty();
  }

  @Test
  void noMoreThanSoManyAreKept() {
    for (String key : new String[] {"a", "b", "c", "d", "e"}) {
      learn(key, 1);
    }
    assertThat(known("e")).contains(1);
    assertThat(known("a")).isEmpty();
  }

  @Test
  void aLoaderThatThrowsHasFailed() {
    Learnt.Item<Integer> item =
        learnt.ask(
            "a",
            () -> {
              throw new IllegalArgumentException("a hostile address");
            });
    assertThat(item.load().failed()).isTrue();
    assertThat(learnt.ask("a", () -> Future.succeededFuture(1)).trouble())
        .contains("a hostile address");
  }

  private void learn(String key, int value) {
    var _ = learnt.ask(key, () -> Future.succeededFuture(value));
  }

  private Optional<Integer> known(String key) {
    return learnt.ask(key, () -> Future.failedFuture("nothing is loaded again")).value();
  }
}
