package dev.handshake.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The file being read, the world around it, and what was found wrong so far. */
final class Source {
  private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_-]+");

  private final Map<Place, ConfigError> errors = new LinkedHashMap<>();

  private record Place(int line, String path) {}

  private final List<ConfigWarning> warnings = new ArrayList<>();
  private final Map<String, Integer> linesOfFiles = new HashMap<>();
  private final Set<Node> hidden = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Path file;
  private final Function<String, @Nullable String> environment;
  private final Consumer<Path> named;

  Source(Path file, Function<String, @Nullable String> environment) {
    this(file, environment, _ -> {});
  }

  /**
   * @param named is told each file that this one names, before it is read
   */
  Source(Path file, Function<String, @Nullable String> environment, Consumer<Path> named) {
    this.file = file;
    this.environment = environment;
    this.named = named;
  }

  /** The same world around another file, which this one or somebody else names. */
  Source of(Path other) {
    named.accept(other);
    return new Source(other, environment, named);
  }

  Path file() {
    return file;
  }

  Function<String, @Nullable String> environment() {
    return environment;
  }

  /** Notes a mistake; of several at one place only the first, as the others follow from it. */
  void wrong(int line, String path, String value, String expected) {
    errors.putIfAbsent(new Place(line, path), new ConfigError(file, line, path, value, expected));
  }

  /** Notes what is accepted and had better be otherwise. */
  void warn(int line, String path, String value, String advice) {
    warnings.add(new ConfigWarning(file, line, path, value, advice));
  }

  /** Notes that nobody is shown what stands here. */
  void hide(Node node) {
    hidden.add(node);
  }

  boolean isHidden(Node node) {
    return hidden.contains(node);
  }

  /** What was warned of, in the order of the lines. */
  List<ConfigWarning> warnings() {
    return warnings.stream().sorted(Comparator.comparingInt(ConfigWarning::line)).toList();
  }

  /** Takes over what was found in a file that this one names. */
  void add(Source other) {
    other.errors.forEach((place, error) ->
        errors.putIfAbsent(new Place(place.line, other.file + ":" + place.path), error));
    warnings.addAll(other.warnings);
  }

  /** Whether something is wrong at a path or in the list there. */
  boolean isWrong(String path) {
    return errors.values().stream()
        .map(ConfigError::path)
        .anyMatch(wrong -> wrong.equals(path) || wrong.startsWith(path + "["));
  }

  /** A file named in the configuration, relative to the configuration's own directory. */
  Optional<Path> resolve(int line, String path, String name) {
    try {
      linesOfFiles.put(path, line);
      Path resolved = file.resolveSibling(name);
      named.accept(resolved);
      return Optional.of(resolved);
    } catch (InvalidPathException impossible) {
      return Optional.empty();
    }
  }

  /** The line on which the file at this path was named; 0 if it was not. */
  int lineOfFile(String path) {
    return linesOfFiles.getOrDefault(path, 0);
  }

  /** What was found wrong, in the order of the lines. */
  List<ConfigError> errors() {
    return errors.values().stream().sorted(Comparator.comparingInt(ConfigError::line)).toList();
  }

  /** How much was found wrong so far. */
  int mistakes() {
    return errors.size();
  }

  /** Throws what was found wrong, if anything was. */
  void complain() {
    if (!errors.isEmpty()) {
      throw new ConfigException(errors());
    }
  }

  /** The path of a key below another: plain where the key allows it, else quoted in brackets. */
  static String child(String path, String key) {
    if (!PLAIN_KEY.matcher(key).matches()) {
      return path + "[" + Shown.quoted(key) + "]";
    }
    return path.isEmpty() ? key : path + "." + key;
  }

  static String child(String path, int index) {
    return path + "[" + index + "]";
  }
}
