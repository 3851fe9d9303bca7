package dev.handshake.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The committed boards are what the generator makes. With the system property {@code
 * dashboards.write} they are written instead.
 */
class BoardFilesTest {
  static List<Dashboard> boards() {
    return Boards.all();
  }

  @ParameterizedTest
  @MethodSource("boards")
  void aFileIsWhatTheGeneratorMakesOfIt(Dashboard board) throws IOException {
    if (Boolean.getBoolean("dashboards.write")) {
      Files.createDirectories(Boards.DIRECTORY);
      Files.writeString(Boards.file(board), Boards.json(board));
    }
    assertThat(Boards.file(board))
        .as("made anew by: mvn -q test -Dtest=BoardFilesTest -Ddashboards.write=true")
        .hasContent(Boards.json(board));
  }

  @Test
  void nothingElseIsShipped() throws IOException {
    try (Stream<Path> files = Files.list(Boards.DIRECTORY)) {
      assertThat(files)
          .filteredOn(file -> file.toString().endsWith(".json"))
          .containsExactlyInAnyOrderElementsOf(boards().stream().map(Boards::file).toList());
    }
  }
}
