package dev.handshake.config;

import dev.handshake.credential.TrustStores;
import dev.handshake.discovery.DiscoverySettings;
import dev.handshake.discovery.FilePattern;
import dev.handshake.discovery.TargetText;
import dev.handshake.discovery.TargetUrlSettings;
import dev.handshake.notify.ReceiverSettings;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Route;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Reads where targets are looked for. URLs are never shown in an error: a query may be a password.
 */
final class DiscoveryReader {
  private static final String PATTERN =
      "a file name that ends in .json, .yml or .yaml, in which *, ? and [...] may stand, as in"
          + " targets/*.yml";

  private final Collection<String> trust;
  private final Collection<String> identities;

  /**
   * @param trust the names of the trust stores
   * @param identities the names of the identities
   */
  DiscoveryReader(Collection<String> trust, Collection<String> identities) {
    this.trust = trust;
    this.identities = identities;
  }

  DiscoverySettings read(Section root) {
    return new DiscoverySettings(
        root.list("target_files", DiscoveryReader::pattern).orElse(List.of()),
        root.list("target_urls", value -> value.section().flatMap(this::url)).orElse(List.of()));
  }

  private static Optional<FilePattern> pattern(Value value) {
    Optional<Path> file = value.file();
    if (file.isPresent() && !isPattern(file.get())) {
      value.wrong(PATTERN);
      return Optional.empty();
    }
    return file.map(FilePattern::new);
  }

  /** Only a file's own name may be a pattern. */
  private static boolean isPattern(Path file) {
    boolean isPlace =
        file.getParent() == null || !file.getParent().toString().matches(".*[*?\\[].*");
    return isPlace && file.getFileName() != null && TargetText.Format.of(file).isPresent();
  }

  private Optional<TargetUrlSettings> url(Section section) {
    Optional<URI> url =
        section
            .required("url", "where to ask for targets, http:// or https://")
            .map(Value::hide)
            .flatMap(value -> value.parsed(ReceiverSettings::url));
    Optional<String> store = section.nullable("trust").flatMap(value -> value.oneOf(trust));
    Optional<String> identity =
        section.nullable("identity").flatMap(value -> value.oneOf(identities));
    // A user and a password may stand in it.
    Optional<Endpoint> proxy =
        section.nullable("proxy").map(Value::hide).flatMap(value -> value.parsed(Route::proxy));
    Duration interval = interval(section);
    if (url.filter(some -> !ReceiverSettings.isHttps(some)).isPresent()
        && (store.isPresent() || identity.isPresent())) {
      section.wrong("neither trust nor identity where the url is http://", "trust", "identity");
    }
    section.done();
    return url.map(some ->
        new TargetUrlSettings(some, store.orElse(TrustStores.SYSTEM), identity, proxy, interval));
  }

  private static Duration interval(Section section) {
    Duration interval = section.duration("refresh_interval", TargetUrlSettings.REFRESH_INTERVAL);
    if (interval.compareTo(TargetUrlSettings.LEAST_INTERVAL) < 0) {
      section.wrong(
          "at least " + Durations.text(TargetUrlSettings.LEAST_INTERVAL), "refresh_interval");
      return TargetUrlSettings.LEAST_INTERVAL;
    }
    return interval;
  }
}
