package dev.handshake.probe;

import dev.handshake.probe.Resolution.Resolved;
import dev.handshake.target.AddressFamily;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Addresses that name servers gave, for as long as they said they hold. What was not found is not
 * remembered: whether that is still so is asked each time.
 */
final class AnswerCache {
  /** The longest that an answer is believed, whatever it says itself. */
  static final Duration LONGEST = Duration.ofHours(1);

  /** More names than one agent watches; of more, those that were not asked for longest go. */
  static final int MOST = 65_536;

  private final LongSupplier nanoTime;
  private final Map<Question, Held> answers = new LinkedHashMap<>(16, 0.75f, true);

  AnswerCache(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Who was asked about what. */
  record Question(String host, AddressFamily family, NameServers servers) {}

  private record Held(Resolved resolved, long end) {}

  /** What was said to a question, if it still holds. */
  synchronized Optional<Resolved> find(Question question) {
    Held held = answers.get(question);
    if (held == null) {
      return Optional.empty();
    }
    if (held.end - nanoTime.getAsLong() <= 0) {
      answers.remove(question);
      return Optional.empty();
    }
    return Optional.of(held.resolved);
  }

  /** Remembers what was said. */
  synchronized void keep(Question question, Resolved resolved, Duration holds) {
    if (!holds.isPositive()) {
      return;
    }
    Duration believed = holds.compareTo(LONGEST) < 0 ? holds : LONGEST;
    answers.put(question, new Held(resolved, nanoTime.getAsLong() + believed.toNanos()));
    if (answers.size() > MOST) {
      var eldest = answers.entrySet().iterator();
      eldest.next();
      eldest.remove();
    }
  }
}
