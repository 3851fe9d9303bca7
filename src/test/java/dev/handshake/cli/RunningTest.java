package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.handshake.agent.Agent;
import dev.handshake.agent.Plan;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.probe.DnsSettings;
import dev.handshake.schedule.ScheduleSettings;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunningTest {
  private static final Plan NOTHING =
      new Plan(
          List.of(),
          DnsSettings.DEFAULT,
          BreakerSettings.DEFAULT,
          ScheduleSettings.DEFAULT,
          WebSettings.parse("127.0.0.1:0"),
          Map.of(),
          Map.of());

  /**
   * Were the process ended by this, its status would have to tell: the way of a signal hides it.
   */
  @Test
  void aFaultMeanwhileStopsTheAgentAndIsNotSwallowed() throws Exception {
    AtomicInteger port = new AtomicInteger();
    assertThatIllegalStateException()
        .isThrownBy(() ->
            Running.untilStopped(
                () -> Agent.start(NOTHING, Clock.systemUTC()),
                agent -> {
                  port.set(agent.port());
                  throw new IllegalStateException("a fault of our own");
                }))
        .withMessage("a fault of our own");
    assertThat(stillListens(port.get())).isFalse();
  }

  private static boolean stillListens(int port) {
    long end = System.nanoTime() + 60_000_000_000L;
    while (System.nanoTime() < end) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        Thread.onSpinWait();
      } catch (IOException refused) {
        return false;
      }
    }
    return true;
  }
}
