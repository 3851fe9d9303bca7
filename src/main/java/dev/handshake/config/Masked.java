package dev.handshake.config;

import dev.handshake.config.Node.Kind;
import dev.handshake.config.Node.Mapping;
import dev.handshake.config.Node.Scalar;
import dev.handshake.config.Node.Sequence;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A YAML document as anybody may see it: well-formed again, but without comments, and with {@code
 * <secret>} for what is hidden. Of a hidden URL its server is shown, of any other all but its user
 * and its query; a hidden reference to the environment stands as it is.
 */
final class Masked {
  private static final String SECRET = "<secret>";

  /** Text that needs no quotes and is taken for nothing else. */
  private static final Pattern PLAIN =
      Pattern.compile("(?!(?i:y|n|yes|no|on|off|true|false|null)$)[A-Za-z./][A-Za-z0-9_./-]*");

  private static final Pattern DURATION = Pattern.compile("[0-9]+(ms|s|m|h)");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{[A-Za-z_][A-Za-z0-9_]*}");
  private static final Pattern USER = Pattern.compile("(?<=://)\\S*@");
  private static final Pattern QUERY = Pattern.compile("(?<=\\?).+", Pattern.DOTALL);

  private final StringBuilder text = new StringBuilder();
  private final Predicate<Node> hidden;

  private Masked(Predicate<Node> hidden) {
    this.hidden = hidden;
  }

  /** The text of a document, whose hidden scalars are not shown. */
  static String text(Node root, Predicate<Node> hidden) {
    Masked masked = new Masked(hidden);
    masked.append(root, 0);
    return masked.text.toString();
  }

  /** Goes on where the node belongs, and ends with the end of a line. */
  private void append(Node node, int indent) {
    switch (node) {
      case Scalar scalar -> text.append(shown(scalar)).append('\n');
      case Mapping mapping when mapping.entries().isEmpty() -> text.append("{}\n");
      case Sequence sequence when sequence.items().isEmpty() -> text.append("[]\n");
      case Mapping mapping -> append(mapping, indent);
      case Sequence sequence -> append(sequence, indent);
    }
  }

  private void append(Mapping mapping, int indent) {
    String before = "";
    for (Map.Entry<String, Node> entry : mapping.entries().entrySet()) {
      text.append(before).append(string(entry.getKey())).append(':');
      if (isBlock(entry.getValue())) {
        text.append('\n').append(" ".repeat(indent + 2));
      } else {
        text.append(' ');
      }
      append(entry.getValue(), indent + 2);
      before = " ".repeat(indent);
    }
  }

  private void append(Sequence sequence, int indent) {
    String before = "";
    for (Node item : sequence.items()) {
      text.append(before).append("- ");
      append(item, indent + 2);
      before = " ".repeat(indent);
    }
  }

  private static boolean isBlock(Node node) {
    return switch (node) {
      case Scalar _ -> false;
      case Mapping mapping -> !mapping.entries().isEmpty();
      case Sequence sequence -> !sequence.items().isEmpty();
    };
  }

  private String shown(Scalar scalar) {
    if (scalar.kind() == Kind.NULL) {
      return "null";
    }
    if (hidden.test(scalar)) {
      return masked(scalar.text());
    }
    return scalar.kind() == Kind.STRING ? string(open(scalar.text())) : scalar.text();
  }

  private static String masked(String secret) {
    if (REFERENCE.matcher(secret).matches()) {
      return string(secret);
    }
    try {
      URI url = new URI(secret);
      return url.getScheme() == null || url.getHost() == null ? SECRET : string(server(url));
    } catch (URISyntaxException noUrl) {
      return SECRET;
    }
  }

  private static String server(URI url) {
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    String server = url.getScheme() + "://" + url.getHost() + port;
    return server.equals(url.toString()) ? server : server + "/" + SECRET;
  }

  /** What nobody has hidden, and may hold a password all the same. */
  private static String open(String value) {
    boolean url = value.contains("://");
    String anonymous = url ? USER.matcher(value).replaceAll(SECRET + "@") : value;
    return url || value.startsWith("/")
        ? QUERY.matcher(anonymous).replaceAll(Matcher.quoteReplacement(SECRET))
        : anonymous;
  }

  private static String string(String value) {
    if (PLAIN.matcher(value).matches() || DURATION.matcher(value).matches()) {
      return value;
    }
    StringBuilder quoted = new StringBuilder("\"");
    value.chars().forEach(unit -> append(quoted, (char) unit));
    return quoted.append('"').toString();
  }

  private static void append(StringBuilder quoted, char unit) {
    switch (unit) {
      case '"', '\\' -> quoted.append('\\').append(unit);
      case '\n' -> quoted.append("\\n");
      default -> {
        if (Character.isSurrogate(unit) || (unit >= ' ' && unit < 0x7f)) {
          quoted.append(unit);
        } else {
          quoted.append("\\u%04x".formatted((int) unit));
        }
      }
    }
  }
}
