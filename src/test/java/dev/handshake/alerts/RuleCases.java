package dev.handshake.alerts;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.List;

/** A file of cases for promtool. */
record RuleCases(Path path, List<Story> stories) {
  static final List<RuleCases> ALL =
      List.of(
          cases("expiry", ExpiryStories.ALL),
          cases("failures", FailureStories.ALL),
          cases("service", ServiceStories.ALL),
          cases("genesys-readiness", ReadinessStories.ALL),
          cases("genesys-expiry", GenesysExpiryStories.ALL),
          cases("genesys-sources", SourceStories.ALL),
          cases("exporter", AgentStories.ALL));

  RuleCases {
    stories = List.copyOf(stories);
  }

  private static RuleCases cases(String name, List<Story> stories) {
    return new RuleCases(Path.of("alerts", "tests", name + ".yml"), stories);
  }

  String text() {
    return stories.stream().map(story -> story.text().indent(2)).collect(joining("\n", head(), ""));
  }

  static String head() {
    return """
    # Made from the code, not by hand: mvn -q test -Dtest=RuleCasesTest -Dalerts.write=true
    # Run by: promtool test rules alerts/tests/*.yml
    rule_files: [../handshake.recording.yml, ../handshake.alerts.yml]
    evaluation_interval: 1m
    group_eval_order: [%s]
    tests:
    """
        .formatted(
            RulesFile.ALL.stream()
                .flatMap(file -> file.groups().stream())
                .map(RuleGroup::name)
                .collect(joining(", ")));
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
