package dev.handshake.config;

import dev.handshake.config.Node.Kind;
import dev.handshake.config.Node.Mapping;
import dev.handshake.config.Node.Scalar;
import dev.handshake.config.Node.Sequence;
import dev.handshake.credential.Exposure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value of the file and the place where it stands. Each way of reading it answers empty where the
 * value is not of that kind, and has then told the source.
 */
record Value(Source source, String path, Node node, boolean hidden) {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)}|\\$\\{");

  Value(Source source, String path, Node node) {
    this(source, path, node, false);
  }

  /** The same value, whose text nobody is shown. */
  Value hide() {
    source.hide(node);
    return new Value(source, path, node, true);
  }

  /** Says that something else was expected here. */
  void wrong(String expected) {
    wrong(hidden ? "(hidden)" : node.shown(), expected);
  }

  /** The same for a value that is not to be shown as it stands. */
  void wrong(String shown, String expected) {
    source.wrong(node.line(), path, shown, expected);
  }

  /** Says that this is accepted, and what would be better. */
  void warn(String advice) {
    source.warn(node.line(), path, hidden ? "(hidden)" : node.shown(), advice);
  }

  boolean isNull() {
    return node instanceof Scalar scalar && scalar.kind() == Kind.NULL;
  }

  /** Whether the text takes something from the environment. */
  boolean hasReference() {
    return node instanceof Scalar scalar
        && REFERENCE.matcher(scalar.text()).results().anyMatch(found -> found.group(1) != null);
  }

  Optional<String> string() {
    return text("text").flatMap(this::expanded);
  }

  Optional<String> nonEmpty() {
    Optional<String> string = string();
    if (string.isPresent() && string.get().isBlank()) {
      wrong("text, not nothing");
      return Optional.empty();
    }
    return string;
  }

  Optional<Boolean> flag() {
    // Not yes, no, on and off, which the parser also takes for booleans.
    if (node instanceof Scalar scalar
        && scalar.kind() == Kind.BOOLEAN
        && scalar.text().matches("(?i)true|false")) {
      return Optional.of(scalar.text().equalsIgnoreCase("true"));
    }
    wrong("true or false");
    return Optional.empty();
  }

  /** A whole number within bounds, both included. */
  Optional<Integer> integer(int least, int most) {
    if (node instanceof Scalar scalar
        && scalar.kind() == Kind.NUMBER
        && scalar.text().matches("0|-?[1-9]\\d{0,8}")) {
      int number = Integer.parseInt(scalar.text());
      if (number >= least && number <= most) {
        return Optional.of(number);
      }
    }
    wrong(
        most == Integer.MAX_VALUE
            ? "a whole number, at least " + least
            : "a whole number from " + least + " to " + most);
    return Optional.empty();
  }

  /** A duration longer than nothing. */
  Optional<Duration> duration() {
    if (!(node instanceof Scalar scalar) || scalar.kind() == Kind.NULL) {
      wrong(Durations.EXPECTED);
      return Optional.empty();
    }
    String text = scalar.text();
    if (scalar.kind() != Kind.STRING) {
      wrong(Durations.EXPECTED + ", with its unit");
      return Optional.empty();
    }
    Optional<Duration> duration = expanded(text).flatMap(Durations::parse);
    if (duration.isEmpty()) {
      wrong(Durations.EXPECTED);
    } else if (duration.get().isZero()) {
      wrong("more than zero");
      return Optional.empty();
    }
    return duration;
  }

  /** Text that a parser takes; what it throws ends in what it expected. */
  <T> Optional<T> parsed(Function<String, T> parser) {
    Optional<String> string = string();
    try {
      return string.map(parser);
    } catch (IllegalArgumentException refused) {
      wrong(expected(refused));
      return Optional.empty();
    }
  }

  /** One of the known words. */
  Optional<String> oneOf(Collection<String> known) {
    Optional<String> word = text("one of " + String.join(", ", known)).flatMap(this::expanded);
    if (word.isPresent() && !known.contains(word.get())) {
      wrong(Nearest.oneOf(known, word.get()));
      return Optional.empty();
    }
    return word;
  }

