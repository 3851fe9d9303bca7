package dev.handshake.ondemand;

import dev.handshake.breaker.BreakerState;
import dev.handshake.observation.Outcome;
import dev.handshake.ondemand.Catalogue.Choice;
import dev.handshake.ondemand.Turns.Asker;
import dev.handshake.report.Report;
import dev.handshake.report.ReportStore;
import dev.handshake.report.TargetState;
import dev.handshake.report.TargetStatus;
import dev.handshake.schedule.Loop;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes that somebody asks for and waits for. Nothing of them is kept: no store, no breaker and no
 * counter hears of them. A configured target whose breaker is not closed is not probed; its last
 * report is the answer.
 */
public final class OnDemand {
  /** How many addresses are probed at once. */
  static final int AT_ONCE = 64;

  private static final int MOST_WAITING = 256;
  private static final Logger LOG = LoggerFactory.getLogger(OnDemand.class);

  private final Supplier<Catalogue> catalogue;
  private final Examination examination;
  private final Function<Target, Future<List<Target>>> addresses;
  private final Function<String, List<TargetState>> states;
  private final Loop loop;
  private final InstantSource clock;
  private final Turns turns;

  /** Look-ups under way, so that each configured target has one at most, however many ask. */
  private final Map<Target, Future<List<Target>>> lookUps = new HashMap<>();

  /** One whole look at a target, in a time and at addresses that are permitted. */
  @FunctionalInterface
  public interface Examination {
    /**
     * Examines a target once.
     *
     * @param permitted asked about each address before any is dialled
     */
    Future<Report> examine(Target target, Duration within, Predicate<InetAddress> permitted);
  }

  /**
   * @param catalogue what may be asked for now
   * @param addresses the targets that stand for one at each address of its name
   * @param states what the agent knows of its targets of one name
   */
  public OnDemand(
      Supplier<Catalogue> catalogue,
      Examination examination,
      Function<Target, Future<List<Target>>> addresses,
      Function<String, List<TargetState>> states,
      Loop loop,
      InstantSource clock) {
    this.catalogue = catalogue;
    this.examination = examination;
    this.addresses = addresses;
    this.states = states;
    this.loop = loop;
    this.clock = clock;
    this.turns = new Turns(loop, AT_ONCE, MOST_WAITING);
  }

  /**
   * Answers a question, from any thread.
   *
   * @param gone whether nobody waits for the answer any more
   * @return fails for a fault of our own alone
   */
  public Future<Answer> ask(Question question, BooleanSupplier gone) {
    Promise<Answer> promise = Promise.promise();
    loop.execute(() -> answer(question, gone).onComplete(promise));
    return promise.future();
  }

  private Future<Answer> answer(Question question, BooleanSupplier gone) {
    return switch (catalogue.get().choose(question)) {
      case Choice.Refused(var answer) -> Future.succeededFuture(answer);
      case Choice.Chosen chosen ->
          pinned(chosen)
              .compose(one ->
                  heldBack(one)
                      .<Future<Answer>>map(Future::succeededFuture)
                      .orElseGet(() ->
                          turns.take(
                              new Asker(
                                  one.target(),
                                  one.within(),
                                  gone,
                                  within -> probe(one, within)))));
    };
  }

  /** Of a target that is probed at each of its addresses, the first is asked about. */
  private Future<Choice.Chosen> pinned(Choice.Chosen chosen) {
    if (chosen.watched().isEmpty()) {
      return Future.succeededFuture(chosen);
    }
    long begun = System.nanoTime();
    Promise<Choice.Chosen> promise = Promise.promise();
    lookUp(chosen.target())
        .map(all -> {
          Target first = all.getFirst();
          return first.ip().isEmpty()
              ? chosen
              : chosen.at(first, Duration.ofNanos(System.nanoTime() - begun));
        })
        .onComplete(result -> loop.execute(() -> promise.handle(result)));
    return promise.future();
  }

  /** To be called on the loop. */
  private Future<List<Target>> lookUp(Target target) {
    Future<List<Target>> underWay = lookUps.get(target);
    if (underWay != null) {
      return underWay;
    }
    Future<List<Target>> begun = addresses.apply(target);
    lookUps.put(target, begun);
    begun.onComplete(_ -> loop.execute(() -> lookUps.remove(target)));
    return begun;
  }

  private Optional<Answer> heldBack(Choice.Chosen chosen) {
    Optional<Target> watched = chosen.watched();
    return watched
        .flatMap(target ->
            states.apply(target.name()).stream()
                .filter(state -> state.target().key().equals(chosen.target().key()))
                .filter(state -> state.status().state() != BreakerState.CLOSED)
                .filter(state -> state.last().isPresent())
                .findFirst())
        .map(state -> new Answer.Probed(state, true, chosen.within()));
  }

  private Future<Answer> probe(Choice.Chosen chosen, Duration within) {
    Target target = chosen.target();
    Gate gate = new Gate(target.endpoint());
    return examination
        .examine(target, within, chosen.guarded() ? gate : _ -> true)
        .map(report ->
            gate.refused && report.observation().outcome() instanceof Outcome.ResolveFailed
                ? Catalogue.leadsElsewhere(target)
                : new Answer.Probed(state(report), false, chosen.within()));
  }

  private TargetState state(Report report) {
    ReportStore store = new ReportStore(clock);
    store.report(report, TargetStatus.CLOSED);
    return store.targets().getFirst();
  }

  /** Lets through what may be dialled for an endpoint, and remembers whether anything was not. */
  private final class Gate implements Predicate<InetAddress> {
    private final Endpoint endpoint;
    private volatile boolean refused;

    Gate(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public boolean test(InetAddress address) {
      boolean permitted = catalogue.get().permits(endpoint, address);
      if (!permitted) {
        refused = true;
        LOG.debug("{} is not dialled at {} on request", endpoint, address.getHostAddress());
      }
      return permitted;
    }
  }
}
