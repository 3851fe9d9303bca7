package dev.handshake.config;

import dev.handshake.credential.Credentials;
import java.util.List;

/**
 * A configuration file with the credentials that it names.
 *
 * @param warnings what is accepted and had better be otherwise, in the order of the lines
 * @param shown the file as anybody may see it: without comments and secrets, and with references to
 *     the environment as they stand
 */
public record Configuration(
    Settings settings, Credentials credentials, List<ConfigWarning> warnings, String shown) {
  public Configuration {
    warnings = List.copyOf(warnings);
  }
}
