package dev.handshake.credential;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/** Who can get at a file that holds a secret, beside its owner and the readers of its group. */
public final class Exposure {
  private Exposure() {}

  /**
   * What is wrong with the permissions of a file, as a clause: that any user may read it, or that
   * others than its owner may write it. Empty if nothing is, if it cannot be told, and where there
   * is no such file.
   */
  public static Optional<String> of(Path file) {
    try {
      return of(Files.getPosixFilePermissions(file))
          .map(who -> who + " (0600 or 0640 keeps them from it)");
    } catch (IOException | UnsupportedOperationException unknown) {
      return Optional.empty();
    }
  }

  private static Optional<String> of(Set<PosixFilePermission> allowed) {
    if (allowed.contains(PosixFilePermission.OTHERS_WRITE)) {
      return Optional.of("every user of this machine may write this file");
    }
    if (allowed.contains(PosixFilePermission.OTHERS_READ)) {
      return Optional.of("every user of this machine may read this file");
    }
    return allowed.contains(PosixFilePermission.GROUP_WRITE)
        ? Optional.of("all users of its group may write this file")
        : Optional.empty();
  }
}
