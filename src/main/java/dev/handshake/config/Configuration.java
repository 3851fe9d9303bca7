package dev.handshake.config;

import dev.handshake.credential.Credentials;
import java.util.List;

/**
 * A configuration file with the credentials that it names.
 *
 * @param warnings what is accepted and had better be otherwise, in the order of the lines
 */
public record Configuration(
    Settings settings, Credentials credentials, List<ConfigWarning> warnings) {
  public Configuration {
    warnings = List.copyOf(warnings);
  }
}
