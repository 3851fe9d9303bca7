package dev.handshake.bench;

import dev.handshake.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the container image holds of ours, laid out by the script that the Dockerfile runs; the
 * image itself is not built.
 */
record Image(Path directory) {
  private static final Path SCRIPT = Path.of("src", "image", "assemble.sh").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  static Image assemble(Plan plan, Path directory) {
    String said =
        Program.run(
            PATIENCE,
            List.of(
                "env",
                "-u",
                "JAVA_TOOL_OPTIONS",
                "ASSEMBLE_PORT=" + Http.freePort(),
                SCRIPT.toString(),
                System.getProperty("java.home"),
                plan.jar().toString(),
                directory.toString()));
    Image image = new Image(directory);
    if (!Files.exists(image.cache())) {
      throw new IllegalStateException(SCRIPT + " said: " + said);
    }
    return image;
  }

  /** What starts the jar where there is no image: a JDK, and the options that are advised. */
  List<String> commandOnJdk() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + directory.resolve("java.options"),
        "-jar",
        jar().toString());
  }

  /** What starts the jar as the image does, but for the cache; up to the jar's own arguments. */
  List<String> command() {
    return List.of(
        directory.resolve("java/bin/java").toString(),
        "@" + directory.resolve("java.options"),
        "-Djava.library.path=" + directory.resolve("lib"),
        "-jar",
        jar().toString());
  }

  /** The same with the cache; Java ends at once where it cannot be used. */
  List<String> commandWithCache() {
    List<String> plain = command();
    return Stream.of(
            plain.subList(0, 2),
            List.of("-XX:AOTCache=" + cache(), "-XX:AOTMode=on"),
            plain.subList(2, plain.size()))
        .flatMap(List::stream)
        .toList();
  }

  Path jar() {
    return directory.resolve("handshake-exporter.jar");
  }

  Path cache() {
    return directory.resolve("handshake-exporter.aot");
  }

  Path runtime() {
    return directory.resolve("java");
  }

  Path libraries() {
    return directory.resolve("lib");
  }

  /** Bytes of a file, or of all files below a directory. */
  static long bytes(Path place) {
    try (Stream<Path> all = Files.walk(place)) {
      return all.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
