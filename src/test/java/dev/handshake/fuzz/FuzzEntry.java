package dev.handshake.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where Jazzer hands in what it has thought of. It is named by its methods' names alone. */
public final class FuzzEntry {
  private static @Nullable FuzzTarget target;

  private FuzzEntry() {}

  /**
   * Chooses the target, and lays its specimens down for Jazzer to begin with.
   *
   * @param arguments the target's name, and the directory that Jazzer works in
   */
  public static void fuzzerInitialize(String[] arguments) throws IOException {
    FuzzTarget chosen = FuzzTargets.named(arguments[0]);
    target = chosen;
    Path corpus = Files.createDirectories(Path.of(arguments[1]));
    List<byte[]> specimens = chosen.specimens();
    for (int index = 0; index < specimens.size(); index++) {
      Files.write(corpus.resolve("specimen-" + index), specimens.get(index));
      chosen.warmUp(specimens.get(index));
    }
    chosen.warmUp(new byte[0]);
  }

  public static void fuzzerTestOneInput(byte[] input) {
    if (target != null) {
      target.check(input);
    }
  }
}
