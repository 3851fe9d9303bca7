package dev.handshake.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.handshake.config.Node.Kind;
import dev.handshake.discovery.TargetText.Format;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * A YAML or JSON document as a tree that knows its lines. Of YAML's ways to say one thing, only the
 * plain ones are taken: aliases, which can make a small file endlessly large, and tags are refused,
 * and so are a key given twice and a second document.
 */
final class Document {
  private static final int MAX_BYTES = 32 << 20;
  private static final int MAX_DEPTH = 32;
  private static final int MOST_NODES_OF_AN_ITEM = 1_000_000;
  private static final YAMLFactory YAML = yaml();
  private static final JsonFactory JSON = JsonFactory.builder().build();

  private final Source source;
  private final JsonParser parser;
  private int left = Integer.MAX_VALUE;

  private Document(Source source, JsonParser parser) {
    this.source = source;
    this.parser = parser;
  }

  /** The tree of a file; empty, and the source told why, if there is none. */
  static Optional<Node> read(Source source) {
    Optional<String> text = text(source);
    return text.flatMap(content -> parse(source, content));
  }

  /** The tree of a file that may hold nothing but comments; empty then, and for mistakes. */
  static Optional<Node> readIfAny(Source source) {
    return text(source).filter(Document::saysSomething).flatMap(text -> parse(source, text));
  }

  private static boolean saysSomething(String text) {
    return text.lines()
        .map(String::strip)
        .anyMatch(line -> !line.isEmpty() && !line.startsWith("#"));
  }

  /** The tree of a text; empty, and the source told why, if there is none. */
  static Optional<Node> parse(Source source, String text) {
    try (YAMLParser parser = YAML.createParser(text)) {
      return new Document(source, parser).only();
    } catch (IOException unreadable) {
      unreadable(source, "YAML", unreadable);
    } catch (Beyond beyond) {
      source.wrong(beyond.line, "", beyond.what, beyond.expected);
    }
    return Optional.empty();
  }

  /**
   * Gives the items of a list one by one, so that a long one is never in memory as a whole. The
   * source is told of what is wrong, which may be found after some of the items were given.
   *
   * @param each answers whether to go on
   */
  static void items(Source source, Format format, String text, Predicate<Value> each) {
    try (JsonParser parser = parser(format, text)) {
      new Document(source, parser).items(each);
    } catch (IOException unreadable) {
      unreadable(source, format.name(), unreadable);
    } catch (Beyond beyond) {
      source.wrong(beyond.line, "", beyond.what, beyond.expected);
    }
  }

  private static JsonParser parser(Format format, String text) throws IOException {
    return switch (format) {
      case YAML -> YAML.createParser(text);
      case JSON -> JSON.createParser(text);
    };
  }

