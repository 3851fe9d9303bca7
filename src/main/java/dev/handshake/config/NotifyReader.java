package dev.handshake.config;

import dev.handshake.credential.TrustStores;
import dev.handshake.notify.NotifySettings;
import dev.handshake.notify.ReceiverSettings;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Route;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Reads who is notified. URLs are never shown in an error: many a path or query is a password. */
final class NotifyReader {
  private final Collection<String> trust;
  private final Collection<String> identities;

  /**
   * @param trust the names of the trust stores
   * @param identities the names of the identities
   */
  NotifyReader(Collection<String> trust, Collection<String> identities) {
    this.trust = trust;
    this.identities = identities;
  }

  NotifySettings read(Section section) {
    NotifySettings settings =
        new NotifySettings(
            receivers(section, "webhooks"),
            receivers(section, "alertmanagers"),
            section
                .nullable("external_url")
                .map(Value::hide)
                .flatMap(value -> value.parsed(ReceiverSettings::url)));
    section.done();
    return settings;
  }

  private List<ReceiverSettings> receivers(Section section, String key) {
    return section.list(key, value -> value.section().flatMap(this::receiver)).orElse(List.of());
  }

  private Optional<ReceiverSettings> receiver(Section section) {
    Optional<URI> url =
        section
            .required("url", "where to post, http:// or https://")
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
    section.done();
    return url.map(
        some -> new ReceiverSettings(some, store.orElse(TrustStores.SYSTEM), identity, proxy));
  }
}
