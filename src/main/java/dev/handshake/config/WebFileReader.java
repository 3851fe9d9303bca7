package dev.handshake.config;

import dev.handshake.config.Node.Kind;
import dev.handshake.config.Node.Mapping;
import dev.handshake.config.Node.Scalar;
import dev.handshake.web.RateLimit;
import dev.handshake.web.WebFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a web configuration file of Prometheus's exporter-toolkit, as strictly as that does. One
 * file serves both: nothing in it is taken from the environment, plain numbers are texts where
 * texts are expected, and an empty file means plain HTTP for everybody.
 */
public final class WebFileReader {
  private static final Pattern BCRYPT =
      Pattern.compile("\\$2[aby]?\\$(0[4-9]|[12]\\d|3[01])\\$[./A-Za-z0-9]{53}");

  /** A password is tried within a second up to here. */
  private static final int SLOWEST_COST = 13;

  private static final int WEAKEST_COST = 10;

  private static final List<String> FRAME_OPTIONS = List.of("deny", "sameorigin");

  /** By header, the values that it may have; none for any. */
  private static final Map<String, List<String>> HEADERS =
      Map.of(
          "Strict-Transport-Security", List.of(),
          "X-Content-Type-Options", List.of("nosniff"),
          "X-Frame-Options", FRAME_OPTIONS,
          "X-XSS-Protection", List.of(),
          "Content-Security-Policy", List.of());

