package dev.handshake.agent;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.handshake.address.AddressGuard;
import dev.handshake.address.ProbeGuard;
import dev.handshake.discovery.TargetSet;
import dev.handshake.discovery.TargetSource;
import dev.handshake.metrics.AgentMetrics;
import dev.handshake.metrics.CredentialMetrics;
import dev.handshake.metrics.Exposition;
import dev.handshake.metrics.HandshakeDurations;
import dev.handshake.metrics.RuntimeMetrics;
import dev.handshake.monitor.Monitor;
import dev.handshake.ondemand.Catalogue;
import dev.handshake.ondemand.OnDemand;
import dev.handshake.report.ReportListener;
import dev.handshake.report.ReportStore;
import dev.handshake.schedule.Conditions;
import dev.handshake.schedule.Loop;
import dev.handshake.schedule.SteadyClock;
import dev.handshake.target.Target;
import dev.handshake.web.Operations;
import dev.handshake.web.WebServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
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

  private static final Duration LONGEST_START = Duration.ofSeconds(10);

  /** How long the first probes wait for the access tokens that they want. */
  private static final Duration LONGEST_TOKENS = Duration.ofSeconds(2);

  private static final long UNKNOWN_DESCRIPTORS = 1024;
  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

  private final Probing probing;
  private final Monitor monitor;
  private final AddressWatch addresses;
  private final RuntimeMetrics runtime;
  private final Vertx surface;
  private final WebServer web;
  private final ReportStore store;
  private final Readiness readiness;
  private final EventLog events;
  private final Optional<Notifying> notifying;
  private final Optional<Asking> asking;

  private Agent(
      Probing probing,
      Monitor monitor,
      AddressWatch addresses,
      RuntimeMetrics runtime,
      Vertx surface,
      WebServer web,
      ReportStore store,
      Readiness readiness,
      EventLog events,
      Optional<Notifying> notifying,
      Optional<Asking> asking) {
    this.probing = probing;
    this.monitor = monitor;
    this.addresses = addresses;
    this.runtime = runtime;
    this.surface = surface;
    this.web = web;
    this.store = store;
    this.readiness = readiness;
    this.events = events;
    this.notifying = notifying;
    this.asking = asking;
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
    AddressGuard discovered = AddressGuard.allowing(plan.genesys().discoveryAllow());
    Probing probing = Probing.start(plan, clock);
    Vertx surface =
        Vertx.vertx(
            new VertxOptions()
                .setFileSystemOptions(Probing.NO_FILES)
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2));
    PrometheusRegistry registry = new PrometheusRegistry();
    RuntimeMetrics runtime = RuntimeMetrics.register(registry);
    Build build = Build.ofThisJar();
    AgentMetrics metrics = AgentMetrics.register(registry, build.version(), build.revision());
    registry.register(
        new CredentialMetrics(
            plan.identities()::values,
            identity -> probing.own().inspect(identity, clock.instant()),
            plan.trust()::values));
    ReportStore store = new ReportStore(clock);
    Optional<Asking> asking = Asking.start(plan, probing, store, clock, registry);
    TargetSet targets =
        new TargetSet(
            plan.targets(),
            Stream.concat(sources.stream(), asking.map(Asking::targets).orElse(List.of()).stream())
                .toList());
    HandshakeDurations durations = new HandshakeDurations();
    Readiness readiness = new Readiness(plan.targets(), clock);
    InstantSource steady = SteadyClock.startingAt(clock.instant());
    Loop loop = probing.prober().loop();
    int inFlight = plan.schedule().inFlight(descriptors());
    EventLog events = new EventLog(store);
    Optional<Notifying> notifying = Notifying.start(plan, clock, metrics);
    List<ReportListener> listeners =
        new ArrayList<>(
            List.of(store, durations, readiness, events, new TrustedPaths(probing.known())));
    notifying.ifPresent(some -> listeners.add(some.listener()));
    Monitor monitor =
        new Monitor(
            new Chaperone(probing.examiner(), targets::isOperators, discovered),
            plan.breaker(),
            new Conditions(loop, steady, inFlight, probing.prober().lag()::keepsUp, metrics),
            new SplittableRandom(),
            listeners);
    metrics.watch(store::size, monitor::inFlight);
    metrics.watchSources(targets::health);
    metrics.watchLate(durations::late);
    ProbeGuard guard = ProbeGuard.allowing(plan.web().probeAllow());
    Function<List<Target>, Catalogue> catalogue =
        all -> new Catalogue(all, targets::isOperators, plan.modules(), guard, discovered);
    AtomicReference<Catalogue> known = new AtomicReference<>(catalogue.apply(plan.targets()));
    WebServer web;
    try {
      Exposition exposition = new Exposition(registry, store, durations);
      OnDemand onDemand = onDemand(known::get, probing, store, clock);
      web = listen(surface, plan, store, exposition, monitor, onDemand, readiness, clock);
    } catch (IllegalStateException taken) {
      notifying.ifPresent(Notifying::close);
      asking.ifPresent(Asking::stop);
      var _ = surface.close();
      probing.close();
      runtime.close();
      throw taken;
    }
    notifying.ifPresent(some -> some.listeningOn(web.port()));
    AddressWatch addresses =
        new AddressWatch(
            probing.resolver()::resolve,
            loop,
            all -> {
              readiness.lookedUp(all);
              var _ = monitor.apply(all);
            });
    waitFor(probing.fetchedTokens(plan.targets(), LONGEST_TOKENS));
    waitFor(monitor.begin(AddressWatch.plain(plan.targets())));
    addresses.start(plan.targets());
    targets.watch(all -> {
      known.set(catalogue.apply(all));
      addresses.become(all);
      LOG.atInfo().addKeyValue("targets", all.size()).log("other targets are watched");
    });
    metrics.reloaded(clock.instant());
    LOG.atInfo()
        .addKeyValue("version", build.version())
        .addKeyValue("targets", plan.targets().size())
        .addKeyValue("listen", plan.web().listeningOn(web.port()))
        .log("agent started");
    return new Agent(
        probing, monitor, addresses, runtime, surface, web, store, readiness, events, notifying,
        asking);
  }

  private static WebServer listen(
      Vertx surface,
      Plan plan,
      ReportStore store,
      Exposition exposition,
      Monitor monitor,
      OnDemand onDemand,
      Readiness readiness,
      InstantSource clock) {
    try {
      return waitFor(
          WebServer.start(
              surface,
              plan.web(),
              store,
              exposition,
              new Operations(monitor::probeNow, onDemand::ask, readiness::ready),
              clock));
    } catch (IllegalStateException taken) {
      throw new IllegalStateException(
          "web.listen: %s:%d (expected: an address to listen on: %s)"
              .formatted(plan.web().host(), plan.web().port(), taken.getMessage()),
          taken);
    }
  }

  private static OnDemand onDemand(
      Supplier<Catalogue> catalogue, Probing probing, ReportStore store, InstantSource clock) {
    return new OnDemand(
        catalogue,
        probing.examiner()::examineOnRequest,
        target -> Future.fromCompletionStage(probing.targets(target)),
        store::targets,
        Loop.of(((VertxInternal) probing.vertx()).createEventLoopContext()),
        clock);
  }

  /** The port of the HTTP surface. */
  public int port() {
    return web.port();
  }

  /** Whether each target of the start was probed once, or a minute has passed. */
  public boolean ready() {
    return readiness.ready();
  }

  /** The latest and recent of every target. */
  public ReportStore store() {
    return store;
  }

  private static long descriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : UNKNOWN_DESCRIPTORS;
  }

  /**
   * Starts no probe any more, lets those under way end, then stops listening; within ten seconds.
   */
  @Override
  public void close() {
    addresses.close();
    Future<?> left = asking.<Future<?>>map(Asking::stop).orElseGet(Future::succeededFuture);
    boolean drained = ends(monitor.stop(), LONGEST_DRAIN);
    if (!drained) {
      LOG.warn("probes under way are dropped");
    }
    events.close();
    Future<?> told = notifying.<Future<?>>map(Notifying::stop).orElseGet(Future::succeededFuture);
    if (!ends(web.close(), LONGEST_ANSWER)) {
      LOG.warn("requests under way are dropped");
    }
    var _ = ends(surface.close(), LONGEST_END);
    var _ = ends(told, LONGEST_END);
    var _ = ends(left, LONGEST_END);
    notifying.ifPresent(Notifying::close);
    if (!drained) {
      probing.breakOff();
      var _ = ends(monitor.stop(), LONGEST_END);
    }
    probing.close();
    runtime.close();
    LOG.info("agent stopped");
  }

  /** Whether it ends in time, in whatever way. */
  private static boolean ends(Future<?> future, Duration patience) {
    try {
      await(future, patience);
      return true;
    } catch (ExecutionException failed) {
      return true;
    } catch (TimeoutException late) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static <T> T waitFor(Future<T> future) {
    try {
      return await(future, LONGEST_START);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", interrupted);
    } catch (ExecutionException | TimeoutException failure) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      throw new IllegalStateException(String.valueOf(cause.getMessage()), cause);
    }
  }

  private static <T> T await(Future<T> future, Duration patience)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .get(patience.toMillis(), TimeUnit.MILLISECONDS);
  }
}
