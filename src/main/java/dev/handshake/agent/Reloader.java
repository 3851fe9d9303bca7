package dev.handshake.agent;

import dev.handshake.config.ConfigException;
import dev.handshake.config.ConfigWarning;
import dev.handshake.config.Configuration;
import dev.handshake.credential.Credentials;
import dev.handshake.credential.Identity;
import dev.handshake.discovery.FileWatch;
import dev.handshake.metrics.AgentMetrics;
import dev.handshake.web.Reloaded;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration of a running agent, which is read again when somebody asks for it and whenever
 * a file that it depends on has changed. What was read is put in force as a whole or not at all: a
 * configuration that is refused changes nothing, and neither does one in which an identity that can
 * be used now could not be used any more, as while its files are being exchanged. The files are
 * watched on, so that mending them is enough.
 *
 * <p>One reading at a time, on a thread of its own. Who asks before one has begun shares it.
 */
public final class Reloader implements AutoCloseable {
  /** How often what is refused is read again at once, if its files changed meanwhile. */
  private static final int MOST_READINGS = 3;

  private static final int MOST_TOLD = 20;
  private static final Duration LONGEST_APPLYING = Duration.ofMinutes(2);
  private static final Reloaded STOPPED = refused("the agent is stopping (expected: it runs)");
  private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);

  /** How the configuration is read. */
  @FunctionalInterface
  public interface Loading {
    /**
     * Reads it, with all files that it names.
     *
     * @param named is told each file before it is read
     * @throws ConfigException with every mistake
     */
    Configuration load(Consumer<Path> named);
  }

  /** Why the configuration is read again. */
  public enum Cause {
    /** The signal SIGHUP. */
    SIGNAL("signal"),
    /** A request to the HTTP surface. */
    REQUEST("request"),
    /** A file that has changed. */
    FILES("files");

    private final String word;

    Cause(String word) {
      this.word = word;
    }
  }

  private record Loaded(Configuration configuration, Plan plan) {}

  /** Something that is to put plans in force, and to be told what became of it. */
  private record Served(
      Function<Plan, Future<Void>> applying, AgentMetrics metrics, InstantSource clock) {}

  private record Asked(Cause cause, Promise<Reloaded> answer) {}

  private final Loading loading;
  private final Function<Configuration, Plan> planning;
  private final Duration looksEvery;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("reload").daemon().factory());
  private final FileWatch watch;
  private Set<Path> watched;
  private volatile Loaded inForce;
  private boolean halfApplied;
  private List<String> lastComplaints = List.of();
  private @Nullable Served served;
  private @Nullable Asked next;

  private Reloader(
      Loading loading, Function<Configuration, Plan> planning, Duration looksEvery, Reading first) {
    this.loading = loading;
    this.planning = planning;
    this.looksEvery = looksEvery;
    Configuration configuration = first.configuration().orElseThrow();
    this.inForce = new Loaded(configuration, planning.apply(configuration));
    this.watched = first.stamps().keySet();
    this.watch = new FileWatch(() -> watched, () -> reload(Cause.FILES));
    watch.seen(first.stamps().values());
    warn(configuration.warnings());
  }

  /**
   * Reads the configuration for the first time.
   *
   * @param planning what an agent is to be built from
   * @throws ConfigException with every mistake
   */
  public static Reloader load(Loading loading, Function<Configuration, Plan> planning) {
    return load(loading, planning, FileWatch.LOOKS_EVERY);
  }

  /** The same, with a look at the files each time so long after the last. */
  static Reloader load(
      Loading loading, Function<Configuration, Plan> planning, Duration looksEvery) {
    return new Reloader(loading, planning, looksEvery, Reading.first(loading));
  }

  /** What is in force. */
  public Plan plan() {
    return inForce.plan();
  }

  /** The configuration in force as its file has it, without its secrets. */
  public String shown() {
    return inForce.configuration().shown();
  }

  /** Begins to watch the files, and reads the configuration again where that was asked for. */
  synchronized void begin(
      Function<Plan, Future<Void>> applying, AgentMetrics metrics, InstantSource clock) {
    served = new Served(applying, metrics, clock);
    if (next != null) {
      timer.execute(this::turn);
    }
    var _ = watch.start(timer, looksEvery);
  }

  /** Reads the configuration again; answers once it is in force or refused. Never blocks. */
  public synchronized Future<Reloaded> reload(Cause cause) {
    if (next != null) {
      return next.answer().future();
    }
    Asked asked = new Asked(cause, Promise.promise());
    next = asked;
    try {
      if (served != null) {
        timer.execute(this::turn);
      }
    } catch (RejectedExecutionException closed) {
      asked.answer().tryComplete(STOPPED);
    }
    return asked.answer().future();
  }

  private void turn() {
    Asked asked;
    Served parts;
    synchronized (this) {
      asked = next;
      parts = served;
      next = null;
    }
    if (asked == null || parts == null) {
      return;
    }
    asked.answer().tryComplete(outcome(asked.cause(), parts));
  }

  /** The edge of a reading: a fault of our own is told, and leaves the agent as it is. */
  private Reloaded outcome(Cause cause, Served parts) {
    try {
      return read(cause, parts);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
      return STOPPED;
    } catch (RuntimeException fault) {
      LOG.error("the configuration could not be read again", fault);
      parts.metrics().reloadFailed();
      return refused(
          "configuration: %s (expected: to be read, the log says more)"
              .formatted(fault.getClass().getSimpleName()));
    }
  }

  private Reloaded read(Cause cause, Served parts) throws InterruptedException {
    Reading reading = Reading.of(loading, inForce.plan());
    for (int count = 1; count < MOST_READINGS && reading.isPremature(); count++) {
      reading = Reading.of(loading, inForce.plan());
    }
    watched = reading.stamps().keySet();
    watch.seen(reading.stamps().values());
    return reading.complaints().isEmpty()
        ? apply(reading.configuration().orElseThrow(), cause, parts)
        : refuse(reading.complaints(), cause, parts);
  }

  private Reloaded apply(Configuration configuration, Cause cause, Served parts)
      throws InterruptedException {
    Plan plan = keepingStranger(planning.apply(configuration));
    boolean changed = halfApplied || !plan.equals(inForce.plan());
    if (changed) {
      halfApplied = true;
      Optional<String> failure = failure(parts.applying().apply(plan));
      if (failure.isPresent()) {
        return refuse(failure.stream().toList(), cause, parts);
      }
      halfApplied = false;
    }
    List<ConfigWarning> warnings = new ArrayList<>(configuration.warnings());
    warnings.removeAll(inForce.configuration().warnings());
    inForce = new Loaded(configuration, plan);
    warn(warnings);
    tell(changed, cause, plan);
    lastComplaints = List.of();
    parts.metrics().reloaded(parts.clock().instant());
    return new Reloaded.Applied();
  }

  /** The identity that is minted at each reading stays the one of the first. */
  private Plan keepingStranger(Plan plan) {
    Identity stranger = inForce.plan().identities().get(Credentials.STRANGER);
    if (stranger == null) {
      return plan;
    }
    Map<String, Identity> identities = new HashMap<>(plan.identities());
    identities.put(stranger.name(), stranger);
    return plan.withCredentials(identities, plan.trust());
  }

  private static Optional<String> failure(Future<Void> applied) throws InterruptedException {
    try {
      applied
          .toCompletionStage()
          .toCompletableFuture()
          .get(LONGEST_APPLYING.toMillis(), TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (ExecutionException | TimeoutException failed) {
      LOG.error("the configuration could not be put in force", failed);
      return Optional.of("configuration: not in force as a whole (expected: to be, see the log)");
    }
  }

  private static void warn(List<ConfigWarning> warnings) {
    warnings.forEach(warning -> LOG.warn("{}", warning));
  }

  private void tell(boolean changed, Cause cause, Plan plan) {
    if (changed) {
      LOG.atInfo()
          .addKeyValue("cause", cause.word)
          .addKeyValue("targets", plan.targets().size())
          .log("configuration applied");
    } else if (cause != Cause.FILES || !lastComplaints.isEmpty()) {
      LOG.atInfo()
          .addKeyValue("cause", cause.word)
          .log("configuration read again, nothing has changed");
    }
  }

  private Reloaded refuse(List<String> complaints, Cause cause, Served parts) {
    parts.metrics().reloadFailed();
    if (cause != Cause.FILES || !complaints.equals(lastComplaints)) {
      LOG.atError()
          .addKeyValue("cause", cause.word)
          .addKeyValue("complaints", text(complaints))
          .log("configuration refused, the one before it stays in force");
    }
    lastComplaints = complaints;
    return new Reloaded.Refused(complaints);
  }

  private static String text(List<String> complaints) {
    int rest = complaints.size() - MOST_TOLD;
    return String.join("; ", complaints.subList(0, Math.min(MOST_TOLD, complaints.size())))
        + (rest > 0 ? "; and " + rest + " more" : "");
  }

  private static Reloaded refused(String complaint) {
    return new Reloaded.Refused(List.of(complaint));
  }

  /** Reads no more; who still waits is refused. */
  @Override
  public void close() {
    timer.shutdownNow();
    Asked left;
    synchronized (this) {
      left = next;
      next = null;
    }
    if (left != null) {
      left.answer().tryComplete(STOPPED);
    }
  }
}
