package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogBudgetTest {
  private static final Instant TIME = Instant.parse("2026-11-20T14:00:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Logger logger = new LoggerContext().getLogger("dev.handshake.agent.EventLog");
  private final LogBudget budget = new LogBudget();
  private final List<LogLine> written = new ArrayList<>();

  /** Begins anywhere, as the clock does. */
  private final long begun = new SplittableRandom().nextLong();

  private Duration now = Duration.ZERO;

  @Test
  void whatHappensOnceIsWrittenAtOnce() {
    for (String target : List.of("a", "b", "c")) {
      say("target fails", "target", target, "reason", "connect_refused");
    }
    assertThat(written).hasSize(3).noneMatch(line -> line.fields().containsKey("repeated"));
  }

  @Test
  void aFlappingTargetIsToldOnceAMinuteAndNeverForgotten() {
    int changes = 0;
    for (Duration end = Duration.ofHours(1); now.compareTo(end) < 0; pass(SECOND.multipliedBy(5))) {
      String what = changes++ % 2 == 0 ? "target fails" : "target works again";
      say(what, "target", "crm");
    }
    pass(Duration.ofMinutes(1));
    assertThat(written).hasSizeLessThanOrEqualTo(2 * (LogBudget.SAME_AT_ONCE + 61));
    assertThat(told()).as("written, or counted in one that is").isEqualTo(changes);
    assertThat(written.getLast().message()).as("the last state").isEqualTo("target works again");
  }

  @Test
  void targetsAtOtherAddressesAreOthers() {
    for (int count = 0; count < LogBudget.SAME_AT_ONCE; count++) {
      say("target fails", "target", "crm", "ip", "192.0.2.1");
      say("target fails", "target", "crm", "ip", "192.0.2.2");
    }
    assertThat(written).hasSize(2 * LogBudget.SAME_AT_ONCE);
  }

  @Test
  void whatIsSaidOfNoTargetIsTheSameWhereAllItsWordsAre() {
    for (int entity = 0; entity < 40; entity++) {
      say("platform changed", "organization", "acme", "entity", "e" + entity);
    }
    assertThat(written).hasSize(40);
    for (int count = 0; count < 40; count++) {
      say("source fails", "organization", "acme", "detail", "timeout");
    }
    assertThat(written).hasSize(40 + LogBudget.SAME_AT_ONCE);
  }

  @Test
  void tenThousandTargetsThatFailAtOnceAreToldInPartAndCountedByReason() {
    for (int target = 0; target < 10_000; target++) {
      String reason = target % 10 == 0 ? "dns_timeout" : "connect_refused";
      say("target fails", "target", "t" + target, "reason", reason);
    }
    assertThat(written).hasSize(LogBudget.KIND_AT_ONCE);
    written.clear();
    pass(Duration.ofMinutes(1));
    assertThat(written)
        .extracting(line -> line.fields().toString())
        .containsExactlyInAnyOrder(
            "{reason=connect_refused, left_out=8730}", "{reason=dns_timeout, left_out=970}");
    assertThat(written).allMatch(line -> line.message().equals("target fails"));
    assertThat(written).allMatch(line -> line.level() == Level.WARN);
  }

  @Test
  void whatOthersDoHidesNoOtherMessage() {
    for (int target = 0; target < 10_000; target++) {
      say("target fails", "target", "t" + target);
    }
    written.clear();
    say("breaker changes", "target", "t1", "to", "open");
    assertThat(written).hasSize(1);
  }

  @Test
  void whateverComesTheLinesOfAMinuteAreBounded() {
    SplittableRandom random = new SplittableRandom();
    for (int round = 0; round < 200_000; round++) {
      say("target fails", "target", "t" + random.nextInt(50_000), "reason", "r" + round % 500);
      if (round % 1_000 == 0) {
        pass(SECOND);
      }
    }
    long minutes = now.toMinutes() + 2;
    assertThat(written.size())
        .isLessThanOrEqualTo((int) (LogBudget.KIND_AT_ONCE + minutes * (60 + 65)));
    pass(Duration.ofMinutes(2));
    assertThat(told()).isEqualTo(200_000);
  }

  @Test
  void whatIsHeldBackAtTheEndIsWrittenThen() {
    for (int count = 0; count < 20; count++) {
      say("target fails", "target", "crm");
    }
    written.addAll(budget.rest(nanos()));
    assertThat(told()).isEqualTo(20);
  }

  @Test
  void whoAsksForDebugGetsAllOfIt() {
    for (int count = 0; count < 1_000; count++) {
      budget.admit(event(Level.DEBUG, "a request failed", null), nanos()).ifPresent(written::add);
    }
    assertThat(written).hasSize(1_000);
  }

  @Test
  void aFaultsStackIsWrittenOnceAndThenCounted() {
    for (int target = 0; target < 3; target++) {
      fault("t" + target, thrown());
    }
    fault("t3", new IllegalStateException("elsewhere"));
    assertThat(written).hasSize(4);
    assertThat(written.get(0).fields())
        .containsEntry("exception.type", "java.lang.IllegalArgumentException")
        .containsEntry("exception.message", "no such thing")
        .containsKey("stack")
        .doesNotContainKey("fault_count");
    assertThat(written.get(2).fields())
        .containsEntry("exception.type", "java.lang.IllegalArgumentException")
        .containsEntry("fault_count", 3L)
        .doesNotContainKey("stack");
    assertThat(written.get(3).fields()).as("another fault").containsKey("stack");
  }

  @Test
  void messagesWithoutEndTakeNoRoomWithoutEnd() {
    for (int text = 0; text < 10_000; text++) {
      say("a library says " + text);
    }
    assertThat(written).hasSizeLessThan(512 + LogBudget.KIND_AT_ONCE + 1);
    pass(Duration.ofMinutes(2));
    assertThat(told()).isEqualTo(10_000);
  }

  private static IllegalArgumentException thrown() {
    return new IllegalArgumentException("no such thing");
  }

  private void fault(String target, Throwable fault) {
    budget
        .admit(
            event(Level.ERROR, "probe of " + target + " failed by our own fault", fault), nanos())
        .ifPresent(written::add);
  }

  private void say(String message, String... pairs) {
    budget.admit(event(Level.WARN, message, null, pairs), nanos()).ifPresent(written::add);
  }

  private void pass(Duration time) {
    now = now.plus(time);
    written.addAll(budget.due(nanos()));
  }

  /** How many events the written lines stand for. */
  private long told() {
    return written.stream()
        .mapToLong(line ->
            line.fields().get("left_out") instanceof Long leftOut
                ? leftOut
                : 1 + (line.fields().get("repeated") instanceof Long before ? before : 0))
        .sum();
  }

  private long nanos() {
    return begun + now.toNanos();
  }

  private LoggingEvent event(
      Level level, String message, @Nullable Throwable fault, String... pairs) {
    LoggingEvent event =
        new LoggingEvent(Logger.FQCN, logger, level, message, fault, new Object[0]);
    event.setInstant(TIME.plus(now));
    for (int index = 0; index < pairs.length; index += 2) {
      event.addKeyValuePair(new KeyValuePair(pairs[index], pairs[index + 1]));
    }
    return event;
  }
}
