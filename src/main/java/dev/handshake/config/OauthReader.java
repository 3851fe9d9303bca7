package dev.handshake.config;

import dev.handshake.credential.TrustStores;
import dev.handshake.target.Endpoint;
import dev.handshake.target.OauthClient;
import dev.handshake.target.Route;
import dev.handshake.target.Secret;
import java.net.URI;
import java.util.Collection;
import java.util.Optional;

/** Reads a client of a token endpoint. Neither its secret nor a URL is ever shown in an error. */
final class OauthReader {
  private static final String SCOPE = "[!#-\\[\\]-~]+( [!#-\\[\\]-~]+)*";

  private OauthReader() {}

  /**
   * The client of an {@code oauth} section; empty where something is wrong with it.
   *
   * @param trust the names of all trust stores
   */
  static Optional<OauthClient> read(Section section, Collection<String> trust) {
    Optional<URI> tokenUrl =
        section
            .required("token_url", "the https:// URL of the token endpoint")
            .map(Value::hide)
            .flatMap(value -> value.parsed(OauthReader::url));
    Optional<String> clientId =
        section.required("client_id", "the client's id").flatMap(Value::nonEmpty);
    Optional<Secret> secret = secret(section);
    Optional<String> scope = section.nullable("scope").flatMap(OauthReader::scope);
    String store =
        section.nullable("trust").flatMap(value -> value.oneOf(trust)).orElse(TrustStores.SYSTEM);
    Optional<Endpoint> proxy = proxy(section);
    section.done();
    return tokenUrl.flatMap(url ->
        clientId.flatMap(
            id -> secret.map(hidden -> new OauthClient(url, id, hidden, scope, store, proxy))));
  }

  /**
   * The secret of a section: from a file, or from the environment. It never stands in the
   * configuration itself, which is read by many and kept for long.
   */
  static Optional<Secret> secret(Section section) {
    Optional<Value> file = section.nullable("client_secret_file");
    Optional<Value> text = section.nullable("client_secret").map(Value::hide);
    if (file.isPresent() && text.isPresent()) {
      section.wrong(
          "either client_secret_file or client_secret, not both",
          "client_secret_file",
          "client_secret");
      return Optional.empty();
    }
    if (text.isPresent()) {
      return text.flatMap(OauthReader::fromEnvironment);
    }
    return section
        .required(
            "client_secret_file", "a file with the client's secret, or client_secret: \"${NAME}\"")
        .flatMap(Value::secretFile)
        .map(Secret.InFile::new);
  }

  private static Optional<Secret> fromEnvironment(Value value) {
    if (!value.hasReference()) {
      value.wrong(
          "\"${NAME}\", which takes it from the environment, or client_secret_file instead");
      return Optional.empty();
    }
    return value.nonEmpty().map(Secret.Given::new);
  }

  private static Optional<String> scope(Value value) {
    Optional<String> scope = value.string();
    if (scope.isPresent() && !scope.get().matches(SCOPE)) {
      value.wrong("words of visible ASCII with one space between them (RFC 6749, section 3.3)");
      return Optional.empty();
    }
    return scope;
  }

  /** An HTTP proxy, in whose URL a user and a password may stand. */
  private static Optional<Endpoint> proxy(Section section) {
    return section.nullable("proxy").map(Value::hide).flatMap(value -> value.parsed(Route::proxy));
  }

  private static URI url(String text) {
    try {
      return OauthClient.tokenUrl(URI.create(text));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "token_url: (hidden) (expected: an https:// URL with a host, without user and password)",
          wrong);
    }
  }
}
