package dev.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar on the Java runtime of the image, which lacks most of a JDK, by the commands that image
 * and service run. The cache of classes is left out: making it takes longer than all of this.
 */
@RequiresProgram({"bash", "env"})
class RuntimeIT {
  private static final String HOME = "/opt/handshake-exporter";
  private static final Path UNIT = Path.of("config", "systemd", "handshake-exporter.service");
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern LAB = Pattern.compile("seen from http://127\\.0\\.0\\.1:(\\d+)/");
  private static final Pattern LISTENING =
      Pattern.compile("\\blisten\"?[=:]\"?127\\.0\\.0\\.1:(\\d+)");

  private static final Map<String, String> REFUSED =
      Map.of("target", "mtls-missing-tls13", "reason", "client_certificate_required");

  @TempDir private static Path directory;
  private static Path home;
  private static Program lab;
  private static Surface surface;

  @BeforeAll
  static void assemble() throws IOException {
    home = directory.resolve("home");
    try (Program assembling =
        Program.start(
            "env",
            "ASSEMBLE_CACHE=no",
            "bash",
            "src/image/assemble.sh",
            System.getProperty("java.home"),
            System.getProperty("packaged.jar"),
            home.toString())) {
      assertThat(assembling.exit(PATIENCE)).as(assembling.output()).hasValue(0);
    }
    lab = Program.start(entry("lab", "--web.listen-address=127.0.0.1:0"));
    surface = new Surface(lab.announcedPort(LAB, PATIENCE));
  }

  @AfterAll
  static void stop() {
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  void theLabIsProbedByBothEnginesAndScraped() {
    Eventually.holds(
        PATIENCE,
        () -> {
          assertThat(engine("fine-tls13")).isEqualTo("boringssl");
          assertThat(engine("narrow-client")).isEqualTo("jdk");
          assertThat(surface.value("tls_probe_success", Map.of("target", "fine-tls13"))).isOne();
          assertThat(surface.scrape("tls_probe_failure_info", REFUSED)).hasSize(1);
        });
    assertThat(surface.get("/metrics", "Accept", "application/vnd.google.protobuf").statusCode())
        .isEqualTo(200);
  }

  @Test
  void oneProbeComesToTheSecondEngine() {
    String said =
        Program.run(
            PATIENCE,
            entry("probe", address("narrow-client"), "--server-name=gateway.handshake.test"));
    assertThat(said).contains("by jdk").contains("certificate_untrusted").contains("narrow_client");
  }

  @Test
  void theHealthCheckOfTheImageTellsAWellAgentFromNone() throws IOException {
    List<String> command = new ArrayList<>(words("HEALTHCHECK .* CMD"));
    command.add("--url=http://127.0.0.1:" + surface.port());
    try (Program check = Program.start(command)) {
      assertThat(check.exit(PATIENCE)).as(check.output()).hasValue(0);
    }
    command.set(command.size() - 1, "--url=http://127.0.0.1:1");
    try (Program check = Program.start(command)) {
      assertThat(check.exit(PATIENCE)).as(check.output()).hasValue(1);
    }
  }

  @Test
  void theServiceRunsAndEndsAsSystemdTellsIt() throws IOException {
    Path configuration =
        Files.writeString(
            directory.resolve("handshake.yml"),
            """
            modules: {plain: {tls: {verify: false}}}
            targets: [{name: fine, address: "%s", server_name: gateway.handshake.test, module: plain}]
            web: {listen: "127.0.0.1:0"}
            """
                .formatted(address("fine-tls13")));
    String check = Program.run(PATIENCE, entry("check", "config", configuration.toString()));
    assertThat(check).contains("1 target");
    try (Program service = Program.start(start(configuration))) {
      Surface own = new Surface(service.announcedPort(LISTENING, PATIENCE));
      Eventually.holds(PATIENCE, () -> assertThat(own.get("/-/ready").statusCode()).isEqualTo(200));
      assertThat(own.json("/api/v1/targets/fine").at("/last/connection/engine").asText())
          .isEqualTo("boringssl");
      Files.writeString(
          configuration, Files.readString(configuration).replace("name: fine", "name: renamed"));
      Program.run(PATIENCE, List.of("kill", "-HUP", Long.toString(service.pid())));
      Eventually.holds(
          PATIENCE,
          () -> assertThat(own.get("/api/v1/targets/renamed").statusCode()).isEqualTo(200));
      service.terminate();
      assertThat(service.exit(PATIENCE)).as(service.output()).hasValue(0);
    }
  }

  private static String engine(String target) {
    return surface.json("/api/v1/targets/" + target).at("/last/connection/engine").asText();
  }

  private static String address(String target) {
    return surface.json("/api/v1/targets/" + target).get("address").asText();
  }

  /** What the image runs, with other arguments. */
  private static List<String> entry(String... arguments) {
    return Stream.concat(words("ENTRYPOINT").stream(), Arrays.stream(arguments)).toList();
  }

  /** What systemd runs, with another configuration. */
  private static List<String> start(Path configuration) throws IOException {
    Matcher start = Pattern.compile("(?m)^ExecStart=(.*)$").matcher(Files.readString(UNIT));
    assertThat(start.find()).isTrue();
    return Arrays.stream(start.group(1).split(" "))
        .map(word -> word.replace(HOME, home.toString()))
        .map(word -> word.replace("/etc/handshake/handshake.yml", configuration.toString()))
        .toList();
  }

  /**
   * The words of an instruction of the Dockerfile, for the place where the test has laid it out.
   */
  private static List<String> words(String instruction) {
    try {
      String file = Files.readString(Path.of("Dockerfile")).replaceAll("\\\\\\n\\s*", "");
      Matcher words = Pattern.compile("(?m)^" + instruction + " (\\[.*])$").matcher(file);
      assertThat(words.find()).isTrue();
      return Arrays.stream(new JsonMapper().readValue(words.group(1), String[].class))
          .map(word -> word.replace(HOME, home.toString()))
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
