package dev.handshake.discovery;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.config.Settings;
import dev.handshake.config.TargetGroupReader;
import dev.handshake.schedule.VirtualTime;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of targets as people and programs change them. */
class TargetFilesTest {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final VirtualTime time = new VirtualTime();
  private final TargetGroups groups = new TargetGroupReader(Settings.DEFAULT.modules());
  private final List<List<String>> heard = new ArrayList<>();
  @TempDir private Path root = Path.of("replaced");
  private Path directory = Path.of("replaced");
  private TargetFiles files = files("replaced");

  @BeforeEach
  void begin() throws IOException {
    directory = Files.createDirectory(root.resolve("targets"));
    files = files("*.yml");
  }

  private TargetFiles files(String pattern) {
    TargetFiles some =
        new TargetFiles(
            "target_files[0]", new FilePattern(directory.resolve(pattern)), groups, time);
    some.watch(targets -> heard.add(targets.stream().map(Target::name).toList()));
    return some;
  }

  @Test
  void theFilesThatFollowThePatternAreReadInTheOrderOfTheirNames() throws IOException {
    write("b.yml", "b.example:1");
    write("a.yml", "a.example:1", "c.example:1");
    write("notes.txt", "no list");
    Files.createDirectory(directory.resolve("below"));
    Files.writeString(directory.resolve("below/d.yml"), "no list");
    look();
    assertThat(names()).containsExactly("a.example:1", "c.example:1", "b.example:1");
    assertThat(files.up()).contains(true);
    assertThat(files.isOperators()).isTrue();
  }

  @Test
  void beforeTheFirstLookNothingIsKnown() {
    assertThat(files.up()).isEmpty();
    assertThat(files.lastSuccess()).isEmpty();
    assertThat(heard).isEmpty();
  }

  @Test
  void noFileIsNoTargetAndNoFault() {
    look();
    assertThat(files.up()).contains(true);
    assertThat(names()).isEmpty();
    files = files("sub/*.yml");
    look();
    assertThat(files.up()).contains(true);
  }

  @Test
  void oneFileAndAnotherFormatAreMeantByTheirNames() throws IOException {
    Files.writeString(directory.resolve("a.json"), "[{\"targets\": [\"a.example:1\"]}]");
    files = files("a.json");
    look();
    assertThat(names()).containsExactly("a.example:1");
  }

  @Test
  void aFileThatIsRenamedIntoPlaceIsTaken() throws IOException {
    write("a.yml", "a.example:1");
    look();
    write("a.yml.new", "b.example:1");
    Files.move(directory.resolve("a.yml.new"), directory.resolve("a.yml"), ATOMIC_MOVE);
    rest();
    assertThat(heard).containsExactly(List.of("a.example:1"), List.of("b.example:1"));
  }

  @Test
  void aFileThatAppearsOrDisappearsIsNoticed() throws IOException {
    write("a.yml", "a.example:1");
    look();
    write("b.yml", "b.example:1");
    rest();
    assertThat(names()).containsExactly("a.example:1", "b.example:1");
    Files.delete(directory.resolve("a.yml"));
    rest();
    assertThat(names()).containsExactly("b.example:1");
    assertThat(files.up()).contains(true);
  }

  @Test
  void aLinkThatLeadsElsewhereIsFollowed() throws IOException {
    Path mounted = Files.createDirectory(root.resolve("mounted"));
    for (String version : List.of("..1", "..2")) {
      Files.createDirectory(mounted.resolve(version));
      Files.writeString(
          mounted.resolve(version).resolve("a.yml"), list("v" + version.charAt(2) + ".example:1"));
    }
    Files.createSymbolicLink(mounted.resolve("..data"), Path.of("..1"));
    Files.createSymbolicLink(mounted.resolve("a.yml"), Path.of("..data/a.yml"));
    directory = mounted;
    files = files("*.yml");
    look();
    assertThat(names()).containsExactly("v1.example:1");
    Files.createSymbolicLink(mounted.resolve("..data_tmp"), Path.of("..2"));
    Files.move(mounted.resolve("..data_tmp"), mounted.resolve("..data"), ATOMIC_MOVE);
    rest();
    assertThat(names()).containsExactly("v2.example:1");
  }

  @Test
  void aBadFileKeepsItsTargetsAndTheOthersGoOn() throws IOException {
    write("a.yml", "a.example:1");
    write("b.yml", "b.example:1");
    look();
    Instant well = time.instant();
    Files.writeString(directory.resolve("a.yml"), "- targets: [a.example]");
    write("b.yml", "c.example:1");
    rest();
    assertThat(names()).containsExactly("a.example:1", "c.example:1");
    assertThat(files.up()).contains(false);
    assertThat(files.complaints())
        .containsExactly(
            directory.resolve("a.yml")
                + ":1: [0].targets[0]: \"a.example\" (expected: host:port, [ipv6]:port or an"
                + " https:// URL without user and password)");
    rest();
    assertThat(files.lastSuccess())
        .hasValueSatisfying(at -> assertThat(at).isBetween(well, well.plus(PAUSE)));

    write("a.yml", "d.example:1");
    rest();
    assertThat(names()).containsExactly("d.example:1", "c.example:1");
    assertThat(files.up()).contains(true);
    assertThat(files.complaints()).isEmpty();
    assertThat(files.lastSuccess()).contains(time.instant());
  }

