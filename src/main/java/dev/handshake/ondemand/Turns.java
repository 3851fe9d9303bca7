package dev.handshake.ondemand;

import dev.handshake.schedule.Loop;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Who is probed now: so many addresses at once, each by one probe at a time. Whoever asks the same
 * of an address while it is probed shares the answer, whoever asks otherwise waits for its turn.
 * All of it happens on one loop.
 */
final class Turns {
  /** How much later than its own time a probe's answer is still in time for whoever shares it. */
  private static final Duration INDULGENCE = Duration.ofMillis(250);

  /**
   * How long after its time a probe is given up for lost, which is a fault of ours; more than it is
   * given for what a busy loop has lost.
   */
  private static final Duration GRACE = Duration.ofSeconds(6);

  private final Loop loop;
  private final int atOnce;
  private final int mostWaiting;
  private final Map<Endpoint, Flight> flights = new HashMap<>();
  private int waiting;

  /**
   * @param atOnce how many addresses are probed at once
   * @param mostWaiting how many may wait for a probe that others began
   */
  Turns(Loop loop, int atOnce, int mostWaiting) {
    this.loop = loop;
    this.atOnce = atOnce;
    this.mostWaiting = mostWaiting;
  }

  /**
   * One who asks.
   *
   * @param within how long the probe may take, waiting included
   * @param gone whether nobody listens any more
   * @param work probes within what is left of that time
   */
  record Asker(
      Target target,
      Duration within,
      BooleanSupplier gone,
      Function<Duration, Future<Answer>> work) {}

  private record Waiting(Asker asker, long since, Promise<Answer> promise, Runnable forget) {
    Duration left() {
      return asker.within().minusNanos(System.nanoTime() - since);
    }
  }

  /** A probe under way, with those who wait for it and those who wait until it has ended. */
  private record Flight(Asker asker, List<Waiting> sharing, List<Waiting> queue) {
    Flight(Asker asker) {
      this(asker, new ArrayList<>(), new ArrayList<>());
    }

    void add(Waiting one) {
      (answers(one.asker()) ? sharing : queue).add(one);
    }

    /** One that has less time might end without having learnt what the other still may. */
    boolean answers(Asker other) {
      return asker.target().equals(other.target()) && asker.within().compareTo(other.within()) >= 0;
    }
  }

  /** Answers when the asker had its turn. To be called on the loop. */
  Future<Answer> take(Asker asker) {
    Flight flight = flights.get(asker.target().endpoint());
    if (flight != null) {
      return join(flight, asker);
    }
    return flights.size() < atOnce
        ? depart(new Flight(asker), asker.within())
        : busy("%d probes are under way".formatted(atOnce));
  }

  private Future<Answer> join(Flight flight, Asker asker) {
    if (waiting >= mostWaiting) {
      return busy("%d requests wait for probes that are under way".formatted(waiting));
    }
    Promise<Answer> promise = Promise.promise();
    Duration patience = flight.answers(asker) ? asker.within().plus(INDULGENCE) : asker.within();
    Runnable forget = loop.after(patience, () -> promise.tryComplete(late(asker)));
    flight.add(new Waiting(asker, System.nanoTime(), promise, forget));
    waiting++;
    return promise.future();
  }

  private Future<Answer> depart(Flight flight, Duration within) {
    flights.put(flight.asker().target().endpoint(), flight);
    Future<Answer> answer =
        loop.await(
            () -> flight.asker().work().apply(within),
            within.plus(GRACE),
            "no report within " + within);
    return answer.onComplete(_ -> loop.execute(() -> landed(flight, answer)));
  }

  private void landed(Flight flight, Future<Answer> answer) {
    flights.remove(flight.asker().target().endpoint());
    flight.sharing().forEach(one -> settle(one, answer));
    List<Waiting> queue = flight.queue().stream().filter(this::isStillWaiting).toList();
    if (!queue.isEmpty()) {
      Waiting next = queue.getFirst();
      Flight following = new Flight(next.asker());
      queue.stream().skip(1).forEach(following::add);
      settle(next, depart(following, next.left()));
    }
  }

  private boolean isStillWaiting(Waiting one) {
    boolean still =
        !one.promise().future().isComplete()
            && !one.asker().gone().getAsBoolean()
            && one.left().isPositive();
    if (!still) {
      settle(one, Future.succeededFuture(late(one.asker())));
    }
    return still;
  }

  /** The promise may be kept already: its time was over. */
  private void settle(Waiting one, Future<Answer> answer) {
    waiting--;
    one.forget().run();
    answer.onComplete(one.promise()::tryComplete, one.promise()::tryFail);
  }

  private static Answer late(Asker asker) {
    return new Answer.Busy(
        asker.target().endpoint() + " is still being probed for an earlier request");
  }

  private static Future<Answer> busy(String why) {
    return Future.succeededFuture(new Answer.Busy(why));
  }
}
