package dev.handshake.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.time.Instant;
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

  @Test
  void aSourceThatNeverAnsweredHasNoAge() {
    Instant answered = Instant.parse("2026-11-20T14:00:00Z");
    second.lastSuccess = Optional.of(answered);
    Map<String, Instant> ages = new TreeMap<>();
    set.lastSuccesses(ages::put);
    assertThat(ages).isEqualTo(Map.of("genesys-second", answered));
  }

  @Test
  void whatASourceOfTheOperatorNamesIsHisChoiceWithoutBeingConfigured() {
    second.operators = true;
    first.tell(target("a", "a.example:443"));
    second.tell(target("a", "b.example:443"), target("b", "b.example:443"));
    assertThat(set.targets())
        .filteredOn(set::isOperators)
        .extracting(Target::name)
        .containsExactly("crm", "b");
    assertThat(set.targets()).filteredOn(set::isConfigured).containsExactly(CRM);
  }

  @Test
  void theOperatorMayNameAnEndpointTwiceAndKeepsOthersAway() {
    second.operators = true;
    set.become(List.of(CRM), List.of(second, first));
    second.tell(target("refuses", "crm.example:443"), target("b", "b.example:443"));
    first.tell(target("found", "b.example:443"), target("again", "crm.example:443"));
    assertThat(set.targets()).extracting(Target::name).containsExactly("crm", "refuses", "b");
    assertThat(set.targets()).allMatch(set::isOperators);
  }

  @Test
  void whatASourceHasNamedAlreadyIsThereFromTheBeginning() {
    Told early = new Told("target_files[0]");
    early.known = List.of(target("a", "a.example:443"));
    assertThat(new TargetSet(List.of(CRM), List.of(early)).targets())
        .extracting(Target::name)
        .containsExactly("crm", "a");
  }

  @Test
  void aNameAloneIsNoChoiceOfTheOperator() {
    Target elsewhere = target("crm", "elsewhere.example:443");
    assertThat(set.isConfigured(elsewhere)).isFalse();
    assertThat(set.isOperators(elsewhere)).isFalse();
  }

  @Test
  void aSourceThatStaysKeepsItsList() {
    first.tell(target("a", "a.example:443"));
    second.tell(target("b", "b.example:443"));
    Target mail = target("mail", "mail.example:465");
    set.become(List.of(mail), List.of(second));
    assertThat(heard).last().isEqualTo(List.of("mail", "b"));
    assertThat(heard).hasSize(3);
    assertThat(set.isConfigured(mail)).isTrue();
    assertThat(set.isConfigured(CRM)).isFalse();
  }

  @Test
  void aSourceThatHasLeftIsNotListenedTo() {
    first.tell(target("a", "a.example:443"));
    set.become(List.of(CRM), List.of(second));
    first.tell(target("c", "c.example:443"));
    assertThat(heard).containsExactly(List.of("crm", "a"), List.of("crm"));
    set.become(List.of(CRM), List.of(first, second));
    assertThat(set.targets()).containsExactly(CRM);
  }

  @Test
  void whatANewSourceKnowsAlreadyIsThereAtOnce() {
    first.tell(target("a", "a.example:443"));
    Told third = new Told("genesys-third");
    third.known = List.of(target("a", "a.example:443"));
    set.become(List.of(CRM), List.of(third, second));
    assertThat(heard).as("nothing is different").hasSize(1);
    third.tell(target("d", "d.example:443"));
    assertThat(heard).last().isEqualTo(List.of("crm", "d"));
  }

  @Test
  void whatBecomesConfiguredIsNotDiscoveredAnyMore() {
    first.tell(target("a", "a.example:443"));
    Target own = target("mine", "a.example:443");
    set.become(List.of(own), List.of(first, second));
    assertThat(set.targets()).containsExactly(own);
    set.become(List.of(), List.of(first, second));
    assertThat(set.targets()).extracting(Target::name).containsExactly("a");
  }

  @Test
  void aMembershipWithOneNameTwiceChangesNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> set.become(List.of(), List.of(first, new Told(first.name()))));
    assertThat(set.targets()).containsExactly(CRM);
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
    private Optional<Instant> lastSuccess = Optional.empty();
    private List<Target> known = List.of();
    private boolean operators;
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
    public Optional<Instant> lastSuccess() {
      return lastSuccess;
    }

    @Override
    public boolean isOperators() {
      return operators;
    }

    @Override
    public List<Target> known() {
      return known;
    }

    @Override
    public void watch(Consumer<List<Target>> other) {
      listener = other;
      if (!known.isEmpty()) {
        other.accept(known);
      }
    }

    void tell(Target... targets) {
      listener.accept(List.of(targets));
    }
  }
}
