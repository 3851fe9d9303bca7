package dev.handshake.config;

import dev.handshake.credential.TrustStores;
import dev.handshake.notify.ReceiverSettings;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Route;
import java.net.URI;
import java.util.Collection;
import java.util.Optional;

/**
 * Reads what is called over HTTP: {@code {url, trust, identity, proxy}}. The URL is never shown in
 * an error, since many a path or query is a password.
 *
 * @param trust the names of the trust stores
 * @param identities the names of the identities
 */
record ServiceReader(Collection<String> trust, Collection<String> identities) {
  /** What is called, and how. */
  record Called(URI url, String trust, Optional<String> identity, Optional<Endpoint> proxy) {}

  /**
   * Reads these four keys; the section may have others.
   *
   * @param purpose of the URL, for who left it out
   */
  Optional<Called> read(Section section, String purpose) {
    Optional<URI> url =
        section
            .required("url", purpose + ", http:// or https://")
            .map(Value::hide)
            .flatMap(value -> value.parsed(ReceiverSettings::url));
    Optional<String> store = section.nullable("trust").flatMap(value -> value.oneOf(trust));
    Optional<String> identity =
        section.nullable("identity").flatMap(value -> value.oneOf(identities));
    // A user and a password may stand in it.
    Optional<Endpoint> proxy =
        section.nullable("proxy").map(Value::hide).flatMap(value -> value.parsed(Route::proxy));
    if (url.filter(some -> !ReceiverSettings.isHttps(some)).isPresent()
        && (store.isPresent() || identity.isPresent())) {
      section.wrong("neither trust nor identity where the url is http://", "trust", "identity");
    }
    return url.map(some -> new Called(some, store.orElse(TrustStores.SYSTEM), identity, proxy));
  }
}
