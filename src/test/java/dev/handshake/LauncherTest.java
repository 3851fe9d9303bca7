package dev.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.DataInputStream;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The entry of the jar, which is compiled apart and known here by its class file alone. */
class LauncherTest {
  private static final String NAME = "dev.handshake.Launcher";

  @ParameterizedTest
  @CsvSource({"1.8, 8", "9, 9", "17, 17", "25, 25", "100, 100"})
  void readsEverySpecificationVersion(String specification, int feature) throws Exception {
    Method read = Class.forName(NAME).getDeclaredMethod("feature", String.class);
    assertThat(read.invoke(null, specification)).isEqualTo(feature);
  }

  @Test
  void isAClassFileThatJava8Reads() throws Exception {
    try (DataInputStream in = new DataInputStream(classFile())) {
      assertThat(in.readInt()).isEqualTo(0xCAFEBABE);
      in.readUnsignedShort();
      assertThat(in.readUnsignedShort()).isEqualTo(52);
    }
  }

  @Test
  void anOlderJavaIsToldInOneLine() throws Exception {
    List<Path> older = olderJavas();
    assumeThat(older).as("an older Java on this machine").isNotEmpty();
    for (Path java : older) {
      Process process =
          new ProcessBuilder(java.toString(), "-cp", classes().toString(), NAME, "--help")
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(Duration.ofSeconds(20))).isTrue();
      assertThat(process.exitValue()).as(said).isEqualTo(2);
      assertThat(said)
          .matches("handshake-exporter: needs Java 25 or newer, this is Java \\d+ \\([^)]+\\)\\R");
    }
  }

  private static List<Path> olderJavas() throws Exception {
    Path places = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(places)) {
      return List.of();
    }
    try (Stream<Path> homes = Files.list(places)) {
      return homes
          .filter(home -> home.getFileName().toString().matches(".*-(8|1[0-9]|2[0-4])-.*"))
          .map(home -> home.resolve("bin/java"))
          .filter(Files::isExecutable)
          .limit(2)
          .toList();
    }
  }

  private static Path classes() throws Exception {
    URL location = Class.forName(NAME).getProtectionDomain().getCodeSource().getLocation();
    return Path.of(location.toURI());
  }

  private static InputStream classFile() throws Exception {
    InputStream file = Class.forName(NAME).getResourceAsStream("Launcher.class");
    assertThat(file).isNotNull();
    return file;
  }
}
