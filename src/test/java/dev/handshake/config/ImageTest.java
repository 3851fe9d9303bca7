package dev.handshake.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The image as its files describe it; that it really builds takes a container engine. */
class ImageTest {
  private static final Path DOCKERFILE = Path.of("Dockerfile");
  private static final Path ASSEMBLE = Path.of("src/image/assemble.sh");
  private static final String HOME = "/opt/handshake-exporter";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void whatRunsIsNotRoot() throws IOException {
    assertThat(last("USER")).matches("[1-9]\\d*:[1-9]\\d*");
  }

  @Test
  void itsBasesAreNamedByTheirVersions() throws IOException {
    List<String> bases = all("FROM").toList();
    assertThat(bases).hasSize(2);
    assertThat(bases.getFirst()).matches("eclipse-temurin:25\\.\\d+\\.\\d+_\\d+-jdk AS assembled");
    assertThat(bases.getLast()).matches("debian:\\d+-slim");
  }

  @Test
  void noCommandWantsAShell() throws IOException {
    for (String command : List.of(last("ENTRYPOINT"), last("CMD"), last("RUN"))) {
      assertThat(words(command)).isNotEmpty();
    }
  }

  /** What the script lays out, and where it was laid out: the cache knows the jar by its path. */
  @Test
  void theEntryPointNamesWhatTheScriptLaysOut() throws IOException {
    String script = Files.readString(ASSEMBLE);
    List<String> entry = words(last("ENTRYPOINT"));
    assertThat(words(last("RUN"))).endsWith(HOME);
    assertThat(last("COPY")).isEqualTo("--from=assembled " + HOME + " " + HOME);
    assertThat(entry)
        .containsExactly(
            HOME + "/java/bin/java",
            "@" + HOME + "/java.options",
            "-Djava.library.path=" + HOME + "/lib",
            "-XX:AOTCache=" + HOME + "/handshake-exporter.aot",
            "-jar",
            HOME + "/handshake-exporter.jar");
    assertThat(script)
        .contains(
            "--output \"$to/java\"",
            "\"$to/java.options\"",
            "-Djava.library.path=\"$to/lib\"",
            "-XX:AOTCacheOutput=\"$to/handshake-exporter.aot\"",
            "-jar \"$to/handshake-exporter.jar\"");
  }

  /** The agent's own command asks; there is no client for HTTP in the image. */
  @Test
  void itsHealthIsAskedForByTheAgentItself() throws IOException {
    List<String> health = words(last("HEALTHCHECK").replaceFirst(".* CMD ", ""));
    List<String> entry = words(last("ENTRYPOINT"));
    assertThat(health).endsWith("-jar", HOME + "/handshake-exporter.jar", "check", "health");
    assertThat(health.getFirst()).isEqualTo(entry.getFirst());
    assertThat(health.get(1))
        .as("the cache fits no other layout of objects")
        .isEqualTo(entry.get(1));
    assertThat(health).contains("-XX:AOTCache=" + HOME + "/handshake-exporter.aot");
    assertThat(last("HEALTHCHECK"))
        .matches("--interval=\\d+s --timeout=\\d+s --start-period=\\d+s --retries=\\d+ CMD .*");
  }

  @Test
  void itSaysWhatItIs() throws IOException {
    assertThat(last("LABEL"))
        .contains("org.opencontainers.image.title=\"handshake-exporter\"")
        .contains("org.opencontainers.image.licenses=\"Apache-2.0\"")
        .contains("org.opencontainers.image.version=\"$VERSION\"")
        .contains("org.opencontainers.image.revision=\"$REVISION\"");
    String version = all("ARG").filter(arg -> arg.startsWith("VERSION=")).toList().getFirst();
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<version>" + version.substring("VERSION=".length()) + "-SNAPSHOT</version>");
  }

  @Test
  void whatIsCopiedIsThereAndNothingElseIsSent() throws IOException {
    assertThat(Files.readAllLines(Path.of(".dockerignore")))
        .containsExactly("*", "!src/image", "!target/handshake-exporter.jar");
    assertThat(all("COPY").map(line -> line.split(" ")[0]))
        .containsExactly(
            "src/image", "target/handshake-exporter.jar", "--from=assembled", "--from=assembled");
    assertThat(Files.isExecutable(ASSEMBLE)).isTrue();
  }

  @Test
  @RequiresProgram("bash")
  void theScriptIsOneForBash() {
    try (Program program = Program.start("bash", "-n", ASSEMBLE.toString())) {
      assertThat(program.exit(PATIENCE)).as(program.output()).hasValue(0);
    }
  }

  /** One place for the options: what the image runs with is what is recommended and measured. */
  @Test
  void theOptionsOfJavaAreTheDocumentedOnes() throws IOException {
    List<String> options = Files.readAllLines(Path.of("src/image/java.options"));
    assertThat(options).isNotEmpty().allMatch(option -> option.startsWith("-"));
    assertThat(Files.readString(Path.of("README.md"))).contains(String.join(" ", options));
  }

  @Test
  void composeBuildsIt() throws IOException {
    var agent =
        new YAMLMapper().readTree(Path.of("config/compose.yaml").toFile()).at("/services/agent");
    assertThat(agent.at("/build").asText()).isEqualTo("..");
    assertThat(agent.at("/user").asText()).isEqualTo(last("USER"));
    List<String> health = new ArrayList<>(List.of("CMD"));
    health.addAll(words(last("HEALTHCHECK").replaceFirst(".* CMD ", "")));
    assertThat(agent.at("/healthcheck/test"))
        .extracting(JsonNode::asText)
        .containsExactlyElementsOf(health);
    assertThat(last("EXPOSE")).isEqualTo("10219");
  }

  private static String last(String instruction) throws IOException {
    return all(instruction).toList().getLast();
  }

  /** What stands behind an instruction, wherever it is. */
  private static Stream<String> all(String instruction) throws IOException {
    String joined = Files.readString(DOCKERFILE).replaceAll("\\\\\\n\\s*", "");
    return joined
        .lines()
        .filter(line -> line.startsWith(instruction + " "))
        .map(line -> line.substring(instruction.length() + 1));
  }

  private static List<String> words(String json) throws IOException {
    return Arrays.asList(new JsonMapper().readValue(json, String[].class));
  }
}
