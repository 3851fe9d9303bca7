package dev.handshake.config;

import dev.handshake.config.ServiceReader.Called;
import dev.handshake.discovery.DiscoverySettings;
import dev.handshake.discovery.FilePattern;
import dev.handshake.discovery.TargetText;
import dev.handshake.discovery.TargetUrlSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Reads where targets are looked for. URLs are never shown in an error: a query may be a password.
 */
final class DiscoveryReader {
  private static final String PATTERN =
      "a file name that ends in .json, .yml or .yaml, in which *, ? and [...] may stand, as in"
          + " targets/*.yml";

  private final ServiceReader services;

  DiscoveryReader(ServiceReader services) {
    this.services = services;
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
    Optional<Called> called = services.read(section, "where to ask for targets");
    Duration interval = interval(section);
    section.done();
    return called.map(one ->
        new TargetUrlSettings(one.url(), one.trust(), one.identity(), one.proxy(), interval));
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
