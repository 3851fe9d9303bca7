package dev.handshake.genesys;

import dev.handshake.schedule.Loop;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One source of one organization: asked once at a time, its last good answer kept. All of it
 * happens on one loop.
 *
 * @param <A> what it answers
 */
final class Watched<A> {
  /** More than all attempts at the dearest source take; nobody waits longer for a lost answer. */
  private static final Duration LONGEST = Duration.ofMinutes(15);

  /** No wish to be left alone is granted for longer. */
  private static final Duration LONGEST_REST = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(Watched.class);

  private final String source;
  private final Supplier<Future<A>> asking;
  private final Taking<A> taking;
  private final Means means;
  private @Nullable Future<Void> underWay;
  private SourceStatus status = SourceStatus.UNASKED;
  private Instant rest = Instant.MIN;
  private boolean stopped;

  /** What is done with an answer. */
  @FunctionalInterface
  interface Taking<A> {
    /**
     * Takes an answer in.
     *
     * @throws ApiException if it cannot be believed
     */
    void take(A answer) throws ApiException;
  }

  /** What all sources of an organization share. */
  record Means(String organization, Loop loop, InstantSource clock, GenesysListener listener) {}

  Watched(String source, Supplier<Future<A>> asking, Taking<A> taking, Means means) {
    this.source = source;
    this.asking = asking;
    this.taking = taking;
    this.means = means;
  }

  String source() {
    return source;
  }

  SourceStatus status() {
    return status;
  }

  /**
   * Asks, unless that is under way or the API wishes to be left alone; the future never fails. To
   * be called on the loop.
   */
  Future<Void> look() {
    Future<Void> now = underWay;
    if (now != null && !now.isComplete()) {
      return now;
    }
    if (means.clock().instant().isBefore(rest)) {
      return Future.succeededFuture();
    }
    Future<Void> begun =
        means
            .loop()
            .await(asking, LONGEST, "no answer in time")
            .transform(answer -> {
              if (!stopped) {
                ended(
                    answer.succeeded()
                        ? taken(answer.result())
                        : Optional.of(failure(answer.cause())));
              }
              return Future.succeededFuture();
            });
    underWay = begun;
    return begun;
  }

  /** What is still answered is let go: that a connection ends at a stop is no news. */
  void stop() {
    stopped = true;
  }

  private Optional<SourceStatus.Failure> taken(A answer) {
    try {
      taking.take(answer);
      return Optional.empty();
    } catch (ApiException | RuntimeException unbelievable) {
      return Optional.of(failure(unbelievable));
    }
  }

  private SourceStatus.Failure failure(Throwable cause) {
    return switch (cause) {
      case ApiException answer -> {
        answer.retryAfter().ifPresent(this::leaveAlone);
        yield new SourceStatus.Failure(answer.fault(), answer.detail());
      }
      case TimeoutException late ->
          new SourceStatus.Failure(SourceFault.TIMEOUT, String.valueOf(late.getMessage()));
      default -> {
        LOG.error("source {} of {} failed by our own fault", source, means.organization(), cause);
        yield new SourceStatus.Failure(SourceFault.INTERNAL, "our own fault, see the log");
      }
    };
  }

  private void leaveAlone(Duration wish) {
    rest = means.clock().instant().plus(wish.compareTo(LONGEST_REST) < 0 ? wish : LONGEST_REST);
  }

  /** The first failure and the return are news; what lies between is not. */
  private void ended(Optional<SourceStatus.Failure> failure) {
    boolean wasDown = status.failure().isPresent();
    status =
        failure
            .map(why -> status.failed(means.clock().instant(), why))
            .orElseGet(() -> status.succeeded(means.clock().instant()));
    if (failure.isPresent() && !wasDown) {
      means.listener().failed(means.organization(), source, failure.get());
    } else if (failure.isEmpty() && wasDown) {
      means.listener().returned(means.organization(), source);
    }
  }
}
