package dev.handshake.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A short walk over each reader of foreign bytes: valid input, what once was found, and the same
 * mutations each time. The long one is {@code mvn -Pfuzz verify}.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FuzzRegressionTest {
  private static final long SEED = 20261130;
  private static final int ROUNDS = 400;
  private static final long MOST_KEPT = 64 * 1024;

  static List<FuzzTarget> targets() {
    return FuzzTargets.all();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void eachReaderHoldsAgainstWhatIsHostile(FuzzTarget target) {
    target.specimens().forEach(target::check);
    target.check(new byte[0]);
    Mutations mutations = new Mutations(target.specimens(), new SplittableRandom(SEED));
    for (int round = 0; round < ROUNDS; round++) {
      byte[] input = mutations.next();
      try {
        target.check(input);
      } catch (AssertionError found) {
        String shown = Base64.getEncoder().encodeToString(input);
        throw new AssertionError(
            "round " + round + ": " + found.getMessage() + " at " + shown, found);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void whatWasFoundOnceIsNotFoundAgain(FuzzTarget target) throws IOException {
    Path directory = kept().resolve(target.name());
    if (Files.isDirectory(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.sorted().toList()) {
          target.check(Files.readAllBytes(file));
        }
      }
    }
  }

  @Test
  void whatIsKeptIsSmallAndOfReadersThatThereAre() throws IOException {
    List<String> names = targets().stream().map(FuzzTarget::name).toList();
    assertThat(names).doesNotHaveDuplicates();
    long size = 0;
    try (Stream<Path> files = Files.walk(kept())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(names).contains(kept().relativize(file).getName(0).toString());
        size += Files.size(file);
      }
    }
    assertThat(size).isLessThan(MOST_KEPT);
  }

  @Test
  void thePageAboutFuzzingNamesEachReader() throws IOException {
    String page = Files.readString(Path.of("docs", "fuzzing.md"));
    assertThat(targets())
        .allMatch(target ->
            page.contains("| `" + target.name() + "` ")
                || page.contains("` `" + target.name() + "` "));
  }

  private static Path kept() {
    return Path.of("src", "test", "resources", "fuzz");
  }
}
