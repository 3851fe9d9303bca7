package dev.handshake.config;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.discovery.Reading;
import dev.handshake.discovery.TargetGroups;
import dev.handshake.discovery.TargetText;
import dev.handshake.discovery.TargetText.Format;
import dev.handshake.target.AddressFamily;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What groups of targets come to, and every way in which they can be wrong. */
class TargetGroupReaderTest {
  private final TargetGroupReader reader = new TargetGroupReader(modules());

  private static Map<String, ProbeModule> modules() {
    Map<String, ProbeModule> modules = new HashMap<>(Settings.DEFAULT.modules());
    modules.put("gateway", ProbeModule.DEFAULT.withName("gateway"));
    ProbeModule plain = ProbeModule.DEFAULT.withName("ipv6-only");
    modules.put("ipv6-only", plain.withRoute(plain.route().withFamily(AddressFamily.IPV6)));
    return modules;
  }

  @Test
  void aGroupIsATargetForEachOfItsAddresses() {
    List<Target> targets =
        yaml(
            """
            # of the team that runs gateways
            - targets: ["crm.example.com:443", "[2001:db8::1]:8443"]
              labels:
                team: ivr
            - targets: [mail.example.com:465]
            """);
    assertThat(targets)
        .extracting(Target::name)
        .containsExactly("crm.example.com:443", "[2001:db8::1]:8443", "mail.example.com:465");
    assertThat(targets).extracting(Target::module).containsOnly(modules().get("default"));
    assertThat(targets.get(1).labels()).isEqualTo(Map.of("team", "ivr"));
    assertThat(targets.get(2).labels()).isEmpty();
    assertThat(targets.get(2).serverName()).isEqualTo("mail.example.com");
  }

  @Test
  void jsonAndYamlSayTheSame() {
    List<Target> json =
        whole(
            Format.JSON,
            """
            [
            \t{"targets": ["crm.example.com:443"], "labels": {"team": "ivr \\u00e9\\/", "__name__": "crm"}}
            ]
            """);
    assertThat(json)
        .isEqualTo(
            yaml(
                "[{targets: ['crm.example.com:443'], labels: {team: \"ivr \u00e9/\", __name__: crm}}]"));
  }

  @Test
  void labelsSteerHowTheTargetsAreProbed() {
    Target target =
        yaml("""
        - targets: ["192.0.2.7:443"]
          labels:
            __name__: crm
            __module__: gateway
            __server_name__: CRM.example.com.
            __meta_filepath: /etc/targets/x.yml
            __param_module: tls_connect
            __scheme__: https
            team: ivr
        """)
            .getFirst();
    assertThat(target.name()).isEqualTo("crm");
    assertThat(target.module()).isEqualTo(modules().get("gateway"));
    assertThat(target.serverName()).isEqualTo("crm.example.com");
    assertThat(target.verifyName()).isEqualTo("crm.example.com");
    assertThat(target.labels()).isEqualTo(Map.of("team", "ivr"));
  }

  @Test
  void whatAnotherAgentListsSteersToo() {
    String listed =
        "{\"__meta_handshake_target\":\"crm\",\"__meta_handshake_module\":\"gateway\","
            + "\"__meta_handshake_server_name\":\"crm.example.com\"%s}";
    Target target =
        json("[{\"targets\":[\"192.0.2.7:443\"],\"labels\":" + listed.formatted("") + "}]");
    assertThat(target.name()).isEqualTo("crm");
    assertThat(target.module().name()).isEqualTo("gateway");
    assertThat(target.serverName()).isEqualTo("crm.example.com");
    Target renamed =
        json(
            "[{\"targets\":[\"192.0.2.7:443\"],\"labels\":"
                + listed.formatted(",\"__name__\":\"mine\",\"__module__\":\"tls_connect\"")
                + "}]");
    assertThat(renamed.name()).as("what is written for us wins").isEqualTo("mine");
    assertThat(renamed.module().name()).isEqualTo("tls_connect");
  }

  @Test
  void anEmptyLabelSteersNothing() {
    Target target =
        json(
            "[{\"targets\":[\"crm.example.com:443\"],\"labels\":"
                + "{\"__name__\":\"\",\"__module__\":\"\",\"__server_name__\":\"\"}}]");
    assertThat(target.name()).isEqualTo("crm.example.com:443");
    assertThat(target.module().name()).isEqualTo("default");
  }

