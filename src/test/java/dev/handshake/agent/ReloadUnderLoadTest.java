package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.discovery.TargetSet;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.probe.DnsSettings;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.report.ReportListener;
import dev.handshake.report.TargetStatus;
import dev.handshake.schedule.Grid;
import dev.handshake.schedule.ScheduleListener;
import dev.handshake.schedule.ScheduleSettings;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The plan changes all the time while hundreds of targets are probed again and again. */
class ReloadUnderLoadTest {
  private static final String NAME = "gateway.handshake.test";
  private static final String TRUST = "corporate";
  private static final String STAYS = "stays";
  private static final String CHANGES = "changes";
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int TARGETS = 200;
  private static final int PLANS = 50;

  private final Instant now = Instant.now();
  private final HeldCertificate root = HeldCertificate.named("Root", now).authority().mint();
  private final TrustAnchors trust = TrustAnchors.of(TRUST, Set.of(root.certificate()), List.of());
  private final Heard heard = new Heard();

  @Test
  void noProbeOfATargetThatStaysIsLostOrLeftOut() throws IOException {
    HeldCertificate certificate = HeldCertificate.named(NAME, now).dns(NAME).issuedBy(root).mint();
    try (Gatekeeper server = Gatekeeper.open(certificate)) {
      InForce inForce = new InForce(plan(0, server.endpoint()));
      long dropped;
      try (Probing probing = Probing.start(inForce, Clock.systemUTC())) {
        InOrder changes = new InOrder(probing.vertx());
        Watching watching = watching(inForce, probing, changes);
        watching.begin();
        for (int round = 1; round <= PLANS; round++) {
          untilStarted(round * TARGETS / 20);
          Plan next = plan(round, server.endpoint());
          Blocking.waitFor(changes.next(() -> change(next, inForce, probing, watching)), PATIENCE);
        }
        Eventually.holds(
            PATIENCE,
            () ->
                assertThat(heard.staying().values())
                    .hasSize(TARGETS)
                    .allMatch(count -> count.started.get() > 1));
        assertThat(Blocking.ends(watching.stop(), PATIENCE)).isTrue();
        dropped = watching.monitor().dropped();
      }
      assertThat(heard.failures).isEmpty();
      assertThat(heard.ended() + dropped).as("probes that ended").isEqualTo(heard.started());
      heard
          .staying()
          .forEach((name, count) -> {
            assertThat(count.reported)
                .as("%s: verdicts on its probes", name)
                .isEqualTo(count.started.get());
            assertThat(count.skipped).as("%s: left out by its breaker", name).isZero();
            assertThat(count.times(name))
                .as("%s: its times from the first probe to the last", name)
                .isEqualTo(count.started.get() + count.missedUntilLast);
          });
      assertThat(server.handshakes()).isGreaterThan(2 * TARGETS);
    }
  }

  private void untilStarted(int probes) {
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(
                    heard.staying().values().stream().mapToInt(count -> count.started.get()).sum())
                .isGreaterThanOrEqualTo(probes));
  }

  private static Future<Void> change(
      Plan next, InForce inForce, Probing probing, Watching watching) {
    Renewed renewed = Renewed.between(inForce.plan(), next);
    inForce.become(next);
    probing.become(next, renewed);
    return watching.apply(List.of(), renewed);
  }

  private Watching watching(InForce inForce, Probing probing, InOrder changes) {
    Clock clock = Clock.systemUTC();
    Readiness readiness = new Readiness(inForce.plan().targets(), clock);
    TargetSet targets = new TargetSet(inForce.plan().targets(), List.of());
    return new Watching(
        inForce, probing, targets, clock, readiness, List.of(readiness, heard), heard, changes);
  }

  /** What stays is the same in every round; everything else is another. */
  private Plan plan(int round, Endpoint server) {
    List<Target> targets = new ArrayList<>();
    targets.addAll(targets("first", 1, server, module()));
    targets.addAll(targets(STAYS, TARGETS, server, module()));
    targets.addAll(targets("only-in-" + round, 5, server, module()));
    targets.addAll(targets("rotates", 5, server, module().withIdentity("agent")));
    targets.addAll(targets("trusts", 5, server, module().withTrust("other")));
    targets(CHANGES, 5, server, module()).stream()
        .map(one -> one.withLabels(new TreeMap<>(Map.of("round", String.valueOf(round)))))
        .forEach(targets::add);
    HeldCertificate client = HeldCertificate.named("client " + round, now).mint();
    TrustAnchors other =
        TrustAnchors.of("other", Set.of(root.certificate(), client.certificate()), List.of());
    return new Plan(
        targets,
        new DnsSettings(List.of(), Optional.empty(), Duration.ofSeconds(2 + round % 3)),
        new BreakerSettings(
            2 + round % 3, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(5)),
        new ScheduleSettings(1000 + round),
        new WebSettings("127.0.0.1", 0),
        Map.of("agent", client.identity("agent")),
        Map.of(TRUST, trust, "other", other));
  }

  private static List<Target> targets(String name, int count, Endpoint server, ProbeModule module) {
    return IntStream.range(0, count)
        .mapToObj(
            number -> new Target(name + "-" + number, server, NAME, NAME, module, new TreeMap<>()))
        .toList();
  }

  private static ProbeModule module() {
    return ProbeModule.DEFAULT
        .withTrust(TRUST)
        .withTiming(Paces.timing(INTERVAL, Duration.ofSeconds(20)));
  }

  /** What became of one target's probes. */
  private static final class Count {
    private final AtomicInteger started = new AtomicInteger();
    private int reported;
    private int skipped;
    private long missed;
    private long missedUntilLast;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    private void started(Instant due) {
      started.incrementAndGet();
      missedUntilLast = missed;
      first = due.isBefore(first) ? due : first;
      last = due;
    }

    /** How many times it had from the first to the last; they are told within some milliseconds. */
    private long times(String name) {
      Grid grid = Grid.of(name, INTERVAL);
      Instant end = last.plus(INTERVAL.dividedBy(2));
      return Stream.iterate(
              grid.after(first.minus(INTERVAL.dividedBy(2))),
              time -> time.isBefore(end),
              grid::after)
          .count();
    }
  }

  /** Counts on the schedule's loop; read once that has ended, or for what only grows. */
  private static final class Heard implements ScheduleListener, ReportListener {
    private final Map<String, Count> counts = new ConcurrentHashMap<>();

    private final Map<Reason, Integer> failures = new ConcurrentHashMap<>();

    private Map<String, Count> staying() {
      return counts.entrySet().stream()
          .filter(entry -> entry.getKey().startsWith(STAYS))
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private long started() {
      return counts.values().stream().mapToLong(count -> count.started.get()).sum();
    }

    private long ended() {
      return counts.values().stream().mapToLong(count -> count.reported + count.skipped).sum();
    }

    private Count of(String name) {
      return counts.computeIfAbsent(name, _ -> new Count());
    }

    @Override
    public void started(String task, Duration late) {
      of(task).started(Instant.now().minus(late));
    }

    @Override
    public void missed(String task, long times) {
      of(task).missed += times;
    }

    @Override
    public void report(Report report, TargetStatus status) {
      of(report.target().name()).reported++;
      report.diagnosis().reason().ifPresent(reason -> failures.merge(reason, 1, Integer::sum));
    }

    @Override
    public void skipped(Target target, TargetStatus status) {
      of(target.name()).skipped++;
    }
  }
}
