package dev.handshake.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TargetSetTest {
  private static final Target CRM = target("crm", "crm.example:443");

  private final Told first = new Told("genesys-first");
  private final Told second = new Told("genesys-second");
  private final TargetSet set = new TargetSet(List.of(CRM), List.of(first, second));
  private final List<List<String>> heard = new ArrayList<>();

  TargetSetTest() {
    set.watch(targets -> heard.add(targets.stream().map(Target::name).toList()));
  }

  @Test
  void untilASourceTellsWhatIsConfiguredIsAll() {
    assertThat(set.targets()).containsExactly(CRM);
    assertThat(heard).isEmpty();
  }

  @Test
  void whatSourcesNameStandsBehindWhatIsConfiguredInTheirOrder() {
    second.tell(target("b", "b.example:443"));
    first.tell(target("a", "a.example:443"));
    assertThat(heard).containsExactly(List.of("crm", "b"), List.of("crm", "a", "b"));
  }

  @Test
  void theLastListOfASourceCounts() {
    first.tell(target("a", "a.example:443"), target("b", "b.example:443"));
    first.tell(target("b", "b.example:443"));
    first.tell();
    assertThat(heard)
        .containsExactly(List.of("crm", "a", "b"), List.of("crm", "b"), List.of("crm"));
  }

  @Test
  void theSameListAgainIsNoNews() {
    first.tell(target("a", "a.example:443"));
    first.tell(target("a", "a.example:443"));
    assertThat(heard).hasSize(1);
  }

  @Test
  void aTargetThatChangedIsNews() {
    first.tell(target("a", "a.example:443"));
    Target changed = target("a", "a.example:443").withLabels(new TreeMap<>(Map.of("team", "ivr")));
    first.tell(changed);
    assertThat(heard).hasSize(2);
    assertThat(set.targets()).containsExactly(CRM, changed);
  }

  @Test
  void whatIsConfiguredWinsByNameAndByEndpoint() {
    first.tell(
        target("crm", "other.example:443"),
        target("again", "crm.example:443"),
        target("port", "crm.example:8443"));
    assertThat(set.targets()).extracting(Target::name).containsExactly("crm", "port");
    assertThat(set.targets().getFirst()).isEqualTo(CRM);
  }

  @Test
  void twoSourcesMayNameOneEndpointButNotOneName() {
    Target one = target("one", "shared.example:443");
    first.tell(one, target("same", "a.example:443"), target("same", "b.example:443"));
    second.tell(target("two", "shared.example:443"), target("one", "c.example:443"));
    assertThat(set.targets())
        .extracting(target -> target.name() + " " + target.endpoint())
        .containsExactly(
            "crm crm.example:443",
            "one shared.example:443",
            "same a.example:443",
            "two shared.example:443");
  }

  @Test
  void aNameThatBecomesFreeGoesToWhoeverWantsIt() {
    first.tell(target("a", "a.example:443"));
    second.tell(target("a", "b.example:443"));
    first.tell();
    assertThat(set.targets().getLast().endpoint()).hasToString("b.example:443");
  }

  @Test
  void onlyWhatIsConfiguredIsCalledSo() {
    assertThat(set.isConfigured(CRM)).isTrue();
    assertThat(set.isConfigured(target("a", "crm.example:443"))).isFalse();
  }

  @Test
  void aSourceHasNoHealthBeforeItWasAsked() {
    assertThat(health()).isEqualTo(Map.of("configuration", 1));
    first.up = Optional.of(true);
    second.up = Optional.of(false);
    assertThat(health())
        .isEqualTo(Map.of("configuration", 1, "genesys-first", 1, "genesys-second", 0));
  }

  @Test
  void eachSourceHasANameOfItsOwn() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TargetSet(List.of(), List.of(first, new Told(first.name()))))
        .withMessage("source: genesys-first (expected: a name of its own)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TargetSet(List.of(), List.of(new Told("configuration"))));
  }

  private Map<String, Integer> health() {
    Map<String, Integer> health = new TreeMap<>();
    set.health(health::put);
    return health;
  }

  private static Target target(String name, String endpoint) {
    return Target.of(name, Endpoint.parse(endpoint), ProbeModule.DEFAULT);
  }

  /** A source that tells what it is told to. */
  private static final class Told implements TargetSource {
    private final String name;
    private Optional<Boolean> up = Optional.empty();
    private Consumer<List<Target>> listener = _ -> {};

    Told(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Optional<Boolean> up() {
      return up;
    }

    @Override
    public void watch(Consumer<List<Target>> other) {
      listener = other;
    }

    void tell(Target... targets) {
      listener.accept(List.of(targets));
    }
  }
}