  @Test
  void anHttpsUrlIsAskedOverHttp() {
    List<Target> targets =
        yaml("[{targets: ['https://crm.example.com', 'https://crm.example.com:8443/health?a=b']}]");
    assertThat(targets.getFirst().endpoint()).hasToString("crm.example.com:443");
    assertThat(targets.getFirst().module()).isEqualTo(modules().get("http_2xx"));
    assertThat(targets.getLast().endpoint()).hasToString("crm.example.com:8443");
    assertThat(targets.getLast().module().http().orElseThrow().path()).isEqualTo("/health?a=b");
    assertThat(targets.getLast().name()).isEqualTo("https://crm.example.com:8443/health?a=b");
  }

  @Test
  void numbersAndTruthAreTextInYamlAlone() {
    Target target =
        yaml("[{targets: [\"a.example:1\"], labels: {rack: 007, canary: yes}}]").getFirst();
    assertThat(target.labels()).isEqualTo(Map.of("rack", "007", "canary", "yes"));
    assertThat(complaints(Format.JSON, "[{\"targets\":[\"a.example:1\"],\"labels\":{\"rack\":7}}]"))
        .isEqualTo("F:1: [0].labels.rack: 7 (expected: text)");
  }

  @Test
  void whatGoServersMakeOfNothingIsNothing() {
    assertThat(whole(Format.JSON, "[{\"targets\":null,\"labels\":null}]")).isEmpty();
    assertThat(whole(Format.JSON, "[]")).isEmpty();
  }

  @Test
  void theEnvironmentIsNotForWhoeverWritesTargets() {
    Target target =
        yaml("[{targets: [\"a.example:1\"], labels: {home: \"${HOME} $${\"}}]").getFirst();
    assertThat(target.labels()).isEqualTo(Map.of("home", "${HOME} $${"));
  }

  @Test
  void everyMistakeIsSaidAtOnce() {
    assertThat(
            complaints(
                Format.YAML,
                """
                - targets: [crm.example.com, "https://user:hunter2@crm.example.com/", "http://a.example", 7, "a b:1"]
                  labels: {job: x, 9lives: y, "": z, team: null}
                - labels: {team: ivr}
                  target: ["a.example:1"]
                - targets: ["a.example:1", "b.example:1"]
                  labels: {__name__: both, __module__: gatewya, __server_name__: "not a host"}
                - {targets: a.example:1, labels: [team]}
                - just text
                - targets: ["192.0.2.1:443"]
                  labels: {__module__: ipv6-only}
                - targets: ["https://a.example/path"]
                  labels: {__module__: tls_connect}
                - targets: ["a.example:1"]
                  labels: {__name__: "a\\u202eb"}
                """))
        .isEqualTo(
            """
            F:1: [0].targets[0]: "crm.example.com" (expected: ADDRESS)
            F:1: [0].targets[1]: (hidden) (expected: ADDRESS)
            F:1: [0].targets[2]: "http://a.example" (expected: ADDRESS)
            F:1: [0].targets[3]: 7 (expected: ADDRESS)
            F:1: [0].targets[4]: "a b:1" (expected: ADDRESS)
            F:2: [0].labels.job: "x" (expected: another label name, job is reserved)
            F:2: [0].labels.9lives: "y" (expected: a label name of letters, digits and underscores before the colon)
            F:2: [0].labels[""]: "z" (expected: a label name of letters, digits and underscores before the colon)
            F:2: [0].labels.team: null (expected: text)
            F:3: [1].targets: missing (expected: a list of addresses)
            F:4: [1].target: unknown key (expected: one of targets, labels; did you mean targets?)
            F:6: [2].labels.__name__: "both" (expected: a group of one target for a name)
            F:6: [2].labels.__server_name__: "not a host" (expected: a DNS name or an IP address)
            F:6: [2].labels.__module__: "gatewya" (expected: one of MODULES; did you mean gateway?)
            F:7: [3].targets: "a.example:1" (expected: a list, [] for an empty one)
            F:7: [3].labels: a list (expected: a mapping of keys to values)
            F:8: [4]: "just text" (expected: a mapping of keys to values)
            F:9: [5].targets[0]: "192.0.2.1:443" (expected: an address of the module's family, which is ipv6)
            F:11: [6].targets[0]: "https://a.example/path" (expected: no path, as the module tls_connect makes no request)
            F:14: [7].labels.__name__: "a\\u202eb" (expected: a name of 1 to 256 characters, all of them visible)\
            """
                .replace(
                    "ADDRESS",
                    "host:port, [ipv6]:port or an https:// URL without user and password")
                .replace("MODULES", modules().keySet().stream().sorted().collect(joining(", "))));
  }