  /** One of the known things, by its word. */
  <T> Optional<T> oneOf(List<T> known, Function<T, String> word) {
    List<String> words = known.stream().map(word).toList();
    return oneOf(words).map(chosen -> known.get(words.indexOf(chosen)));
  }

  /** A file by its name, whether it exists or not. */
  Optional<Path> file() {
    Optional<String> name = nonEmpty();
    Optional<Path> file = name.flatMap(some -> source.resolve(node.line(), path, some));
    if (name.isPresent() && file.isEmpty()) {
      wrong("the name of a file");
    }
    return file;
  }

  /** A file that holds a secret, whether it exists or not; warns if others can get at it. */
  Optional<Path> secretFile() {
    Optional<Path> file = file();
    file.flatMap(Exposure::of).ifPresent(this::warn);
    return file;
  }

  /** A file that must exist. */
  Optional<Path> existingFile(String what) {
    return existing(file(), what);
  }

  /** A file that holds a secret and must exist. */
  Optional<Path> existingSecretFile(String what) {
    return existing(secretFile(), what);
  }

  private Optional<Path> existing(Optional<Path> file, String what) {
    if (file.isPresent() && (!Files.isReadable(file.get()) || !Files.isRegularFile(file.get()))) {
      String problem =
          !Files.exists(file.get())
              ? "does not exist"
              : Files.isReadable(file.get()) ? "is no regular file" : "may not be read";
      wrong(file.get().toString(), what + ", this one " + problem);
      return Optional.empty();
    }
    return file;
  }

  Optional<Section> section() {
    if (node instanceof Mapping mapping) {
      return Optional.of(new Section(source, path, mapping));
    }
    wrong("a mapping of keys to values");
    return Optional.empty();
  }

  /** The items of a list. */
  Optional<List<Value>> list() {
    if (!(node instanceof Sequence sequence)) {
      wrong("a list, [] for an empty one");
      return Optional.empty();
    }
    List<Value> items = new ArrayList<>();
    for (Node item : sequence.items()) {
      items.add(new Value(source, Source.child(path, items.size()), item));
    }
    return Optional.of(items);
  }

  private Optional<String> text(String expected) {
    if (node instanceof Scalar scalar && scalar.kind() == Kind.STRING) {
      return Optional.of(scalar.text());
    }
    boolean quotable = node instanceof Scalar scalar && scalar.kind() != Kind.NULL;
    wrong(quotable && expected.equals("text") ? "text, in quotes" : expected);
    return Optional.empty();
  }

  /** The text with <code>${NAME}</code> replaced, and <code>$${</code> standing for itself. */
  private Optional<String> expanded(String text) {
    if (text.indexOf("${") < 0) {
      return Optional.of(text);
    }
    StringBuilder expanded = new StringBuilder();
    Matcher reference = REFERENCE.matcher(text);
    while (reference.find()) {
      Optional<String> replacement = replacement(reference);
      if (replacement.isEmpty()) {
        return Optional.empty();
      }
      reference.appendReplacement(expanded, Matcher.quoteReplacement(replacement.get()));
    }
    return Optional.of(reference.appendTail(expanded).toString());
  }

  private Optional<String> replacement(Matcher reference) {
    String name = reference.group(1);
    if (name == null) {
      if (reference.group().equals("$${")) {
        return Optional.of("${");
      }
      wrong("${NAME}, or $${ for the characters themselves");
      return Optional.empty();
    }
    String value = source.environment().apply(name);
    if (value == null) {
      wrong("the environment variable " + name + " to be set");
    }
    return Optional.ofNullable(value);
  }

  /** What a refusal ends in. */
  static String expected(IllegalArgumentException refused) {
    String message = String.valueOf(refused.getMessage());
    int start = message.lastIndexOf("(expected: ");
    return start < 0
        ? "another value"
        : message.substring(start + "(expected: ".length(), message.length() - 1);
  }
}
