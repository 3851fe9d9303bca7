package dev.handshake.credential;

import java.nio.file.Path;
import java.util.Optional;

/** Where a named client identity comes from. */
public sealed interface IdentitySettings {
  /** The identity's name in the configuration. */
  String name();

  /** A PEM certificate (with its chain) and a PEM key, which may be encrypted. */
  record PemFiles(String name, Path certificate, Path key, Optional<Path> keyPasswordFile)
      implements IdentitySettings {}

  /** A PKCS#12 key store and the file that holds its password. */
  record KeyStoreFile(String name, Path keystore, Optional<Path> passwordFile)
      implements IdentitySettings {}
}