  @Test
  void ofTwoTargetsOfOneNameTheFirstCounts() {
    Reading.Whole reading =
        (Reading.Whole)
            reader.read(
                text(
                    Format.YAML,
                    """
                    - targets: ["a.example:1"]
                      labels: {team: first}
                    - targets: ["a.example:1", "b.example:1"]
                      labels: {team: second}
                    """));
    assertThat(reading.targets())
        .extracting(target -> target.name() + " " + target.labels().get("team"))
        .containsExactly("a.example:1 first", "b.example:1 second");
    assertThat(reading.warnings())
        .containsExactly(
            "F:3: [1].targets[0]: \"a.example:1\" (warning: the target of this name on line 1"
                + " counts, this one is left out)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"targets\":[\"a.example:1\"]}",
        "[{\"targets\":[\"a.example:1\"",
        "[{\"targets\":[\"a.exam",
        "["
      })
  void whatIsCutOffIsNoList(String cut) {
    assertThat(complaints(Format.JSON, cut))
        .isEqualTo("F:1: it ends too early (expected: well-formed JSON)");
    assertThat(reader.read(text(Format.YAML, cut))).isInstanceOf(Reading.Refused.class);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoListIsRefused(Format format) {
    String expected = " (expected: a list, [] for an empty one)";
    assertThat(complaints(format, "")).isEqualTo("F: is empty" + expected);
    assertThat(complaints(format, "{}")).isEqualTo("F:1: a mapping" + expected);
    assertThat(complaints(format, "null")).isEqualTo("F:1: null" + expected);
    assertThat(complaints(format, "\n\"hunter2\"")).isEqualTo("F:2: \"hunter2\"" + expected);
  }

  @Test
  void moreThanOneDocumentIsRefused() {
    assertThat(complaints(Format.JSON, "[] []")).contains("a second document");
    assertThat(complaints(Format.YAML, "[]\n---\n[]")).contains("a second document");
    assertThat(complaints(Format.JSON, "[] x")).contains("well-formed JSON");
  }

  @Test
  void whatGrowsWhenItIsReadIsRefused() {
    assertThat(complaints(Format.JSON, "[".repeat(100_000)))
        .isEqualTo(
            "F:1: lists and mappings within each other (expected: at most 32 levels of them)");
    assertThat(complaints(Format.YAML, "- &a {targets: []}\n- *a"))
        .contains("aliases are not supported");
    assertThat(complaints(Format.JSON, "[{\"targets\":[" + "0,".repeat(1_000_000) + "0]}]"))
        .isEqualTo("F:1: very many values in one item (expected: at most a million of them)");
  }

  @Test
  void mistakesBeyondCountingAreNotCounted() {
    Reading.Refused refused =
        (Reading.Refused) reader.read(text(Format.JSON, "[" + "{},".repeat(100_000) + "{}]"));
    assertThat(refused.complaints()).hasSize(1_000);
  }

  @Test
  void neitherTargetsNorLabelsAreWithoutNumber() {
    String addresses =
        IntStream.rangeClosed(0, TargetGroups.MOST_TARGETS)
            .mapToObj(number -> "\"a" + number + ".example:1\"")
            .collect(joining(","));
    assertThat(complaints(Format.JSON, "[{\"targets\":[" + addresses + "]}]"))
        .isEqualTo("F:1: [0].targets: a list (expected: at most 100000 targets in all)");
    String labels =
        IntStream.rangeClosed(0, 64)
            .mapToObj(number -> "\"l" + number + "\":\"\"")
            .collect(joining(","));
    assertThat(
            complaints(
                Format.JSON, "[{\"targets\":[\"a.example:1\"],\"labels\":{" + labels + "}}]"))
        .isEqualTo("F:1: [0].labels.l0: \"\" (expected: at most 64 labels)");
  }

  private Target json(String text) {
    List<Target> targets = whole(Format.JSON, text);
    assertThat(targets).hasSize(1);
    return targets.getFirst();
  }

  private List<Target> yaml(String text) {
    return whole(Format.YAML, text);
  }

  private List<Target> whole(Format format, String text) {
    Reading reading = reader.read(text(format, text));
    assertThat(reading).isInstanceOf(Reading.Whole.class);
    Reading.Whole whole = (Reading.Whole) reading;
    assertThat(whole.warnings()).isEmpty();
    return whole.targets();
  }

  private String complaints(Format format, String text) {
    Reading reading = reader.read(text(format, text));
    assertThat(reading).isInstanceOf(Reading.Refused.class);
    return String.join("\n", ((Reading.Refused) reading).complaints());
  }

  private static TargetText text(Format format, String text) {
    return new TargetText(Path.of("F"), format, text);
  }
}
