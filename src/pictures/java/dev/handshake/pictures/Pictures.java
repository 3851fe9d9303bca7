package dev.handshake.pictures;

import dev.handshake.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Draws the dashboards, from the lab or from a Prometheus that is there already. */
public final class Pictures {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String DASHBOARDS = "dashboards";
  private static final String TARGET = "--variable=handshake-target.target=";

  private Pictures() {}

  /**
   * Draws each dashboard into a file of its name.
   *
   * @param arguments directory of the renderer and of all that is passing, directory of the
   *     pictures, minutes of the lab to be seen, {@code target=} and the one to be seen in detail,
   *     {@code prometheus=} and its address, how much of its time is to be seen, its scrape
   *     interval, and whether the pictures are dark or light; without an address the lab is drawn
   * @throws IllegalStateException if anything could not be drawn, or a panel has no data
   */
  public static void main(String... arguments) throws IOException {
    Path work = Path.of(arguments[0]);
    Path output = Path.of(arguments[1]);
    Duration seen = Duration.ofMinutes(Long.parseLong(arguments[2]));
    String target = after("target=", arguments[3]);
    String prometheus = after("prometheus=", arguments[4]);
    String theme = "--theme=" + arguments[7];
    if (prometheus.isEmpty()) {
      try (Scene scene = Scene.open(work.resolve("scene"))) {
        scene.play(seen);
        List<String> options = new ArrayList<>(options(scene.prometheus(), output));
        options.add("--range=" + seen.toSeconds() + "s");
        options.add("--scrape-interval=" + Scene.SCRAPE_INTERVAL.toSeconds() + "s");
        options.add(TARGET + (target.isEmpty() ? Scene.GATEWAY : target));
        options.add(theme);
        draw(work, output, options);
      }
    } else {
      List<String> options = new ArrayList<>(options(prometheus, output));
      options.add("--allow-empty");
      options.add("--range=" + arguments[5]);
      options.add("--scrape-interval=" + arguments[6]);
      options.add(theme);
      if (!target.isEmpty()) {
        options.add(TARGET + target);
      }
      draw(work, output, options);
    }
  }

  /** Maven leaves out an argument that is empty. */
  private static String after(String name, String argument) {
    if (!argument.startsWith(name)) {
      throw new IllegalArgumentException("argument: " + argument + " (expected: " + name + "...)");
    }
    return argument.substring(name.length());
  }

  private static List<String> options(String prometheus, Path output) {
    return List.of("--prometheus=" + prometheus, "--output=" + output.toAbsolutePath());
  }

  private static void draw(Path work, Path output, List<String> options) throws IOException {
    List<String> command = new ArrayList<>(List.of("node", work.resolve("draw.mjs").toString()));
    command.addAll(options);
    List<Path> boards = boards();
    boards.forEach(board -> command.add(board.toAbsolutePath().toString()));
    try (Program node = Program.start(command)) {
      int status = node.exit(PATIENCE).orElse(-1);
      System.out.print(node.output());
      if (status != 0) {
        throw new IllegalStateException("draw.mjs: " + status + " (expected: 0, and no complaint)");
      }
    }
    for (Path board : boards) {
      String name = board.getFileName().toString().replace(".json", ".png");
      SmallPng.shrink(output.resolve(name));
    }
  }

  private static List<Path> boards() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(DASHBOARDS))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }
}
