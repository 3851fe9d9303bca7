package dev.handshake.agent;

import dev.handshake.config.ConfigException;
import dev.handshake.config.Configuration;
import dev.handshake.credential.Credentials;
import dev.handshake.credential.Identity;
import dev.handshake.discovery.FileStamp;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a configuration was found to be.
 *
 * @param stamps of all files that it depends on, taken before they were read
 * @param configuration empty where it is refused by itself
 * @param complaints why it is not to be put in force; none if it is
 */
record Reading(
    Map<Path, FileStamp> stamps, Optional<Configuration> configuration, List<String> complaints) {
  /**
   * Reads a configuration that nothing was in force before.
   *
   * @throws ConfigException with every mistake
   */
  static Reading first(Reloader.Loading loading) {
    Map<Path, FileStamp> stamps = new LinkedHashMap<>();
    Configuration configuration = loading.load(stamping(stamps));
    return new Reading(stamps, Optional.of(configuration), List.of());
  }

  /** Reads a configuration that is to follow a plan. */
  static Reading of(Reloader.Loading loading, Plan before) {
    Map<Path, FileStamp> stamps = new LinkedHashMap<>();
    try {
      Configuration configuration = loading.load(stamping(stamps));
      return new Reading(
          stamps, Optional.of(configuration), lost(before, configuration.credentials()));
    } catch (ConfigException refused) {
      return new Reading(
          stamps, Optional.empty(), refused.errors().stream().map(Object::toString).toList());
    }
  }

  private static Consumer<Path> stamping(Map<Path, FileStamp> stamps) {
    return file -> stamps.computeIfAbsent(file, FileStamp::of);
  }

  /** What can be used now and could not be used any more. */
  private static List<String> lost(Plan before, Credentials after) {
    return before.identities().values().stream()
        .filter(Identity.Usable.class::isInstance)
        .flatMap(usable -> after.identity(usable.name()).stream())
        .filter(Identity.Unusable.class::isInstance)
        .map(Identity.Unusable.class::cast)
        .map(lost ->
            "identities.%s: %s (expected: files that can be used, as those before them)"
                .formatted(lost.name(), lost.why()))
        .sorted()
        .toList();
  }

  /** Whether it may be wrong only because its files were changed while they were read. */
  boolean isPremature() {
    return !complaints.isEmpty()
        && stamps.values().stream().anyMatch(stamp -> !FileStamp.of(stamp.file()).equals(stamp));
  }
}