  private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e\\xa0-\\xff]*");
  private static final Pattern YES = Pattern.compile("(?i)true|yes|on");
  private static final Pattern GO_DURATION =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ns|us|\u00b5s|ms|s|m|h)");
  private static final Map<String, Long> GO_UNITS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "\u00b5s", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private WebFileReader() {}

  /**
   * Reads a web file with the certificates and keys that it names.
   *
   * @param environment a variable's value by its name, for the place of the machine's roots
   * @param warnings is given what is accepted and had better be otherwise
   * @throws ConfigException with every mistake
   */
  public static WebFile load(
      Path file,
      Function<String, @Nullable String> environment,
      List<? super ConfigWarning> warnings) {
    Source source = new Source(file, environment);
    WebFile read = read(source);
    source.complain();
    warnings.addAll(source.warnings());
    return read;
  }

  static WebFile read(Source source) {
    List<Path> files = new ArrayList<>(List.of(source.file()));
    return Document.readIfAny(source)
        .map(node -> new Value(source, "", node))
        .filter(WebFileReader::isGiven)
        .flatMap(Value::section)
        .map(root -> read(root, new WebTlsReader(files, source.environment()), files))
        .orElse(new WebFile(Optional.empty(), true, Map.of(), Map.of(), Optional.empty(), files));
  }

  private static WebFile read(Section root, WebTlsReader tlsReader, List<Path> files) {
    var tls = given(root, "tls_server_config").flatMap(Value::section).flatMap(tlsReader::read);
    Optional<Section> http = given(root, "http_server_config").flatMap(Value::section);
    boolean http2 = http.map(section -> flag(section, "http2", true)).orElse(true);
    Map<String, String> headers =
        http.flatMap(section -> given(section, "headers"))
            .map(WebFileReader::headers)
            .orElse(Map.of());
    http.ifPresent(Section::done);
    Map<String, String> users =
        given(root, "basic_auth_users").map(WebFileReader::users).orElse(Map.of());
    Optional<RateLimit> rate =
        given(root, "rate_limit").flatMap(Value::section).flatMap(WebFileReader::rate);
    root.done();
    if (!users.isEmpty() && tls.isEmpty()) {
      root.value("basic_auth_users")
          .ifPresent(value -> value.warn("passwords travel in the clear; add tls_server_config"));
    }
    return new WebFile(tls, http2, headers, users, rate, files);
  }

  private static Map<String, String> headers(Value value) {
    Map<String, String> headers = new LinkedHashMap<>();
    entries(value)
        .forEach((name, header) -> {
          List<String> allowed = HEADERS.get(name);
          if (allowed == null) {
            header.wrong(
                "not set", Nearest.oneOf(HEADERS.keySet().stream().sorted().toList(), name));
            return;
          }
          text(header)
              .filter(text -> {
                boolean good =
                    HEADER_VALUE.matcher(text).matches()
                        && (allowed.isEmpty() || allowed.contains(text));
                if (!good) {
                  header.wrong(
                      allowed.isEmpty()
                          ? "text that a header may hold"
                          : "one of " + String.join(", ", allowed));
                }
                return good;
              })
              .ifPresent(text -> headers.put(name, text));
        });
    return headers;
  }

  private static Map<String, String> users(Value value) {
    Map<String, String> users = new LinkedHashMap<>();
    entries(value)
        .forEach((name, shown) -> {
          Value secret = shown.hide();
          Optional<String> hash = text(secret);
          Optional<Matcher> form = hash.map(BCRYPT::matcher).filter(Matcher::matches);
          if (form.isEmpty()) {
            secret.wrong("a bcrypt hash, as `htpasswd -nBC 10 \"\"` prints it");
            return;
          }
          int cost = Integer.parseInt(form.get().group(1));
          if (cost > SLOWEST_COST) {
            secret.warn("at cost " + cost + " a password takes seconds to try; 10 to 12 will do");
          } else if (cost < WEAKEST_COST) {
            secret.warn("at cost " + cost + " passwords are soon guessed from the hash; use 10");
          }
          users.put(name, hash.get());
        });
    return users;
  }

  private static Optional<RateLimit> rate(Section section) {
    Optional<Value> interval = given(section, "interval");
    int burst = section.integer("burst", 0, Integer.MAX_VALUE, 0);
    section.done();
    Optional<Duration> every = interval.flatMap(WebFileReader::duration);
    return every.filter(Duration::isPositive).map(some -> new RateLimit(some, burst));
  }

  /** A duration as Go writes it: {@code 1s}, {@code 1m30s}, {@code 1.5h}, {@code 0}. */
  private static Optional<Duration> duration(Value value) {
    String text = text(value).orElse("");
    Matcher parts = GO_DURATION.matcher(text);
    double nanos = 0;
    int end = 0;
    while (end < text.length() && parts.find(end) && parts.start() == end) {
      nanos += Double.parseDouble(parts.group(1)) * GO_UNITS.getOrDefault(parts.group(2), 0L);
      end = parts.end();
    }
    if (!text.equals("0") && (text.isEmpty() || end < text.length())) {
      value.wrong(Durations.EXPECTED);
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos((long) nanos));
  }

  private static Map<String, Value> entries(Value value) {
    return value.node() instanceof Mapping
        ? value.section().map(Section::entries).orElse(Map.of())
        : none(value);
  }

  private static Map<String, Value> none(Value value) {
    value.wrong("a mapping of names to texts");
    return Map.of();
  }

  /** Any plain value as the text that it is; nothing as an empty one. */
  static Optional<String> text(Value value) {
    if (value.node() instanceof Scalar scalar) {
      return Optional.of(scalar.kind() == Kind.NULL ? "" : scalar.text());
    }
    value.wrong("text");
    return Optional.empty();
  }

  /** In all the words of YAML 1.1, which is what Go's programs read; nothing as if left out. */
  static boolean flag(Section section, String key, boolean otherwise) {
    return section.nullable(key).flatMap(WebFileReader::flag).orElse(otherwise);
  }

  private static Optional<Boolean> flag(Value value) {
    if (value.node() instanceof Scalar scalar && scalar.kind() == Kind.BOOLEAN) {
      return Optional.of(YES.matcher(scalar.text()).matches());
    }
    value.wrong("true or false");
    return Optional.empty();
  }

  /** The value of a key that is not left empty, which in Go is as good as left out. */
  static Optional<Value> given(Section section, String key) {
    return section.value(key).filter(WebFileReader::isGiven);
  }

  private static boolean isGiven(Value value) {
    return !(value.node() instanceof Scalar scalar)
        || !(scalar.kind() == Kind.NULL || scalar.text().isEmpty());
  }
}