  @Test
  void aFileThatWasNeverGoodHasNoTargets() throws IOException {
    write("a.yml", "a.example:1");
    Files.writeString(directory.resolve("b.yml"), "");
    look();
    assertThat(names()).containsExactly("a.example:1");
    assertThat(files.up()).contains(false);
    assertThat(files.lastSuccess()).isEmpty();
  }

  @Test
  void anEmptiedFileKeepsItsTargetsAndAnEmptyListIsBelieved() throws IOException {
    write("a.yml", "a.example:1");
    look();
    Files.writeString(directory.resolve("a.yml"), "");
    rest();
    assertThat(names()).containsExactly("a.example:1");
    Files.writeString(directory.resolve("a.yml"), "[]");
    rest();
    assertThat(names()).isEmpty();
    assertThat(files.up()).contains(true);
  }

  @Test
  void aSourceThatIsWellAndUnchangedHasNoAge() throws IOException {
    write("a.yml", "a.example:1");
    look();
    for (int look = 0; look < 5; look++) {
      time.advance(PAUSE);
      look();
    }
    assertThat(files.lastSuccess()).contains(time.instant());
    assertThat(heard).hasSize(1);
  }

  @Test
  void aDirectoryThatCannotBeListedKeepsAllTargets() throws IOException {
    write("a.yml", "a.example:1");
    Path link = root.resolve("link");
    Files.createSymbolicLink(link, directory);
    directory = link;
    files = files("*.yml");
    look();
    Files.delete(link);
    Files.createSymbolicLink(link, link);
    rest();
    assertThat(names()).containsExactly("a.example:1");
    assertThat(files.up()).contains(false);
    assertThat(files.complaints().getFirst()).contains("cannot be listed");
    Files.delete(link);
    Files.createSymbolicLink(link, root.resolve("targets"));
    rest();
    assertThat(files.up()).contains(true);
    assertThat(names()).containsExactly("a.example:1");
  }

  @Test
  void whatIsTooLargeOrNoTextIsNotTaken() throws IOException {
    write("a.yml", "a.example:1");
    look();
    try (RandomAccessFile large = new RandomAccessFile(directory.resolve("a.yml").toFile(), "rw")) {
      large.setLength(TargetText.LONGEST + 1L);
    }
    rest();
    assertThat(files.complaints())
        .containsExactly(
            directory.resolve("a.yml") + ": is larger than expected (expected: at most 32 MiB)");
    Files.write(
        directory.resolve("a.yml"), list("\u00fc.example:1").getBytes(StandardCharsets.ISO_8859_1));
    rest();
    assertThat(files.complaints())
        .containsExactly(
            directory.resolve("a.yml") + ": is not UTF-8 (expected: JSON or YAML in UTF-8)");
    assertThat(names()).containsExactly("a.example:1");
  }

  @Test
  void anotherModuleIsAnotherTarget() throws IOException {
    Files.writeString(
        directory.resolve("a.yml"),
        """
        [{targets: ["a.example:1"], labels: {__module__: gateway}}]
        """);
    write("b.yml", "b.example:1");
    look();
    assertThat(files.up()).contains(false);
    assertThat(names()).containsExactly("b.example:1");

    Map<String, ProbeModule> modules = new HashMap<>(Settings.DEFAULT.modules());
    ProbeModule gateway = ProbeModule.DEFAULT.withName("gateway");
    modules.put("gateway", gateway);
    files.reread(new TargetGroupReader(modules));
    assertThat(files.up()).contains(true);
    assertThat(files.known()).first().extracting(Target::module).isEqualTo(gateway);

    Files.writeString(directory.resolve("a.yml"), "half a li");
    rest();
    ProbeModule other = gateway.withTrust("corporate");
    modules.put("gateway", other);
    files.reread(new TargetGroupReader(modules));
    assertThat(files.up()).contains(false);
    assertThat(files.known()).first().extracting(Target::module).isEqualTo(other);
  }

  @Test
  void whoBeginsToWatchHearsWhatIsKnown() throws IOException {
    write("a.yml", "a.example:1");
    look();
    List<Target> late = new ArrayList<>();
    files.watch(late::addAll);
    assertThat(late).isEqualTo(files.known()).hasSize(1);
  }

  private List<String> names() {
    return files.known().stream().map(Target::name).toList();
  }

  private void look() {
    files.look();
  }

  /** Until a change has been at rest. */
  private void rest() {
    for (int look = 0; look < 2; look++) {
      time.advance(PAUSE);
      files.look();
    }
  }

  private void write(String name, String... targets) throws IOException {
    Files.writeString(directory.resolve(name), list(targets));
  }

  private static String list(String... targets) {
    return "- targets: [\"" + String.join("\", \"", targets) + "\"]\n";
  }
}
