package dev.handshake.ondemand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.schedule.VirtualTime;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Who is probed when several ask. */
class TurnsTest {
  private static final Duration WITHIN = Duration.ofMinutes(10);

  private final VirtualTime time = new VirtualTime();
  private final Turns turns = new Turns(time, 2, 3);
  private final List<String> begun = new ArrayList<>();
  private final List<Promise<Answer>> probes = new ArrayList<>();
  private final AtomicBoolean gone = new AtomicBoolean();

  @Test
  void differentModulesOfOneAddressComeOneAfterTheOther() {
    Future<Answer> first = take("crm", "one", WITHIN);
    Future<Answer> second = take("crm", "two", WITHIN);
    Future<Answer> third = take("crm", "one", WITHIN);
    Future<Answer> fourth = take("crm", "two", WITHIN);
    assertThat(begun).containsExactly("crm one");
    ends(0, "first");
    assertThat(first.result()).isEqualTo(third.result()).isEqualTo(answer("first"));
    assertThat(begun).containsExactly("crm one", "crm two");
    ends(1, "second");
    assertThat(second.result()).isEqualTo(fourth.result()).isEqualTo(answer("second"));
    assertThat(time.pending()).as("timers").isZero();
  }

  @Test
  void whoeverHasMoreTimeDoesNotShareAShorterProbe() {
    take("crm", "one", WITHIN.minusSeconds(1));
    Future<Answer> patient = take("crm", "one", WITHIN);
    ends(0, "short");
    assertThat(patient.isComplete()).isFalse();
    ends(1, "long");
    assertThat(patient.result()).isEqualTo(answer("long"));
  }

  @Test
  void whoeverHasGoneIsNotProbedFor() {
    take("crm", "one", WITHIN);
    Future<Answer> left = take("crm", "two", WITHIN);
    gone.set(true);
    ends(0, "first");
    assertThat(begun).containsExactly("crm one");
    assertThat(left.result()).isInstanceOf(Answer.Busy.class);
  }

  @Test
  void whoeverWaitsInVainIsToldSoInItsTime() {
    take("crm", "one", WITHIN);
    Future<Answer> waiting = take("crm", "two", Duration.ofSeconds(3));
    time.advance(Duration.ofSeconds(3));
    assertThat(waiting.result()).isInstanceOf(Answer.Busy.class);
  }

  @Test
  void placesAreBoundedAndComeFreeAgain() {
    take("a", "one", WITHIN);
    take("b", "one", WITHIN);
    assertThat(take("c", "one", WITHIN).result()).isInstanceOf(Answer.Busy.class);
    for (int waiting = 0; waiting < 3; waiting++) {
      assertThat(take("a", "one", WITHIN).isComplete()).isFalse();
    }
    assertThat(take("a", "one", WITHIN).result()).isInstanceOf(Answer.Busy.class);
    ends(0, "done");
    assertThat(take("c", "one", WITHIN).isComplete()).isFalse();
    assertThat(take("b", "one", WITHIN).isComplete()).isFalse();
  }

  @Test
  void aProbeThatThrowsOrNeverEndsGivesItsPlaceBack() {
    Future<Answer> thrown =
        turns.take(
            new Turns.Asker(
                target("a", "one"),
                WITHIN,
                gone::get,
                _ -> {
                  throw new IllegalStateException("broken");
                }));
    time.settle();
    assertThat(thrown.cause()).hasMessage("broken");
    Future<Answer> lost = take("a", "one", Duration.ofSeconds(5));
    time.advance(Duration.ofSeconds(11));
    assertThat(lost.cause()).hasMessageContaining("no report within PT5S");
    take("a", "one", WITHIN);
    assertThat(begun).containsExactly("a one", "a one");
  }

  private Future<Answer> take(String host, String module, Duration within) {
    Future<Answer> answer =
        turns.take(
            new Turns.Asker(
                target(host, module),
                within,
                gone::get,
                _ -> {
                  begun.add(host + " " + module);
                  Promise<Answer> probe = Promise.promise();
                  probes.add(probe);
                  return probe.future();
                }));
    time.settle();
    return answer;
  }

  private void ends(int place, String text) {
    probes.get(place).complete(answer(text));
    time.settle();
  }

  private static Answer answer(String text) {
    return new Answer.Malformed(text);
  }

  private static Target target(String host, String module) {
    return Target.of(
        host, new Endpoint(host + ".example.com", 443), ProbeModule.DEFAULT.withName(module));
  }
}
