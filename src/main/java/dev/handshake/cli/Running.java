package dev.handshake.cli;

import dev.handshake.agent.Agent;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** Keeps an agent running until the process is told to end, then stops it in order. */
final class Running {
  private Running() {}

  /** What is done once the agent runs, until it is told to stop. */
  @FunctionalInterface
  interface Meanwhile {
    void with(Agent agent) throws InterruptedException;
  }

  /**
   * Runs an agent until SIGTERM or SIGINT. The process then ends with status 0, which the virtual
   * machine by itself would not give, and so this never returns.
   *
   * @throws UsageException if the agent cannot start
   */
  static void untilStopped(Supplier<Agent> start, Meanwhile meanwhile) throws InterruptedException {
    Agent agent = started(start);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(agent), "stop"));
    meanwhile.with(agent);
    new CountDownLatch(1).await();
  }

  private static Agent started(Supplier<Agent> start) {
    try {
      return start.get();
    } catch (IllegalStateException cannot) {
      throw new UsageException(String.valueOf(cannot.getMessage()));
    }
  }

  private static void stop(Agent agent) {
    agent.close();
    Runtime.getRuntime().halt(Main.FINE);
  }
}
