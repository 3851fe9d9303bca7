package dev.handshake.discovery;

import dev.handshake.schedule.Loop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The targets that a URL answers with, asked for again and again. An answer counts as a whole, an
 * empty list too; whatever else comes leaves the last list as it is.
 */
public final class TargetUrl extends OperatorsSource implements AutoCloseable {
  /** How soon is asked again after no answer, unless the interval is shorter. */
  static final Duration AGAIN = Duration.ofSeconds(30);

  /** When an answer that the question's own limits did not end is given up for lost. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private static final double JITTER = 0.1;

  private final Path place;
  private final TargetUrlSettings settings;
  private final Supplier<Future<TargetPage>> question;
  private final Means means;
  private TargetGroups groups;
  private @Nullable TargetText last;
  private volatile boolean closed;

  /**
   * What a source is asked with.
   *
   * @param loop on which it waits
   * @param worker on which answers are read
   * @param clock the wall clock
   * @param random spreads the questions
   */
  public record Means(Loop loop, Executor worker, InstantSource clock, RandomGenerator random) {}

  /**
   * Asks nothing yet.
   *
   * @param question asks the URL, bounded in time and in what is read; fails with a message that is
   *     safe to show
   * @param groups reads the answer
   */
  public TargetUrl(
      String name,
      TargetUrlSettings settings,
      Supplier<Future<TargetPage>> question,
      TargetGroups groups,
      Means means) {
    super(name, means.clock());
    this.place = Path.of(name);
    this.settings = settings;
    this.question = question;
    this.groups = groups;
    this.means = means;
  }

  /** Begins with the list of another, of the same URL under other settings. */
  public void inherit(TargetUrl other) {
    synchronized (other) {
      last = other.last;
    }
    standing().inherit(other.standing());
  }

  /** Asks now, and again after each interval. */
  public void start() {
    means.loop().execute(this::ask);
  }

  private void ask() {
    if (!closed) {
      means
          .loop()
          .await(question, LONGEST, "no answer")
          .onComplete(result -> {
            if (!closed) {
              work(() -> take(result));
            }
          });
    }
  }

  private void work(Runnable work) {
    try {
      means
          .worker()
          .execute(() -> {
            try {
              work.run();
            } finally {
              means.loop().execute(this::askLater);
            }
          });
    } catch (RejectedExecutionException over) {
      closed = true;
    }
  }

  private void askLater() {
    var _ = means.loop().after(pause(), this::ask);
  }

  private Duration pause() {
    Duration interval = settings.refreshInterval();
    boolean well = standing().up().orElse(false);
    Duration base = well || interval.compareTo(AGAIN) < 0 ? interval : AGAIN;
    double spread = 1 + JITTER * (2 * means.random().nextDouble() - 1);
    return Duration.ofNanos((long) (base.toNanos() * spread));
  }

  private synchronized void take(AsyncResult<TargetPage> result) {
    if (result.failed()) {
      standing().failed(List.of(place + ": " + result.cause().getMessage()));
      return;
    }
    try {
      TargetText text = result.result().text(place);
      if (standing().up().orElse(false) && text.equals(last)) {
        standing().unchanged();
      } else {
        take(text);
      }
    } catch (IllegalArgumentException wrong) {
      standing().failed(List.of(String.valueOf(wrong.getMessage())));
    }
  }

  private void take(TargetText text) {
    switch (groups.read(text)) {
      case Reading.Whole(var targets, var warnings) -> {
        last = text;
        standing().answered(targets, warnings, List.of());
      }
      case Reading.Refused(var complaints) -> standing().failed(complaints);
    }
  }

  /** Has another reader read what was last answered. */
  public synchronized void reread(TargetGroups others) {
    groups = others;
    if (last != null) {
      switch (groups.read(last)) {
        case Reading.Whole(var targets, _) -> standing().renewed(targets);
        case Reading.Refused(var complaints) -> standing().failed(complaints);
      }
    }
  }

  /** By which it asks. */
  public TargetUrlSettings settings() {
    return settings;
  }

  /** Asks nothing any more; an answer that is under way is not taken. */
  @Override
  public void close() {
    closed = true;
  }
}
