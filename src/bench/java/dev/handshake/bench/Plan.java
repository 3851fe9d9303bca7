package dev.handshake.bench;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is measured, and how large.
 *
 * @param jar the agent
 * @param output where the reports and everything else go
 * @param parts which parts run
 * @param size the size of whatever is not named
 * @param named options that differ from it
 * @param javaOptions options of the agent's Java machine
 */
record Plan(
    Path jar,
    Path output,
    Set<Part> parts,
    Size size,
    Map<Option, Integer> named,
    List<String> javaOptions) {
  /** All as the figures of the documentation are made, or just enough to see that it works. */
  enum Size {
    FULL,
    SHORT
  }

  /** What operators are advised to run the agent with. */
  static final List<String> ADVISED = lines(Path.of("src", "image", "java.options"));

  private static final Pattern BETWEEN = Pattern.compile("[,\\s]+");

  Plan {
    parts = Set.copyOf(parts);
    named = Map.copyOf(named);
    javaOptions = List.copyOf(javaOptions);
  }

  /**
   * Reads the command line.
   *
   * @param arguments each {@code name=value}: jar, output, and where they are not empty parts,
   *     size, options and java
   * @throws IllegalArgumentException if it is not as expected
   */
  static Plan of(String... arguments) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String argument : arguments) {
      given.put(before(argument), after(argument));
    }
    Plan plan =
        new Plan(
            path(given, "jar"),
            path(given, "output"),
            parts(words(given, "parts")),
            size(words(given, "size")),
            options(words(given, "options")),
            words(given, "java").isEmpty() ? ADVISED : words(given, "java"));
    if (!given.isEmpty()) {
      throw new IllegalArgumentException(
          "arguments: %s (expected: jar, output, parts, size, options, java)"
              .formatted(given.keySet()));
    }
    return plan;
  }

  int number(Option option) {
    return named.getOrDefault(option, option.value(size));
  }

  Duration seconds(Option option) {
    return Duration.ofSeconds(number(option));
  }

  /** The same, for a Java machine whose heap may grow to another size. */
  Plan withHeap(int megabytes) {
    List<String> others =
        Stream.concat(
                javaOptions.stream().filter(option -> !option.startsWith("-Xmx")),
                Stream.of("-Xmx" + megabytes + "m"))
            .toList();
    return new Plan(jar, output, parts, size, named, others);
  }

  /** A directory for one part. */
  Path directory(Part part) {
    return output.resolve(part.word());
  }

  /** All options of the parts that run, by their words. */
  Map<String, Integer> options() {
    Map<String, Integer> all = new LinkedHashMap<>();
    for (Option option : Option.values()) {
      if (parts.stream().anyMatch(part -> option.word().startsWith(part.word() + "."))) {
        all.put(option.word(), number(option));
      }
    }
    return all;
  }

  /** The command that runs it. */
  String command() {
    StringBuilder command = new StringBuilder("mvn -Pbench verify");
    if (parts.size() < Part.values().length) {
      command
          .append(" -Dbench.parts=")
          .append(inOrder(parts).map(Part::word).collect(joining(",")));
    }
    if (size != Size.FULL) {
      command.append(" -Dbench.size=").append(word(size));
    }
    if (!named.isEmpty()) {
      String options =
          inOrder(named.keySet())
              .map(option -> option.word() + "=" + named.get(option))
              .collect(joining(" "));
      command.append(" -Dbench.options=\"").append(options).append('"');
    }
    if (!javaOptions.equals(ADVISED)) {
      command.append(" -Dbench.java=\"").append(String.join(" ", javaOptions)).append('"');
    }
    return command.toString();
  }

  private static <E extends Enum<E>> Stream<E> inOrder(Set<E> constants) {
    return constants.stream().sorted();
  }

  private static Set<Part> parts(List<String> words) {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    for (String word : words) {
      parts.add(
          Arrays.stream(Part.values())
              .filter(part -> part.word().equals(word))
              .findFirst()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "parts: %s (expected: %s)"
                          .formatted(
                              word, EnumSet.allOf(Part.class).stream().map(Part::word).toList()))));
    }
    return parts.isEmpty() ? EnumSet.allOf(Part.class) : parts;
  }

  private static Size size(List<String> words) {
    return words.isEmpty()
        ? Size.FULL
        : Arrays.stream(Size.values())
            .filter(size -> List.of(word(size)).equals(words))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException("size: " + words + " (expected: full or short)"));
  }

  private static String word(Size size) {
    return size.name().toLowerCase(Locale.ROOT);
  }

  private static Map<Option, Integer> options(List<String> words) {
    Map<Option, Integer> named = new EnumMap<>(Option.class);
    for (String word : words) {
      Option option =
          Arrays.stream(Option.values())
              .filter(one -> one.word().equals(before(word)))
              .findFirst()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "options: %s (expected: some of %s)"
                          .formatted(
                              word, Arrays.stream(Option.values()).map(Option::word).toList())));
      named.put(option, Integer.parseInt(after(word)));
    }
    return named;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Path path(Map<String, String> given, String name) {
    String path = given.remove(name);
    if (path == null) {
      throw new IllegalArgumentException(name + ": none (expected: " + name + "=PATH)");
    }
    return Path.of(path).toAbsolutePath();
  }

  private static List<String> words(Map<String, String> given, String name) {
    String value = given.remove(name);
    return value == null
        ? List.of()
        : BETWEEN.splitAsStream(value.strip()).filter(word -> !word.isEmpty()).toList();
  }

  private static String before(String argument) {
    return argument.substring(0, equalsSign(argument));
  }

  private static String after(String argument) {
    return argument.substring(equalsSign(argument) + 1);
  }

  private static int equalsSign(String argument) {
    int at = argument.indexOf('=');
    if (at < 0) {
      throw new IllegalArgumentException("argument: " + argument + " (expected: name=value)");
    }
    return at;
  }
}
