package dev.handshake.agent;

import static dev.handshake.agent.Blocking.ends;

import dev.handshake.discovery.TargetSet;
import dev.handshake.discovery.TargetSource;
import dev.handshake.metrics.AgentMetrics;
import dev.handshake.metrics.CredentialMetrics;
import dev.handshake.metrics.Exposition;
import dev.handshake.metrics.HandshakeDurations;
import dev.handshake.metrics.RuntimeMetrics;
import dev.handshake.report.ReportListener;
import dev.handshake.report.ReportStore;
import dev.handshake.web.Operations;
import dev.handshake.web.WebSettings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running agent: the composition root of everything below, with its start and its stop. */
public final class Agent implements AutoCloseable {
  /** How long probes under way may take to end; container runtimes kill after ten seconds. */
  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(5);

  /** How long requests under way may take to be answered after that. */
  private static final Duration LONGEST_ANSWER = Duration.ofMillis(1500);

  /** How long what nobody waits for may take to end. */
  private static final Duration LONGEST_END = Duration.ofMillis(500);

  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

  private final InForce inForce;
  private final InstantSource clock;
  private final Probing probing;
  private final InOrder changes;
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final RuntimeMetrics runtime = RuntimeMetrics.register(registry);
  private final Build build = Build.ofThisJar();
  private final AgentMetrics metrics =
      AgentMetrics.register(registry, build.version(), build.revision());
  private final HandshakeDurations durations = new HandshakeDurations();
  private final ReportStore store;
  private final Readiness readiness;
  private final EventLog events;
  private final List<TargetSource> sources;
  private final Optional<Reloader> reloader;
  private final Notifying notifying;
  private final Asking asking;
  private final Discovering discovering;
  private final Watching watching;
  private final Surface surface;

  private Agent(
      Plan plan,
      InstantSource clock,
      List<? extends TargetSource> sources,
      Optional<Reloader> reloader) {
    this.inForce = new InForce(plan);
    this.clock = clock;
    this.probing = Probing.start(inForce, clock);
    this.changes = new InOrder(probing.vertx());
    this.store = new ReportStore(clock);
    this.events = new EventLog(store, inForce::identity);
    this.sources = List.copyOf(sources);
    this.reloader = reloader;
    this.asking = Asking.start(inForce, probing, store, clock, registry);
    this.notifying = Notifying.start(inForce, clock, metrics);
    this.discovering = new Discovering(plan, probing, clock);
    TargetSet targets = new TargetSet(plan.targets(), sources());
    this.readiness = new Readiness(targets.targets(), clock);
    this.watching =
        new Watching(inForce, probing, targets, clock, readiness, listeners(), metrics, changes);
    this.surface = new Surface();
    metrics.watch(store::size, watching.monitor()::inFlight);
    metrics.watchSources(targets::health, targets::lastSuccesses);
    metrics.watchLate(durations::late);
    metrics.watchDropped(watching.monitor()::dropped);
    registry.register(
        new CredentialMetrics(
            () -> inForce.plan().identities().values(),
            identity -> probing.own().inspect(identity, clock.instant()),
            () -> inForce.plan().trust().values()));
  }

  /**
   * Builds everything, listens, and begins to probe.
   *
   * @param clock the wall clock, by which certificates are judged
   * @throws IllegalStateException if the address of the HTTP surface cannot be listened on
   */
  public static Agent start(Plan plan, InstantSource clock) {
    return start(plan, clock, List.of());
  }

  /**
   * The same with targets that are discovered beside those of the plan.
   *
   * @param sources what names them, each under a name of its own
   */
  public static Agent start(Plan plan, InstantSource clock, List<? extends TargetSource> sources) {
    return started(new Agent(plan, clock, sources, Optional.empty()));
  }

  /**
   * The same from a configuration that is read again while the agent runs.
   *
   * @param reloader is closed with the agent
   * @throws IllegalStateException if the address of the HTTP surface cannot be listened on
   */
  public static Agent start(Reloader reloader, InstantSource clock) {
    return started(new Agent(reloader.plan(), clock, List.of(), Optional.of(reloader)));
  }

  private static Agent started(Agent agent) {
    try {
      agent.listen();
    } catch (IllegalStateException taken) {
      agent.giveUp();
      throw taken;
    }
    agent.begin();
    return agent;
  }