  private void items(Predicate<Value> each) throws IOException {
    JsonToken first = parser.nextToken();
    if (first != JsonToken.START_ARRAY) {
      left = MOST_NODES_OF_AN_ITEM;
      String found = first == null ? "is empty" : node(first, "", 0).shown();
      source.wrong(first == null ? 0 : line(), "", found, "a list, [] for an empty one");
      return;
    }
    refuseTag("");
    int index = 0;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      left = MOST_NODES_OF_AN_ITEM;
      String path = Source.child("", index++);
      if (!each.test(new Value(source, path, node(token, path, 1)))) {
        return;
      }
    }
    refuseSecond();
  }

  private static YAMLFactory yaml() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES);
    return YAMLFactory.builder().loaderOptions(options).build();
  }

  private static Optional<String> text(Source source) {
    Path file = source.file();
    String expected = "a readable YAML file";
    try {
      if (Files.isDirectory(file)) {
        source.wrong(0, "", "is a directory", expected);
        return Optional.empty();
      }
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        // A pipe would hold whoever reads it, and cannot be read again.
        source.wrong(0, "", "is no regular file", expected);
        return Optional.empty();
      }
      byte[] content;
      try (InputStream in = Files.newInputStream(file)) {
        content = in.readNBytes(MAX_BYTES + 1);
      }
      if (content.length > MAX_BYTES) {
        source.wrong(0, "", "is larger than expected", "at most 32 MiB");
        return Optional.empty();
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return Optional.of(text.startsWith("\ufeff") ? text.substring(1) : text);
    } catch (NoSuchFileException missing) {
      source.wrong(0, "", "does not exist", expected);
    } catch (AccessDeniedException denied) {
      source.wrong(0, "", "may not be read: permission denied", expected);
    } catch (CharacterCodingException notUtf8) {
      source.wrong(0, "", "is not UTF-8", "YAML in UTF-8");
    } catch (IOException unreadable) {
      source.wrong(0, "", "cannot be read", expected);
    }
    return Optional.empty();
  }

  private static void unreadable(Source source, String language, IOException unreadable) {
    if (unreadable instanceof JsonProcessingException malformed) {
      malformed(source, language, malformed);
    } else {
      source.wrong(0, "", "unreadable text", language + " in UTF-8");
    }
  }

  /** Says what is wrong without the parser's excerpt, which could show a secret. */
  private static void malformed(Source source, String language, JsonProcessingException malformed) {
    int line = malformed.getLocation() == null ? 0 : malformed.getLocation().getLineNr();
    String problem = malformed instanceof JsonEOFException ? "it ends too early" : "this is not";
    if (malformed.getCause() instanceof MarkedYAMLException marked) {
      line = marked.getProblemMark() == null ? line : marked.getProblemMark().getLine() + 1;
      problem = marked.getProblem() == null ? problem : marked.getProblem();
    }
    source.wrong(Math.max(0, line), "", Shown.line(problem), "well-formed " + language);
  }

  private Optional<Node> only() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      source.wrong(0, "", "is empty", "a mapping of settings");
      return Optional.empty();
    }
    Node node = node(first, "", 0);
    refuseSecond();
    return Optional.of(node);
  }

  private void refuseSecond() throws IOException {
    if (parser.nextToken() != null) {
      source.wrong(line(), "", "a second document", "one YAML document");
    }
  }

  private Node node(JsonToken token, String path, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new Beyond(line(), "lists and mappings within each other", "at most 32 levels of them");
    }
    if (--left < 0) {
      throw new Beyond(line(), "very many values in one item", "at most a million of them");
    }
    refuseAlias(path);
    refuseTag(path);
    return switch (token) {
      case START_OBJECT -> mapping(path, depth);
      case START_ARRAY -> sequence(path, depth);
      case VALUE_STRING -> scalar(Kind.STRING);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(Kind.NUMBER);
      case VALUE_TRUE, VALUE_FALSE -> scalar(Kind.BOOLEAN);
      case VALUE_NULL -> new Node.Scalar(line(), Kind.NULL, "null");
      // A binary scalar, whose tag has been refused above.
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          new Node.Scalar(line(), Kind.NULL, "null");
    };
  }

  private Node scalar(Kind kind) throws IOException {
    return new Node.Scalar(line(), kind, parser.getText());
  }

  private Node sequence(String path, int depth) throws IOException {
    int line = line();
    List<Node> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(node(token, Source.child(path, items.size()), depth + 1));
    }
    return new Node.Sequence(line, items);
  }

  private Node mapping(String path, int depth) throws IOException {
    int line = line();
    Map<String, Node> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      String place = Source.child(path, key);
      int keyLine = line();
      refuseAlias(place);
      Node value = node(parser.nextToken(), place, depth + 1);
      Node earlier = entries.putIfAbsent(key, value);
      if (earlier != null) {
        source.wrong(
            keyLine, place, "given twice", "one value, the first is on line " + earlier.line());
      }
    }
    return new Node.Mapping(line, entries);
  }

  private void refuseAlias(String path) throws IOException {
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      source.wrong(line(), path, "an alias", "the value itself, aliases are not supported");
    }
  }

  private void refuseTag(String path) throws IOException {
    if (parser.getTypeId() != null) {
      source.wrong(line(), path, "a tag", "the value alone, tags are not supported");
    }
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  /** Unwinds the recursion; the file is not read further. */
  private static final class Beyond extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int line;
    private final String what;
    private final String expected;

    Beyond(int line, String what, String expected) {
      super("line " + line, null, false, false);
      this.line = line;
      this.what = what;
      this.expected = expected;
    }
  }
}
