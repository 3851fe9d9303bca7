package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.breaker.BreakerSettings;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.discovery.TargetSet;
import dev.handshake.probe.DnsSettings;
import dev.handshake.report.ReportListener;
import dev.handshake.schedule.Loop;
import dev.handshake.schedule.ScheduleListener;
import dev.handshake.schedule.ScheduleSettings;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fifth of very many targets changes at once. How long the loop of the probes was held meanwhile
 * is logged: {@code mvn test -Dtest=ManyReappliedTest -Dreapplied.targets=50000}.
 */
class ManyReappliedTest {
  private static final int TARGETS = Integer.getInteger("reapplied.targets", 5_000);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Logger LOG = LoggerFactory.getLogger(ManyReappliedTest.class);

  private final Told told = new Told();

  @Test
  void theLoopOfTheProbesTurnsOnWhileThousandsChange() {
    InForce inForce = new InForce(plan(0));
    try (Probing probing = Probing.start(inForce, Clock.systemUTC())) {
      Readiness readiness = new Readiness(List.of(), Clock.systemUTC());
      InOrder changes = new InOrder(probing.vertx());
      Watching watching =
          new Watching(
              inForce,
              probing,
              new TargetSet(inForce.plan().targets(), List.of()),
              Clock.systemUTC(),
              readiness,
              List.of(told),
              ScheduleListener.NONE,
              changes);
      watching.begin();
      for (int round = 1; round <= 5; round++) {
        told.added.clear();
        inForce.become(plan(round));
        Watchdog watchdog = Watchdog.over(probing.prober().loop());
        long begin = System.nanoTime();
        Blocking.waitFor(changes.next(() -> watching.apply(List.of(), Renewed.NOTHING)), PATIENCE);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        watchdog.stop();

        assertThat(told.added).hasSize(TARGETS / 5).allMatch(name -> name.startsWith("changes"));
        assertThat(watchdog.turns()).as("turns of others").isGreaterThan(1);
        LOG.warn(
            "{} of {} targets changed in {}, the loop was held for {} at most, {} of the processor",
            TARGETS / 5,
            TARGETS,
            took,
            watchdog.longest(),
            watchdog.dearest());
      }
      assertThat(Blocking.ends(watching.stop(), PATIENCE)).isTrue();
    }
  }

  private static Plan plan(int round) {
    List<Target> targets = new ArrayList<>();
    ProbeModule module =
        ProbeModule.DEFAULT
            .withTrust("corporate")
            .withTiming(Paces.timing(Duration.ofHours(6), Duration.ofSeconds(1)));
    TreeMap<String, String> labels = new TreeMap<>(Map.of("round", String.valueOf(round)));
    IntStream.range(0, TARGETS)
        .mapToObj(number ->
            number % 5 == 0
                ? target("changes-" + number, module).withLabels(labels)
                : target("stays-" + number, module))
        .forEach(targets::add);
    TrustAnchors none = TrustAnchors.of("corporate", Set.of(), List.of());
    return new Plan(
        targets,
        DnsSettings.DEFAULT,
        BreakerSettings.DEFAULT,
        new ScheduleSettings(1),
        new WebSettings("127.0.0.1", 0),
        Map.of(),
        Map.of(none.name(), none));
  }

  private static Target target(String name, ProbeModule module) {
    return Target.of(name, new Endpoint("127.0.0.1", 1), module);
  }

  /** The names that were announced. */
  private static final class Told implements ReportListener {
    private final List<String> added = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void added(Target target) {
      added.add(target.name());
    }
  }

  /** Asks a loop for a turn again and again, and keeps how long it had to wait. */
  private static final class Watchdog {
    private final Loop loop;
    private final AtomicLong longest = new AtomicLong();
    private final AtomicLong dearest = new AtomicLong();
    private volatile long usedBefore;
    private final AtomicInteger turns = new AtomicInteger();
    private volatile boolean stopped;

    private Watchdog(Loop loop) {
      this.loop = loop;
    }

    static Watchdog over(Loop loop) {
      Watchdog watchdog = new Watchdog(loop);
      watchdog.ask();
      return watchdog;
    }

    private void ask() {
      long asked = System.nanoTime();
      loop.execute(() -> {
        longest.accumulateAndGet(System.nanoTime() - asked, Math::max);
        long used = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        if (turns.getAndIncrement() > 0) {
          dearest.accumulateAndGet(used - usedBefore, Math::max);
        }
        usedBefore = used;
        if (!stopped) {
          ask();
        }
      });
    }

    void stop() {
      stopped = true;
    }

    int turns() {
      return turns.get();
    }

    /** The most that one turn of others took of the processor. */
    Duration dearest() {
      return Duration.ofNanos(dearest.get());
    }

    Duration longest() {
      return Duration.ofNanos(longest.get());
    }
  }
}
