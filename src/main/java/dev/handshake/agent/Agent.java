package dev.handshake.agent;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.handshake.metrics.AgentMetrics;
import dev.handshake.metrics.CredentialMetrics;
import dev.handshake.metrics.Exposition;
import dev.handshake.metrics.HandshakeDurations;
import dev.handshake.metrics.RuntimeMetrics;
import dev.handshake.monitor.Monitor;
import dev.handshake.report.ReportStore;
import dev.handshake.schedule.Conditions;
import dev.handshake.schedule.Loop;
import dev.handshake.schedule.LoopLag;
import dev.handshake.schedule.SteadyClock;
import dev.handshake.web.WebServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running agent: the composition root of everything below, with its start and its stop. */
public final class Agent implements AutoCloseable {
  /** How long probes under way may take to end; container runtimes kill after ten seconds. */
  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(6);

  private static final long START_SECONDS = 10;
  private static final long UNKNOWN_DESCRIPTORS = 1024;
  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

  private final Probing probing;
  private final LoopLag lag;
  private final Monitor monitor;
  private final RuntimeMetrics runtime;
  private final Vertx surface;
  private final WebServer web;
  private final ReportStore store;
  private final Readiness readiness;

  private Agent(
      Probing probing,
      LoopLag lag,
      Monitor monitor,
      RuntimeMetrics runtime,
      Vertx surface,
      WebServer web,
      ReportStore store,
      Readiness readiness) {
    this.probing = probing;
    this.lag = lag;
    this.monitor = monitor;
    this.runtime = runtime;
    this.surface = surface;
    this.web = web;
    this.store = store;
    this.readiness = readiness;
  }

  /**
   * Builds everything, listens, and begins to probe.
   *
   * @param clock the wall clock, by which certificates are judged
   * @throws IllegalStateException if the address of the HTTP surface cannot be listened on
   */
  public static Agent start(Plan plan, InstantSource clock) {
    Probing probing = Probing.start(plan, clock);
    Vertx surface =
        Vertx.vertx(
            new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2));
    PrometheusRegistry registry = new PrometheusRegistry();
    RuntimeMetrics runtime = RuntimeMetrics.register(registry);
    Build build = Build.ofThisJar();
    AgentMetrics metrics = AgentMetrics.register(registry, build.version(), build.revision());
    registry.register(new CredentialMetrics(plan.identities()::values, plan.trust()::values));
    ReportStore store = new ReportStore(clock);
    HandshakeDurations durations = new HandshakeDurations();
    Readiness readiness = new Readiness(plan.targets(), clock);
    InstantSource steady = SteadyClock.startingAt(clock.instant());
    LoopLag lag = new LoopLag(probing.prober().loops().stream().map(Loop::of).toList(), steady);
    Loop own = Loop.of(((VertxInternal) probing.vertx()).createEventLoopContext());
    int inFlight = plan.schedule().inFlight(descriptors());
    Monitor monitor =
        new Monitor(
            probing.examiner(),
            plan.breaker(),
            new Conditions(own, steady, inFlight, lag::keepsUp, metrics),
            new SplittableRandom(),
            List.of(store, durations, readiness, new EventLog()));
    metrics.watch(store::size, monitor::inFlight);
    WebServer web =
        listen(
            surface,
            plan,
            store,
            new Exposition(registry, store, durations),
            monitor,
            readiness,
            clock);
    waitFor(monitor.apply(plan.targets()));
    metrics.reloaded(clock.instant());
    LOG.atInfo()
        .addKeyValue("version", build.version())
        .addKeyValue("targets", plan.targets().size())
        .addKeyValue("listen", plan.web().host() + ":" + web.port())
        .log("agent started");
    return new Agent(probing, lag, monitor, runtime, surface, web, store, readiness);
  }

  private static WebServer listen(
      Vertx surface,
      Plan plan,
      ReportStore store,
      Exposition exposition,
      Monitor monitor,
      Readiness readiness,
      InstantSource clock) {
    try {
      return waitFor(
          WebServer.start(
              surface, plan.web(), store, exposition, monitor::probeNow, readiness::ready, clock));
    } catch (IllegalStateException taken) {
      throw new IllegalStateException(
          "web.listen: %s:%d (expected: an address to listen on: %s)"
              .formatted(plan.web().host(), plan.web().port(), taken.getMessage()),
          taken);
    }
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
    try {
      monitor
          .stop()
          .toCompletionStage()
          .toCompletableFuture()
          .get(LONGEST_DRAIN.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException late) {
      LOG.warn("probes under way are dropped");
    }
    lag.stop();
    var _ = web.close().eventually(surface::close);
    probing.close();
    runtime.close();
    LOG.info("agent stopped");
  }

  private static <T> T waitFor(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", interrupted);
    } catch (ExecutionException | TimeoutException failure) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      throw new IllegalStateException(String.valueOf(cause.getMessage()), cause);
    }
  }
}
