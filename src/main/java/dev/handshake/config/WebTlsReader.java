package dev.handshake.config;

import dev.handshake.credential.Identity;
import dev.handshake.credential.IdentityFiles;
import dev.handshake.credential.Pem;
import dev.handshake.credential.TrustStores;
import dev.handshake.target.TlsVersion;
import dev.handshake.web.ClientPolicy;
import dev.handshake.web.WebTls;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code tls_server_config} of a web file. */
final class WebTlsReader {
  private static final Map<String, TlsVersion> VERSIONS =
      new TreeMap<>(
          Map.of(
              "TLS10", TlsVersion.TLS_1_0,
              "TLS11", TlsVersion.TLS_1_1,
              "TLS12", TlsVersion.TLS_1_2,
              "TLS13", TlsVersion.TLS_1_3));

  /** Those that Go still counts as secure; the ones of TLS 1.3 may be named and are always on. */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_RSA_WITH_AES_128_CBC_SHA",
          "TLS_RSA_WITH_AES_256_CBC_SHA",
          "TLS_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_RSA_WITH_AES_256_GCM_SHA384");

  private static final String WITHOUT_FORWARD_SECRECY = "TLS_RSA_";
  private static final String OF_TLS13 = "_WITH_";

  private static final List<String> CURVES =
      List.of("X25519", "CurveP256", "CurveP384", "CurveP521", "X25519MLKEM768");

  private final List<Path> files;
  private final Function<String, @Nullable String> environment;

  /**
   * @param files is given those that the section names
   * @param environment a variable's value by its name
   */
  WebTlsReader(List<Path> files, Function<String, @Nullable String> environment) {
    this.files = files;
    this.environment = environment;
  }

  /** Empty, and the source told why, if it is no good; empty also if it names nothing. */
  Optional<WebTls> read(Section section) {
    Optional<Pem> certificate = pem(section, "cert_file", "cert");
    Optional<Pem> key = pem(section, "key_file", "key");
    Optional<Pem> authorities = pem(section, "client_ca_file", "client_ca");
    Optional<Value> policy = WebFileReader.given(section, "client_auth_type");
    ClientPolicy clients = policy.flatMap(WebTlsReader::policy).orElse(ClientPolicy.NOT_ASKED);
    List<String> sans = names(section, "client_allowed_sans");
    TlsVersion least = version(section, "min_version").orElse(TlsVersion.TLS_1_2);
    TlsVersion most = version(section, "max_version").orElse(TlsVersion.TLS_1_3);
    List<String> ciphers = words(section, "cipher_suites", CIPHERS);
    List<String> curves = words(section, "curve_preferences", CURVES);
    // Go has ignored it since 1.17: the server's order always counts.
    WebFileReader.flag(section, "prefer_server_cipher_suites", true);
    section.done();
    if (certificate.isEmpty() && key.isEmpty() && authorities.isEmpty() && policy.isEmpty()) {
      section.warn("plain HTTP, as no certificate is named; add cert_file and key_file");
      return Optional.empty();
    }
    judge(section, clients, authorities.isPresent(), !sans.isEmpty());
    if (least.compareTo(most) > 0) {
      section.wrong("min_version at most max_version", "min_version", "max_version");
      return Optional.empty();
    }
    Optional<Identity.Usable> identity = identity(section, certificate, key);
    Optional<List<X509Certificate>> issuers =
        authorities.isEmpty()
            ? Optional.of(withoutAny(policy, clients))
            : authorities(section, authorities.get());
    if (identity.isEmpty() || issuers.isEmpty()) {
      return Optional.empty();
    }
    return usable(
        section,
        new WebTls(
            identity.get(), clients, issuers.get(), sans, least, most, older(ciphers), curves));
  }

  private static Optional<WebTls> usable(Section section, WebTls tls) {
    try {
      tls.demandUsable();
      return Optional.of(tls);
    } catch (IllegalArgumentException refused) {
      section.wrong(Value.expected(refused), "cipher_suites", "curve_preferences", "key_file");
      return Optional.empty();
    }
  }

  private static void judge(
      Section section, ClientPolicy clients, boolean hasAuthorities, boolean hasSans) {
    if (hasAuthorities && clients == ClientPolicy.NOT_ASKED) {
      section.wrong(
          "client_auth_type, without which no client is asked for a certificate",
          "client_ca_file",
          "client_ca");
    }
    if (hasSans && !clients.requires()) {
      section.wrong(
          "client_auth_type RequireAnyClientCert or RequireAndVerifyClientCert",
          "client_allowed_sans");
    }
  }

  private static Optional<Identity.Usable> identity(
      Section section, Optional<Pem> certificate, Optional<Pem> key) {
    if (certificate.isEmpty()) {
      section.required("cert_file", "a certificate in PEM");
    }
    if (key.isEmpty()) {
      section.required("key_file", "the certificate's key in PEM");
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    return switch (IdentityFiles.load("web", certificate.get(), key.get())) {
      case Identity.Usable usable -> Optional.of(usable);
      case Identity.Unusable(_, var why) -> {
        section.wrong("a certificate and its key; " + why, "cert_file", "key_file");
        yield Optional.empty();
      }
    };
  }

  /** Go then takes those that the machine trusts. */
  private List<X509Certificate> withoutAny(Optional<Value> policy, ClientPolicy clients) {
    if (!clients.verifies()) {
      return List.of();
    }
    policy.ifPresent(value ->
        value.warn("any public authority can let a client in; name yours in client_ca_file"));
    return TrustStores.load(List.of(), environment).values().stream()
        .flatMap(store -> store.anchors().stream())
        .toList();
  }

  private static Optional<List<X509Certificate>> authorities(Section section, Pem pem) {
    try {
      return Optional.of(pem.certificates());
    } catch (IllegalArgumentException unusable) {
      section.wrong(Value.expected(unusable), "client_ca_file", "client_ca");
      return Optional.empty();
    }
  }

  private static Optional<ClientPolicy> policy(Value value) {
    Optional<String> word = WebFileReader.text(value);
    Optional<ClientPolicy> policy = word.flatMap(ClientPolicy::of);
    if (word.isPresent() && policy.isEmpty()) {
      value.wrong(Nearest.oneOf(ClientPolicy.words(), word.get()));
    }
    return policy;
  }

  private static Optional<TlsVersion> version(Section section, String key) {
    return WebFileReader.given(section, key)
        .flatMap(value -> word(value, List.copyOf(VERSIONS.keySet())))
        .map(VERSIONS::get);
  }

  private static List<String> words(Section section, String key, List<String> known) {
    List<String> words = new ArrayList<>();
    WebFileReader.given(section, key)
        .flatMap(Value::list)
        .ifPresent(values -> {
          for (Value value : values) {
            word(value, known).ifPresent(words::add);
            if (WebFileReader.text(value).orElse("").startsWith(WITHOUT_FORWARD_SECRECY)) {
              value.warn("no forward secrecy; newer versions of exporter-toolkit refuse it");
            }
          }
        });
    return words;
  }

  /** Suites of TLS 1.3 cannot be chosen, as in Go. */
  private static List<String> older(List<String> ciphers) {
    return ciphers.stream().filter(suite -> suite.contains(OF_TLS13)).toList();
  }

  private static Optional<String> word(Value value, List<String> known) {
    Optional<String> word = WebFileReader.text(value);
    if (word.isPresent() && !known.contains(word.get())) {
      value.wrong(Nearest.oneOf(known, word.get()));
      return Optional.empty();
    }
    return word;
  }

  /** A list without a name lets nobody in, in Go, and must not come to mean everybody. */
  private static List<String> names(Section section, String key) {
    List<String> names = new ArrayList<>();
    WebFileReader.given(section, key)
        .flatMap(Value::list)
        .ifPresent(values -> {
          values.forEach(value -> WebFileReader.text(value).ifPresent(names::add));
          if (values.isEmpty()) {
            section.wrong("a name at least, since none would let nobody in", key);
          }
        });
    return names;
  }

  /** A file, which wins, or the text of it. */
  private Optional<Pem> pem(Section section, String fileKey, String textKey) {
    Optional<Pem> text =
        WebFileReader.given(section, textKey)
            .map(Value::hide)
            .flatMap(WebFileReader::text)
            .map(some -> new Pem.Text("tls_server_config." + textKey, some));
    Optional<Path> file = WebFileReader.given(section, fileKey).flatMap(WebTlsReader::file);
    file.ifPresent(files::add);
    return file.<Pem>map(Pem.File::new).or(() -> text);
  }

  private static Optional<Path> file(Value value) {
    return WebFileReader.text(value)
        .flatMap(name -> value.source().resolve(value.node().line(), value.path(), name));
  }
}