  private List<TargetSource> sources() {
    return Stream.of(discovering.sources(), sources, asking.targets())
        .flatMap(List::stream)
        .toList();
  }

  private List<ReportListener> listeners() {
    return List.of(
        store,
        durations,
        readiness,
        events,
        new TrustedPaths(probing.known()),
        notifying.listener());
  }

  private void listen() {
    surface.listen(
        inForce.plan().web(),
        store,
        new Exposition(registry, store, durations),
        operations(),
        clock);
    notifying.listeningOn(inForce.plan(), surface.port());
  }

  private Operations operations() {
    Operations operations =
        new Operations(
                watching.monitor()::probeNow,
                watching.onDemand(store, clock)::ask,
                readiness::ready)
            .withHealthy(watching::goesOn);
    return reloader
        .map(some ->
            operations.withConfiguration(() -> some.reload(Reloader.Cause.REQUEST), some::shown))
        .orElse(operations);
  }

  private void begin() {
    watching.begin();
    discovering.begin();
    metrics.reloaded(clock.instant());
    reloader.ifPresent(some -> some.begin(this::apply, metrics, clock));
    LOG.atInfo()
        .addKeyValue("version", build.version())
        .addKeyValue("targets", inForce.plan().targets().size())
        .addKeyValue("listen", inForce.plan().web().listeningOn(surface.port()))
        .log("agent started");
  }

  /**
   * Puts another plan in force as a difference: what is the same goes on as if nothing had
   * happened. A change follows the one before, in the order of these calls. The address of the HTTP
   * surface stays until a restart, which is told.
   *
   * @return completes once all of it has taken effect; fails, and changes nothing, where the HTTP
   *     surface cannot go on as the plan says
   */
  public Future<Void> apply(Plan next) {
    return changes.next(() -> change(next));
  }

  private Future<Void> change(Plan wanted) {
    Plan next = whereWeListen(wanted);
    surface.apply(next.web());
    Renewed renewed = Renewed.between(inForce.plan(), next);
    inForce.become(next);
    probing.become(next, renewed);
    notifying.become(next);
    asking.become(next, renewed);
    discovering.become(next, renewed);
    return watching.apply(sources(), renewed);
  }

  private Plan whereWeListen(Plan next) {
    WebSettings now = inForce.plan().web();
    WebSettings stays = next.web().at(now.host(), now.port());
    if (!stays.equals(next.web())) {
      LOG.atWarn()
          .addKeyValue("listen", now.listeningOn(surface.port()))
          .addKeyValue("wanted", next.web().listeningOn(next.web().port()))
          .log("another web.listen wants a restart");
    }
    return next.withWeb(stays);
  }

  /** The port of the HTTP surface. */
  public int port() {
    return surface.port();
  }

  /** Whether each target of the start was probed once, or a minute has passed. */
  public boolean ready() {
    return readiness.ready();
  }

  /** The latest and recent of every target. */
  public ReportStore store() {
    return store;
  }

  /**
   * Starts no probe any more, lets those under way end, then stops listening; within ten seconds.
   */
  @Override
  public void close() {
    reloader.ifPresent(Reloader::close);
    discovering.close();
    Future<Void> left = asking.stop();
    boolean drained = ends(watching.stop(), LONGEST_DRAIN);
    if (!drained) {
      LOG.warn("probes under way are dropped");
    }
    events.close();
    Future<Void> told = notifying.stop();
    if (!ends(surface.stop(), LONGEST_ANSWER)) {
      LOG.warn("requests under way are dropped");
    }
    var _ = ends(surface.close(), LONGEST_END);
    var _ = ends(told, LONGEST_END);
    var _ = ends(left, LONGEST_END);
    notifying.close();
    if (!drained) {
      probing.breakOff();
      var _ = ends(watching.stop(), LONGEST_END);
    }
    probing.close();
    runtime.close();
    LOG.info("agent stopped");
  }

  /** Leaves nothing behind of a start that failed. */
  private void giveUp() {
    reloader.ifPresent(Reloader::close);
    discovering.close();
    notifying.close();
    var _ = asking.stop();
    var _ = surface.close();
    probing.close();
    runtime.close();
  }
}
