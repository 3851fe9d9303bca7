package dev.handshake.probe;

import dev.handshake.observation.Timings;
import dev.handshake.reason.Phase;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the time of each phase; a phase that is still open when the probe ends is timed to the end.
 *
 * <p>What is timed is the peer. So the time for which its answer lay in our socket before we came
 * to read it is taken off the phase in hand, and of the handshake it is known how much went by
 * while it was our turn.
 */
final class Stopwatch {
  private final Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
  private final LongSupplier nanoTime;
  private final long started;
  private @Nullable Phase open;
  private long opened;
  private long unread;
  private long lastUnread;
  private long lastRead;
  private long lastCame;
  private boolean helloLeft;
  private boolean ourTurn;
  private long turn;
  private long own;
  private Optional<Duration> serverHello = Optional.empty();

  Stopwatch() {
    this(System::nanoTime);
  }

  Stopwatch(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.started = nanoTime.getAsLong();
  }

  /** Ends the phase in hand, if it is still open, and begins another. */
  void begin(Phase phase) {
    end();
    open = phase;
    opened = nanoTime.getAsLong();
    unread = 0;
    lastUnread = 0;
  }

  /** Ends the phase in hand. */
  void end() {
    if (open != null && !phases.containsKey(open)) {
      restTurn();
      phases.put(
          open, Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - opened - unread - lastUnread)));
    }
  }

  /** Replaces what was measured of a phase by a better clock's word. */
  void correct(Phase phase, Duration duration) {
    phases.put(phase, duration);
  }

  // ---- whose turn it is ----

  /**
   * Bytes of ours leave now; with the first of them the handshake begins. They answer what was read
   * last, so that the peer had to wait for as long as that lay unread.
   */
  void leaving() {
    unread += lastUnread;
    lastUnread = 0;
    if (inHand(Phase.HANDSHAKE) && !helloLeft) {
      helloLeft = true;
      opened = nanoTime.getAsLong();
      unread = 0;
    }
  }

  /**
   * The peer's bytes are about to be read.
   *
   * @param nanos for how long they lay unread, as far as is known
   */
  void waited(long nanos) {
    long now = nanoTime.getAsLong();
    long came = now - Math.max(0, nanos);
    // What came before the last read has been read: this is no news, or too coarse a clock's.
    boolean news = lastRead == 0 || came - lastRead > 0;
    lastCame = news ? came : now;
    if (news && open != null && !phases.containsKey(open)) {
      lastUnread = now - (came - opened > 0 ? came : opened);
    }
    lastRead = now;
  }

  /** Bytes were read and are seen to now; it is our turn. */
  void heard() {
    if (!inHand(Phase.HANDSHAKE) || !helloLeft) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (serverHello.isEmpty()) {
      long came = lastRead - opened > 0 ? lastCame : now;
      serverHello = Optional.of(Duration.ofNanos(Math.max(0, came - opened)));
    }
    if (!ourTurn) {
      ourTurn = true;
      turn = now;
    }
  }

  /** All that was read has been seen to; it is the peer's turn. */
  void seenTo() {
    lastUnread = 0; // a piece that nothing came of has held nobody up
    restTurn();
  }

  private void restTurn() {
    if (ourTurn) {
      ourTurn = false;
      own += nanoTime.getAsLong() - turn;
    }
  }

  private boolean inHand(Phase phase) {
    return open == phase && !phases.containsKey(phase);
  }

  /** What a phase took that has ended; zero where it was not entered. */
  Duration took(Phase phase) {
    return phases.getOrDefault(phase, Duration.ZERO);
  }

  /** The phase in hand, or the first where none has begun. */
  Phase phase() {
    return open == null ? Phase.RESOLVE : open;
  }

  Timings timings() {
    end();
    return new Timings(
        phases,
        serverHello,
        Duration.ofNanos(own),
        Duration.ofNanos(nanoTime.getAsLong() - started));
  }
}
