package dev.handshake.config;

import dev.handshake.target.HttpCheck;
import dev.handshake.target.HttpCheck.HeaderValue;
import dev.handshake.target.OauthClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the HTTP request of a module. Header values are never shown in an error. */
final class HttpReader {
  /** What holds where a module's {@code http} section is silent. */
  static final HttpCheck DEFAULT =
      new HttpCheck("GET", "/", Map.of(), Set.of(200), Duration.ofSeconds(5));

  private static final String HEADER_NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  /** Headers that carry credentials (RFC 9110, sections 11.6.2 and 11.7.2; RFC 6265). */
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "proxy-authorization", "cookie");

  /** Those that frame the message, which the probe writes itself. */
  private static final Set<String> OWN_HEADERS =
      Set.of("connection", "content-length", "transfer-encoding", "upgrade");

  private HttpReader() {}

  /**
   * The request of an {@code http} section, over the one that holds where it is silent.
   *
   * @param trust the names of all trust stores
   */
  static HttpCheck read(Section section, HttpCheck base, Collection<String> trust) {
    Map<String, HeaderValue> headers =
        section.section("headers").map(HttpReader::headers).orElse(base.headers());
    Optional<OauthClient> oauth = oauth(section, base, trust);
    boolean twice = oauth.isPresent() && headers.keySet().stream().anyMatch(HttpReader::authorizes);
    if (twice) {
      section.wrong("either oauth or a header Authorization, not both", "oauth", "headers");
    }
    HttpCheck check =
        new HttpCheck(
            matching(section, "method", "[A-Z]{1,20}", "an HTTP method in capitals, such as GET")
                .orElse(base.method()),
            path(section).orElse(base.path()),
            headers,
            section
                .value("expect_status")
                .flatMap(HttpReader::statusCodes)
                .orElse(base.expectStatus()),
            section.duration("timeout", base.timeout()),
            oauth.filter(_ -> !twice));
    section.done();
    return check;
  }

  private static Optional<OauthClient> oauth(
      Section section, HttpCheck base, Collection<String> trust) {
    Optional<Value> value = section.value("oauth");
    return value.isEmpty()
        ? base.oauth()
        : value
            .filter(given -> !given.isNull())
            .flatMap(Value::section)
            .flatMap(client -> OauthReader.read(client, trust));
  }

  private static boolean authorizes(String header) {
    return header.equalsIgnoreCase("Authorization");
  }

  /** A list of status codes, at least one. */
  static Optional<Set<Integer>> statusCodes(Value value) {
    return value
        .list()
        .flatMap(items -> {
          if (items.isEmpty()) {
            value.wrong("at least one status code");
          }
          Set<Integer> codes = new TreeSet<>();
          items.forEach(item -> item.integer(100, 599).ifPresent(codes::add));
          return codes.isEmpty() ? Optional.empty() : Optional.of(codes);
        });
  }

  private static Optional<String> matching(
      Section section, String key, String pattern, String expected) {
    return section.value(key).flatMap(value -> matching(value, pattern, expected));
  }

  private static Optional<String> matching(Value value, String pattern, String expected) {
    Optional<String> text = value.string();
    if (text.isPresent() && !text.get().matches(pattern)) {
      value.wrong(expected);
      return Optional.empty();
    }
    return text;
  }

  /** The path of a request, where a section has one. */
  static Optional<String> path(Section section) {
    return section.value("path").flatMap(HttpReader::path);
  }

  /** A value that is a path. */
  static Optional<String> path(Value value) {
    return matching(value, "/[!-~]*", "a path of visible ASCII that begins with a slash");
  }

  private static Map<String, HeaderValue> headers(Section section) {
    Map<String, HeaderValue> headers = new LinkedHashMap<>();
    Set<String> names = new TreeSet<>();
    section
        .entries()
        .forEach((name, shown) -> {
          Value value = shown.hide();
          if (!name.matches(HEADER_NAME)) {
            value.wrong("a header name (RFC 9110, 5.1) before the colon");
          } else if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            value.wrong("another header, the probe sets this one itself");
          } else if (!names.add(name.toLowerCase(Locale.ROOT))) {
            value.wrong("each header once, whatever its capitals");
          }
          header(value).map(header -> kept(name, header)).ifPresent(it -> headers.put(name, it));
        });
    return headers;
  }

  /** What proves who we are is secret, even where it stands in the file itself. */
  private static HeaderValue kept(String name, HeaderValue header) {
    return CREDENTIALS.contains(name.toLowerCase(Locale.ROOT))
        ? new HeaderValue(header.value(), true)
        : header;
  }

  private static Optional<HeaderValue> header(Value value) {
    if (value.node() instanceof Node.Mapping) {
      return value.section().flatMap(HttpReader::fromFile);
    }
    if (!(value.node() instanceof Node.Scalar scalar) || scalar.kind() != Node.Kind.STRING) {
      value.wrong("text in quotes, or {value_file: path}");
      return Optional.empty();
    }
    return value.string().flatMap(text -> headerValue(value, text, value.hasReference()));
  }

  private static Optional<HeaderValue> fromFile(Section section) {
    Optional<Value> name = section.required("value_file", "the file that holds the value");
    section.done();
    Optional<Path> file =
        name.flatMap(value -> value.existingSecretFile("a file with the header's value"));
    return file.flatMap(path -> headerValue(name.get(), path));
  }

  private static Optional<HeaderValue> headerValue(Value where, Path file) {
    try {
      List<String> lines = Files.readString(file).lines().toList();
      if (lines.size() == 1) {
        return headerValue(where, lines.getFirst(), true);
      }
      where.wrong("a file of one line, this one has " + lines.size());
    } catch (IOException unreadable) {
      where.wrong("a file with the header's value, this one cannot be read as text");
    }
    return Optional.empty();
  }

  private static Optional<HeaderValue> headerValue(Value where, String text, boolean secret) {
    try {
      return Optional.of(new HeaderValue(text, secret));
    } catch (IllegalArgumentException controlCharacters) {
      where.wrong("no line breaks or control characters, and nothing beyond Latin-1");
      return Optional.empty();
    }
  }
}
