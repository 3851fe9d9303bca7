package dev.handshake.credential;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a named client identity comes from. */
public sealed interface IdentitySettings {
  /** The identity's name in the configuration. */
  String name();

  /** The files that hold the key or a password. */
  default List<Path> secrets() {
    return switch (this) {
      case PemFiles(_, _, var key, var password) ->
          Stream.concat(Stream.of(key), password.stream()).toList();
      case KeyStoreFile(_, var store, var password) ->
          Stream.concat(Stream.of(store), password.stream()).toList();
    };
  }

  /** A PEM certificate (with its chain) and a PEM key, which may be encrypted. */
  record PemFiles(String name, Path certificate, Path key, Optional<Path> keyPasswordFile)
      implements IdentitySettings {}

  /** A PKCS#12 key store and the file that holds its password. */
  record KeyStoreFile(String name, Path keystore, Optional<Path> passwordFile)
      implements IdentitySettings {}
}
