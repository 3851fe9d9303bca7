package dev.handshake.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.probe.AnswerCache.Question;
import dev.handshake.target.AddressFamily;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Answers are remembered for as long as they say, within bounds. */
class AnswerCacheTest {
  private static final NameServers SERVERS = NameServers.configured(List.of());
  private static final Resolution.Resolved ONE = ResolverFixture.addresses("192.0.2.1");

  private final AtomicLong nanoTime = new AtomicLong(System.nanoTime());
  private final AnswerCache cache = new AnswerCache(nanoTime::get);

  private static Question about(String host) {
    return new Question(host, AddressFamily.ANY, SERVERS);
  }

  @Test
  void noAnswerIsBelievedForEver() {
    cache.keep(about("crm"), ONE, Duration.ofDays(365));
    nanoTime.addAndGet(AnswerCache.LONGEST.toNanos() - 1);
    assertThat(cache.find(about("crm"))).contains(ONE);
    nanoTime.addAndGet(1);
    assertThat(cache.find(about("crm"))).isEmpty();
  }

  @Test
  void anAnswerThatDoesNotHoldIsNotKept() {
    cache.keep(about("crm"), ONE, Duration.ZERO);
    assertThat(cache.find(about("crm"))).isEmpty();
  }

  @Test
  void ofTooManyNamesThoseGoThatWereNotAskedForLongest() {
    for (int number = 0; number < AnswerCache.MOST; number++) {
      cache.keep(about("host-" + number), ONE, Duration.ofMinutes(1));
    }
    assertThat(cache.find(about("host-0"))).contains(ONE);
    cache.keep(about("one-more"), ONE, Duration.ofMinutes(1));

    assertThat(cache.find(about("host-0"))).contains(ONE);
    assertThat(cache.find(about("host-1"))).isEmpty();
    assertThat(cache.find(about("one-more"))).contains(ONE);
  }
}
