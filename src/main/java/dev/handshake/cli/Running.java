package dev.handshake.cli;

import dev.handshake.agent.Agent;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** Keeps an agent running until it is told to end, then stops it in order. */
final class Running {
  private Running() {}

  /** What is done once the agent runs, until it is told to stop. */
  @FunctionalInterface
  interface Meanwhile {
    void with(Agent agent) throws InterruptedException;
  }

  /**
   * Runs an agent until SIGTERM or SIGINT, or until the calling thread is interrupted. After a
   * signal the process ends with status 0, which the virtual machine by itself would not give, and
   * this does not return.
   *
   * @throws CannotStartException if the agent cannot start
   */
  static void untilStopped(Supplier<Agent> start, Meanwhile meanwhile) {
    Agent agent = started(start);
    Thread stop = new Thread(() -> stop(agent), "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      meanwhile.with(agent);
      new CountDownLatch(1).await();
    } catch (InterruptedException toldToStop) {
      // The other way of being told to.
    } finally {
      Runtime.getRuntime().removeShutdownHook(stop);
      agent.close();
    }
  }

  private static Agent started(Supplier<Agent> start) {
    try {
      return start.get();
    } catch (IllegalStateException cannot) {
      throw new CannotStartException(String.valueOf(cannot.getMessage()), cannot);
    }
  }

  private static void stop(Agent agent) {
    agent.close();
    Logging.end();
    Runtime.getRuntime().halt(Main.FINE);
  }
}
