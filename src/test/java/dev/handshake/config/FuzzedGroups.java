package dev.handshake.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.discovery.Reading;
import dev.handshake.discovery.TargetGroups;
import dev.handshake.discovery.TargetText;
import dev.handshake.fuzz.FuzzTarget;
import dev.handshake.target.ProbeModule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Lists of targets, from files and over HTTP: targets, or complaints that are safe to show. */
public final class FuzzedGroups {
  private static final String JSON =
      """
      [{"targets": ["crm.example.com:443", "https://b.example/health?a=b", "[2001:db8::1]:8443"],
        "labels": {"team": "ivr", "__meta_x": "y"}},
       {"targets": ["192.0.2.1:443"], "labels": {"__name__": "crm", "__module__": "default",
        "__server_name__": "b\\u00fccher.example"}}]
      """;
  private static final String YAML =
      """
      - targets: ["crm.example.com:443", 'https://b.example']
        labels: {team: ivr, __meta_x: "1"}
      - targets:
          - "[2001:db8::1]:8443"
        labels:
          __name__: "cr\\x6d"
          __module__: default
      """;

  private FuzzedGroups() {}

  public static List<FuzzTarget> targets() {
    return List.of(
        FuzzTarget.ofTexts(
            "target-groups-json", input -> groups(input, TargetText.Format.JSON), JSON, "[]"),
        FuzzTarget.ofTexts(
            "target-groups-yaml", input -> groups(input, TargetText.Format.YAML), YAML, JSON));
  }

  private static void groups(byte[] input, TargetText.Format format) {
    String text = new String(input, StandardCharsets.UTF_8);
    TargetText given = new TargetText(Path.of("targets"), format, text);
    Map<String, ProbeModule> modules =
        Map.of(
            "default", ProbeModule.DEFAULT, "http_2xx", ProbeModule.DEFAULT.withName("http_2xx"));
    switch (new TargetGroupReader(modules).read(given)) {
      case Reading.Whole(var targets, var warnings) -> {
        assertThat(targets).hasSizeLessThanOrEqualTo(TargetGroups.MOST_TARGETS);
        assertThat(targets.stream().map(target -> target.name()).toList()).doesNotHaveDuplicates();
        warnings.forEach(FuzzedConfig::assertHarmless);
      }
      case Reading.Refused(var complaints) -> {
        assertThat(complaints).isNotEmpty();
        complaints.forEach(FuzzedConfig::assertHarmless);
      }
    }
  }
}
