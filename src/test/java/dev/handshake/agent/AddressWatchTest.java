package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.observation.Outcome.ResolveFault;
import dev.handshake.probe.Resolution;
import dev.handshake.schedule.Loop;
import dev.handshake.target.Addresses;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Route;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which targets there are while a name's addresses come and go. */
class AddressWatchTest {
  private static final ProbeModule ALL =
      ProbeModule.DEFAULT.withRoute(Route.DEFAULT.withAddresses(Addresses.ALL));
  private static final Target EACH = target("each", ALL);
  private static final Target FIRST = target("first", ProbeModule.DEFAULT);

  private final ByHand loop = new ByHand();
  private final List<List<String>> applied = new ArrayList<>();
  private Future<Resolution> answer = Future.succeededFuture(unresolved());

  private final AddressWatch watch =
      new AddressWatch(
          (_, _) -> answer,
          loop,
          (targets, _) -> {
            applied.add(targets.stream().map(AddressWatchTest::shown).toList());
            return Future.succeededFuture();
          });

  @Test
  void eachAddressIsATargetBesideThoseThatNeedNoLookUp() {
    answer = resolved("127.0.0.2", "127.0.0.3");
    watch.start(List.of(FIRST, EACH));
    loop.turn();
    assertThat(applied).containsExactly(List.of("first", "each 127.0.0.2", "each 127.0.0.3"));
  }

  @Test
  void newAddressesAppearAndVanishedOnesGoAtTheNextInterval() {
    answer = resolved("127.0.0.2", "127.0.0.3");
    watch.start(List.of(EACH));
    loop.turn();
    answer = resolved("127.0.0.3", "127.0.0.4");
    loop.turn();
    assertThat(loop.delays).contains(ALL.timing().interval());
    assertThat(applied.getLast()).containsExactly("each 127.0.0.3", "each 127.0.0.4");
  }

  @Test
  void theSameAddressesInAnotherOrderChangeNothing() {
    answer = resolved("127.0.0.2", "127.0.0.3");
    watch.start(List.of(EACH));
    loop.turn();
    answer = resolved("127.0.0.3", "127.0.0.2", "127.0.0.2");
    loop.turn();
    assertThat(applied).hasSize(1);
  }

  @Test
  void aNameThatNeverResolvedIsOneTargetWithoutAddress() {
    watch.start(List.of(EACH));
    loop.turn();
    assertThat(applied).containsExactly(List.of("each"));
  }

  @Test
  void aNameThatResolvesNoMoreKeepsItsAddressesAndIsSeenToFail() {
    answer = resolved("127.0.0.2");
    watch.start(List.of(EACH));
    loop.turn();
    answer = Future.succeededFuture(unresolved());
    loop.turn();
    loop.turn();
    assertThat(applied.getLast()).containsExactly("each 127.0.0.2", "each");
    assertThat(applied).hasSize(2);
    answer = resolved("127.0.0.2");
    loop.turn();
    assertThat(applied.getLast()).containsExactly("each 127.0.0.2");
  }

  @Test
  void aLookUpThatFailsByOurFaultIsTriedAgain() {
    answer = Future.failedFuture("no sockets left");
    watch.start(List.of(EACH));
    loop.turn();
    answer = resolved("127.0.0.2");
    loop.turn();
    assertThat(applied).containsExactly(List.of("each 127.0.0.2"));
  }

  @Test
  void aClosedWatchLooksNothingUp() {
    watch.start(List.of(EACH));
    watch.close();
    loop.turn();
    assertThat(applied).isEmpty();
  }

  @Test
  void whatIsTheSameIsLeftAloneWhereOtherTargetsAreGiven() {
    answer = resolved("127.0.0.2");
    watch.start(List.of(EACH));
    loop.turn();
    var _ = watch.become(List.of(FIRST, EACH), _ -> false);
    assertThat(applied.getLast()).containsExactly("first", "each 127.0.0.2");
    assertThat(loop.later).hasSize(1);
    var _ = watch.become(List.of(FIRST), _ -> false);
    assertThat(applied.getLast()).containsExactly("first");
  }

  @Test
  void aNameThatIsNewIsLookedUpAndOneThatIsGoneNoMore() {
    answer = resolved("127.0.0.2");
    watch.start(List.of(FIRST));
    var _ = watch.become(List.of(FIRST, EACH), _ -> false);
    assertThat(applied.getLast()).containsExactly("first");
    loop.turn();
    assertThat(applied.getLast()).containsExactly("first", "each 127.0.0.2");
    var _ = watch.become(List.of(FIRST), _ -> false);
    answer = resolved("127.0.0.3");
    loop.turn();
    assertThat(applied.getLast()).containsExactly("first");
    assertThat(loop.later).isEmpty();
  }

  @Test
  void aNameThatCameBackIsLookedUpOnceAnInterval() {
    answer = resolved("127.0.0.2");
    watch.start(List.of(EACH));
    var _ = watch.become(List.of(), _ -> false);
    var _ = watch.become(List.of(EACH), _ -> false);
    loop.turn();
    assertThat(loop.later).hasSize(1);
  }

  @Test
  void aTargetThatChangedKeepsItsAddressesUntilItsNameIsLookedUp() {
    answer = resolved("127.0.0.2");
    watch.start(List.of(EACH));
    loop.turn();
    answer = resolved("127.0.0.3");
    var _ =
        watch.become(List.of(EACH.withLabels(new TreeMap<>(Map.of("team", "ivr")))), _ -> false);
    assertThat(applied.getLast()).containsExactly("each 127.0.0.2");
    loop.turn();
    assertThat(applied.getLast()).containsExactly("each 127.0.0.3");
  }

  @Test
  void aClosedWatchTakesNoOtherTargets() {
    watch.close();
    var _ = watch.become(List.of(FIRST), _ -> false);
    assertThat(applied).isEmpty();
  }

  private static String shown(Target target) {
    return target.name() + target.ipText().map(" "::concat).orElse("");
  }

  private static Target target(String name, ProbeModule module) {
    return Target.of(name, new Endpoint("pool.handshake.test", 443), module);
  }

  private static Future<Resolution> resolved(String... addresses) {
    return Future.succeededFuture(
        new Resolution.Resolved(Stream.of(addresses).map(InetAddress::ofLiteral).toList()));
  }

  private static Resolution unresolved() {
    return new Resolution.Unresolved(ResolveFault.NOT_FOUND, "no such name");
  }

  /** Runs at once what is for now, and what is for later when told to. */
  private static final class ByHand implements Loop {
    private final List<Duration> delays = new ArrayList<>();
    private List<Runnable> later = new ArrayList<>();

    @Override
    public void execute(Runnable action) {
      action.run();
    }

    @Override
    public Runnable after(Duration delay, Runnable action) {
      delays.add(delay);
      later.add(action);
      return () -> later.remove(action);
    }

    void turn() {
      List<Runnable> due = later;
      later = new ArrayList<>();
      due.forEach(Runnable::run);
    }
  }
}
