package dev.handshake.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.grafana.Dashboard.Variable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of Grafana's dashboard linter, written anew, and some of our own. That a query parses
 * is shown by a real Prometheus, in {@link BoardQueriesTest}.
 */
class BoardLintTest {
  private static final Pattern SELECTOR = Pattern.compile("([a-z_:]+)\\{([^}]*)}(\\[[^]]*])?");
  private static final Pattern CALL_OF_RANGE =
      Pattern.compile("([a-z_]+)\\(([a-z_:]+)\\{[^}]*}\\[([^]]*)]");
  private static final Set<String> OF_COUNTERS = Set.of("rate", "irate", "increase");

  static List<Dashboard> boards() {
    return Boards.all();
  }

  static Stream<Panel> panels() {
    return boards().stream()
        .flatMap(board -> board.panels().stream())
        .filter(panel -> panel.targets() != null);
  }

  static Stream<String> queries() {
    return Stream.concat(
            panels()
                .flatMap(panel -> Objects.requireNonNull(panel.targets()).stream())
                .map(Query::expr),
            boards().stream()
                .flatMap(board -> board.annotations().list().stream())
                .map(Dashboard.Annotation::expr)
                .filter(Objects::nonNull))
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("boards")
  void aBoardIsOfTheClassicFormAndNotEditable(Dashboard board) {
    assertThat(board.schemaVersion()).isEqualTo(42);
    assertThat(board.editable()).as("uneditable-dashboard").isFalse();
    assertThat(board.uid()).matches("[a-z-]{1,40}");
    assertThat(Boards.json(board)).doesNotContain("__inputs", "__requires", "gnetId");
  }

  @ParameterizedTest
  @MethodSource("boards")
  void oneDataSourceIsChosen(Dashboard board) {
    assertThat(variables(board, "datasource"))
        .as("template-datasource")
        .singleElement()
        .satisfies(variable -> {
          assertThat(variable.name()).isEqualTo("datasource");
          assertThat(variable.label()).isEqualTo("Data source");
          assertThat(variable.query()).isEqualTo("prometheus");
        });
  }

  @ParameterizedTest
  @MethodSource("boards")
  void whatIsChosenMayBeSeveralOrAllAndIsLookedUpAnew(Dashboard board) {
    List<Variable> chosen =
        variables(board, "query").stream().filter(variable -> variable.hide() == 0).toList();
    assertThat(chosen)
        .as("template-job, template-instance, template-on-time-change-reload")
        .extracting(Variable::name)
        .startsWith("job", "instance");
    assertThat(chosen)
        .allSatisfy(variable -> {
          assertThat(variable.label())
              .isEqualTo(
                  variable.name().substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                      + variable.name().substring(1));
          assertThat(variable.datasource()).isEqualTo(Dashboard.Source.CHOSEN);
          assertThat(variable.multi()).isTrue();
          assertThat(variable.includeAll()).isTrue();
          assertThat(variable.allValue()).isEqualTo(".+");
          assertThat(variable.refresh()).isEqualTo(2);
          assertThat(variable.sort()).isEqualTo(1);
        });
  }

  @ParameterizedTest
  @MethodSource("boards")
  void eachVariableIsUsed(Dashboard board) {
    String json = Boards.json(board);
    assertThat(board.templating().list())
        .allSatisfy(variable ->
            assertThat(json).containsAnyOf("$" + variable.name(), "${" + variable.name()));
  }

  @ParameterizedTest
  @MethodSource("boards")
  void panelsHaveNumbersOfTheirOwnAndDoNotOverlap(Dashboard board) {
    assertThat(board.panels()).extracting(Panel::id).doesNotHaveDuplicates();
    assertThat(board.panels()).extracting(Panel::title).doesNotHaveDuplicates();
    Set<List<Integer>> taken = new HashSet<>();
    for (Panel panel : board.panels()) {
      Panel.Grid place = panel.gridPos();
      assertThat(place.x() + place.w()).as(panel.title()).isBetween(1, 24);
      for (int x = place.x(); x < place.x() + place.w(); x++) {
        for (int y = place.y(); y < place.y() + place.h(); y++) {
          assertThat(taken.add(List.of(x, y))).as(panel.title()).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("panels")
  void eachPanelAsksTheChosenDataSourceAndSaysWhatItIsFor(Panel panel) {
    assertThat(panel.datasource()).as("panel-datasource").isEqualTo(Dashboard.Source.CHOSEN);
    assertThat(panel.targets())
        .as("panel-no-targets")
        .isNotEmpty()
        .allSatisfy(query -> assertThat(query.datasource()).isEqualTo(Dashboard.Source.CHOSEN));
    assertThat(panel.targets()).extracting(Query::refId).doesNotHaveDuplicates();
    assertThat(panel.title()).as("panel-title-description").matches("[A-Za-z].{1,60}");
    assertThat(panel.description())
        .as("panel-title-description")
        .matches("(?s)[A-Z].{60,400}\\.")
        .doesNotContain("  ");
  }

  @ParameterizedTest
  @MethodSource("panels")
  void unitsAreThoseOfGrafana(Panel panel) {
    Fields fields = Objects.requireNonNull(panel.fieldConfig());
    List<Object> units = new ArrayList<>();
    units.add(Objects.requireNonNull(fields.defaults().get("unit"), "panel-units"));
    fields.overrides().stream()
        .flatMap(special -> special.properties().stream())
        .filter(property -> property.id().equals("unit"))
        .forEach(property -> units.add(property.value()));
    assertThat(units).as("panel-units").isNotEmpty().isSubsetOf(knownUnits());
  }

  @ParameterizedTest
  @MethodSource("panels")
  void datesAreInMilliseconds(Panel panel) {
    Object unit = Objects.requireNonNull(panel.fieldConfig()).defaults().get("unit");
    if (unit instanceof String date && date.startsWith("dateTime")) {
      assertThat(panel.targets())
          .allSatisfy(query -> assertThat(query.expr()).startsWith("1000 * "));
    }
  }

  @ParameterizedTest
  @MethodSource("panels")
  void tablesAreSorted(Panel panel) {
    if (panel.options() instanceof Options.Table table) {
      assertThat(table.sortBy()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("queries")
  void eachSelectorIsOfTheChosenJobsAndInstances(String query) {
    List<MatchResult> selectors = SELECTOR.matcher(query).results().toList();
    assertThat(selectors).isNotEmpty();
    assertThat(selectors)
        .as("target-job, target-instance")
        .allSatisfy(selector ->
            assertThat(selector.group(2)).contains("job=~\"$job\"", "instance=~\"$instance\""));
    assertThat(selectors)
        .filteredOn(selector -> selector.group(1).startsWith("tls_"))
        .filteredOn(selector -> !ownSeries(selector.group(1)) && !withoutTargets(query))
        .allSatisfy(selector -> assertThat(selector.group(2)).contains("target=~\"$target\""));
    assertThat(selectors)
        .filteredOn(selector -> selector.group(1).startsWith("genesys_"))
        .allSatisfy(selector -> assertThat(selector.group(2)).contains("region=~\"$region\""))
        .filteredOn(selector -> !selector.group(1).startsWith("genesys_supplied_"))
        .allSatisfy(
            selector -> assertThat(selector.group(2)).contains("organization=~\"$organization\""));
  }

  @ParameterizedTest
  @MethodSource("queries")
  void ratesAreOverTheIntervalThatGrafanaChooses(String query) {
    assertThat(CALL_OF_RANGE.matcher(query).results())
        .as("target-rate-interval")
        .filteredOn(call -> OF_COUNTERS.contains(call.group(1)))
        .allSatisfy(call -> assertThat(call.group(3)).isEqualTo("$__rate_interval"));
  }

  @ParameterizedTest
  @MethodSource("queries")
  void countersAreCountedBySpeedAlone(String query) {
    Set<String> bare = new TreeSet<>();
    SELECTOR
        .matcher(query)
        .results()
        .filter(selector -> selector.group(1).endsWith("_total"))
        .map(selector -> query.substring(0, selector.start()))
        .filter(before -> OF_COUNTERS.stream().noneMatch(call -> before.endsWith(call + "(")))
        .forEach(bare::add);
    assertThat(bare).as("target-counter-agg").isEmpty();
  }

  @Test
  void theBoardsLeadToEachOther() {
    assertThat(boards())
        .allSatisfy(board -> {
          assertThat(board.tags()).contains(Dashboard.TAG);
          assertThat(board.links())
              .singleElement()
              .satisfies(link -> {
                assertThat(link.tags()).containsExactly(Dashboard.TAG);
                assertThat(link.keepTime()).isTrue();
                assertThat(link.includeVars()).isTrue();
              });
        });
  }

  private static List<Variable> variables(Dashboard board, String type) {
    return board.templating().list().stream()
        .filter(variable -> variable.type().equals(type))
        .toList();
  }

  /** Of our own certificates and trust stores, which no target has. */
  private static boolean ownSeries(String metric) {
    return metric.startsWith("tls_identity_") || metric.startsWith("tls_trust_store_");
  }

  /** A query of the boards of agents and of the platform, where no target is chosen. */
  private static boolean withoutTargets(String query) {
    return Stream.of(AgentBoard.board(), GenesysBoard.board())
        .flatMap(board -> board.panels().stream())
        .filter(panel -> panel.targets() != null)
        .flatMap(panel -> Objects.requireNonNull(panel.targets()).stream())
        .anyMatch(asked -> asked.expr().equals(query));
  }

  private static List<String> knownUnits() {
    try (InputStream in = BoardLintTest.class.getResourceAsStream("units.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    } catch (IOException unreadable) {
      throw new IllegalStateException("units.txt", unreadable);
    }
  }
}
