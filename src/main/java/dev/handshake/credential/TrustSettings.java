package dev.handshake.credential;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a named trust store comes from.
 *
 * @param files PEM or DER files of anchors
 * @param includeSystem whether the system's roots belong to it too
 * @param intermediates files of certificates that complete paths without being trusted
 * @param crls files of revocation lists
 */
public record TrustSettings(
    String name,
    List<Path> files,
    boolean includeSystem,
    List<Path> intermediates,
    List<Path> crls) {
  public TrustSettings {
    files = List.copyOf(files);
    intermediates = List.copyOf(intermediates);
    crls = List.copyOf(crls);
  }
}
