package dev.handshake.lab;

import dev.handshake.lab.PlatformCertificates.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;

/**
 * The yearly change of the platform's client certificate in minutes: nothing is upcoming, then the
 * next one is published, then answers differ for a moment, then the next one is the current one.
 */
public final class PlatformRotation implements AutoCloseable {
  /** The states in their order. */
  public static final List<State> STATES =
      List.of(State.STEADY, State.UPCOMING, State.ROTATING, State.CURRENT);

  /** How long answers contradict each other. */
  private static final Duration UNSETTLED = Duration.ofSeconds(20);

  private final PlatformCertificates certificates;
  private final ScheduledThreadPoolExecutor timer;

  private PlatformRotation(Platform platform) {
    this.certificates = platform.certificates();
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("lab-rotation").factory(), new DiscardPolicy());
  }

  /** A rotation that goes on by hand. */
  public static PlatformRotation byHand(Platform platform) {
    return new PlatformRotation(platform);
  }

  /**
   * A rotation that goes on by itself.
   *
   * @param published when the next certificate is published, from now on
   * @param current when it becomes the current one, from now on
   */
  public static PlatformRotation start(Platform platform, Duration published, Duration current) {
    PlatformRotation rotation = new PlatformRotation(platform);
    rotation.in(published, State.UPCOMING);
    rotation.in(current.minus(UNSETTLED), State.ROTATING);
    rotation.in(current, State.CURRENT);
    return rotation;
  }

  /** Goes on to the next state, if there is one. */
  public void next() {
    int now = STATES.indexOf(certificates.state());
    if (now + 1 < STATES.size()) {
      certificates.state(STATES.get(now + 1));
    }
  }

  private void in(Duration delay, State state) {
    var _ =
        timer.schedule(
            () -> certificates.state(state), Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
  }

  /** Stops the clock; the state stays as it is. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
