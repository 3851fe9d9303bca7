package dev.handshake.config;

import dev.handshake.credential.Credentials;
import dev.handshake.credential.IdentitySettings;
import dev.handshake.credential.TrustSettings;
import dev.handshake.credential.TrustStores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the named trust stores and identities. */
final class CredentialReader {
  private CredentialReader() {}

  static List<TrustSettings> trust(Map<String, Value> stores) {
    List<TrustSettings> settings = new ArrayList<>();
    stores.forEach((name, value) -> {
      if (name.equals(TrustStores.SYSTEM)) {
        value.wrong("another name, this trust store always exists");
      }
      value.section().ifPresent(section -> settings.add(trust(name, section)));
    });
    return settings;
  }

  private static TrustSettings trust(String name, Section section) {
    List<Path> files = certificates(section, "files");
    List<Path> intermediates = certificates(section, "intermediates");
    List<Path> crls =
        section
            .list("crls", value -> value.existingFile("a file of revocation lists"))
            .orElse(List.of());
    boolean includeSystem = section.flag("include_system", false);
    boolean namesNone = section.value("files").flatMap(Value::list).map(List::isEmpty).orElse(true);
    if (namesNone && !includeSystem) {
      section.wrong("at least one file, or include_system: true", "files");
    }
    section.done();
    return new TrustSettings(name, files, includeSystem, intermediates, crls);
  }

  private static List<Path> certificates(Section section, String key) {
    return section
        .list(key, value -> value.existingFile("a PEM or DER file of certificates"))
        .orElse(List.of());
  }

  static List<IdentitySettings> identities(Map<String, Value> identities) {
    List<IdentitySettings> settings = new ArrayList<>();
    identities.forEach((name, value) -> {
      if (name.equals(Credentials.STRANGER)) {
        value.wrong("another name, this identity always exists");
      }
      value.section().flatMap(section -> identity(name, section)).ifPresent(settings::add);
    });
    return settings;
  }

  /** One in PEM files or in a key store: their names count here, what is in them does not. */
  private static Optional<IdentitySettings> identity(String name, Section section) {
    Optional<Path> certificate = file(section.value("certificate"));
    Optional<Path> key = secretFile(section.value("key"));
    Optional<Path> keyPassword = secretFile(section.nullable("key_password_file"));
    Optional<Path> keystore = secretFile(section.value("keystore"));
    Optional<Path> password = secretFile(section.nullable("password_file"));
    section.done();
    boolean pem =
        section.value("certificate").isPresent()
            || section.value("key").isPresent()
            || section.nullable("key_password_file").isPresent();
    boolean store =
        section.value("keystore").isPresent() || section.nullable("password_file").isPresent();
    if (pem && store) {
      section.wrong(
          section.value("keystore").isPresent()
              ? "either certificate and key, or keystore, not both"
              : "key_password_file, where the key is encrypted; this one goes with keystore",
          "keystore",
          "password_file");
    } else if (store) {
      section.required("keystore", "a PKCS#12 file");
      return keystore.map(file -> new IdentitySettings.KeyStoreFile(name, file, password));
    } else {
      section.required("certificate", "a PEM file, or keystore instead of certificate and key");
      section.required("key", "a PEM file with the certificate's private key");
      if (certificate.isPresent() && key.isPresent()) {
        return Optional.of(
            new IdentitySettings.PemFiles(name, certificate.get(), key.get(), keyPassword));
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> file(Optional<Value> value) {
    return value.flatMap(Value::file);
  }

  private static Optional<Path> secretFile(Optional<Value> value) {
    return value.flatMap(Value::secretFile);
  }
}
