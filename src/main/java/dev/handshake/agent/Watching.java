package dev.handshake.agent;

import static dev.handshake.agent.Blocking.waitFor;

import dev.handshake.discovery.TargetSet;
import dev.handshake.discovery.TargetSource;
import dev.handshake.monitor.Monitor;
import dev.handshake.ondemand.Catalogue;
import dev.handshake.ondemand.OnDemand;
import dev.handshake.report.ReportListener;
import dev.handshake.report.ReportStore;
import dev.handshake.schedule.Conditions;
import dev.handshake.schedule.Liveness;
import dev.handshake.schedule.Loop;
import dev.handshake.schedule.ScheduleListener;
import dev.handshake.schedule.SteadyClock;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watch over all targets: those of the plan in force and those that are discovered beside them.
 */
final class Watching {
  /** How long the first probes wait for the access tokens that they want. */
  private static final Duration LONGEST_TOKENS = Duration.ofSeconds(2);

  private static final Duration LONGEST_BEGIN = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(Watching.class);

  private final InForce inForce;
  private final Probing probing;
  private final Readiness readiness;
  private final InOrder changes;
  private final TargetSet targets;
  private final Monitor monitor;
  private final AddressWatch addresses;
  private final Liveness liveness;
  private volatile Catalogue catalogue;
  private volatile List<Target> taken;

  /** Those that were the operator's own choice, while some of them are still watched. */
  private volatile Map<String, Endpoint> leaving = Map.of();

  /**
   * @param targets those of the plan, and what the sources have named
   * @param listeners told of every report; the readiness is one of them
   * @param schedule hears how well the schedule is kept
   * @param changes in whose order targets change
   */
  Watching(
      InForce inForce,
      Probing probing,
      TargetSet targets,
      InstantSource clock,
      Readiness readiness,
      List<ReportListener> listeners,
      ScheduleListener schedule,
      InOrder changes) {
    this.inForce = inForce;
    this.probing = probing;
    this.readiness = readiness;
    this.changes = changes;
    this.targets = targets;
    this.taken = targets.targets();
    this.catalogue = catalogue(taken);
    Loop loop = probing.prober().loop();
    InstantSource steady = SteadyClock.startingAt(clock.instant());
    long descriptors = Descriptors.most();
    this.monitor =
        new Monitor(
            new Chaperone(probing.examiner(), this::isOperators, inForce::discovered),
            () -> inForce.plan().breaker(),
            new Conditions(
                loop,
                steady,
                () -> inForce.plan().schedule().inFlight(descriptors),
                probing.prober().lag()::keepsUp,
                schedule),
            new SplittableRandom(),
            listeners);
    this.addresses = new AddressWatch(probing.resolver()::resolve, loop, this::lookedUp);
    this.liveness = new Liveness(loop, steady, monitor::overdue);
  }

  /** Begins to probe; returns once the targets are watched that need no look-up. */
  void begin() {
    List<Target> configured = taken;
    waitFor(probing.fetchedTokens(configured, LONGEST_TOKENS), LONGEST_BEGIN);
    waitFor(monitor.begin(AddressWatch.plain(configured)), LONGEST_BEGIN);
    addresses.start(configured);
    targets.watch(_ -> {
      var _ = changes.next(() -> become(Renewed.NOTHING));
    });
  }

  /**
   * Watches the targets of the plan that has come in force, and what these sources name.
   *
   * @param renewed targets that start afresh although they are the same
   * @return completes once all of it has taken effect
   */
  Future<Void> apply(List<? extends TargetSource> sources, Renewed renewed) {
    List<Target> configured = inForce.plan().targets();
    leaving =
        taken.stream()
            .filter(targets::isOperators)
            .collect(Collectors.toMap(Target::name, Target::endpoint));
    targets.become(configured, sources);
    catalogue = catalogue(targets.targets());
    return probing
        .fetchedTokens(configured, LONGEST_TOKENS)
        .compose(_ -> become(renewed))
        .onComplete(_ -> leaving = Map.of());
  }

  private boolean isOperators(Target target) {
    return targets.isOperators(target) || target.endpoint().equals(leaving.get(target.name()));
  }

  private Future<Void> become(Renewed renewed) {
    List<Target> all = sameWhereEqual(targets.targets());
    if (all.equals(taken) && renewed.isNothing()) {
      return Future.succeededFuture();
    }
    taken = all;
    catalogue = catalogue(all);
    LOG.atInfo().addKeyValue("targets", all.size()).log("other targets are watched");
    return addresses.become(all, renewed);
  }

  /** The very objects that are watched, where nothing is new: what is the same is cheap to tell. */
  private List<Target> sameWhereEqual(List<Target> all) {
    Map<String, Target> known = HashMap.newHashMap(taken.size());
    taken.forEach(target -> known.put(target.name(), target));
    return all.stream()
        .map(target -> {
          Target old = known.get(target.name());
          return target.equals(old) ? old : target;
        })
        .toList();
  }

  private Future<Void> lookedUp(Collection<Target> all, Predicate<Target> afresh) {
    readiness.lookedUp(all);
    return monitor.apply(all, afresh);
  }

  private Catalogue catalogue(List<Target> all) {
    return new Catalogue(
        all,
        targets::isOperators,
        inForce.plan().modules(),
        inForce.onRequest(),
        inForce.discovered());
  }

  /** Answers those who ask for a probe and wait for it. */
  OnDemand onDemand(ReportStore store, InstantSource clock) {
    return new OnDemand(
        () -> catalogue,
        probing.examiner()::examineOnRequest,
        target -> Future.fromCompletionStage(probing.targets(target)),
        store::targets,
        Loop.of(((VertxInternal) probing.vertx()).createEventLoopContext()),
        clock);
  }

  /** Whether what is due is probed. */
  boolean goesOn() {
    return liveness.goesOn();
  }

  Monitor monitor() {
    return monitor;
  }

  /** Starts no probe any more; completes once those under way have ended. */
  Future<Void> stop() {
    addresses.close();
    return monitor.stop();
  }
}
