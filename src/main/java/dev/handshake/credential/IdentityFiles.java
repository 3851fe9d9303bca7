package dev.handshake.credential;

import dev.handshake.credential.IdentitySettings.KeyStoreFile;
import dev.handshake.credential.IdentitySettings.PemFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Loads client identities from their files. */
public final class IdentityFiles {
  private IdentityFiles() {}

  /**
   * Loads an identity. Whatever is wrong with its files makes it {@link Identity.Unusable}; this
   * never throws.
   */
  public static Identity load(IdentitySettings settings) {
    try {
      return switch (settings) {
        case PemFiles pem ->
            usable(
                pem.name(),
                pem.certificate(),
                pem.key(),
                CertificateFile.read(pem.certificate()),
                KeyFile.read(pem.key(), pem.keyPasswordFile()));
        case KeyStoreFile store -> load(store);
      };
    } catch (UnusableFile unusable) {
      return new Identity.Unusable(settings.name(), unusable.sentence());
    }
  }

  /** The same for what we show as a server, whose key is not encrypted. */
  public static Identity load(String name, Pem certificate, Pem key) {
    try {
      return usable(
          name,
          PemContent.name(certificate),
          PemContent.name(key),
          PemContent.certificates(certificate),
          PemContent.key(key));
    } catch (UnusableFile unusable) {
      return new Identity.Unusable(name, unusable.sentence());
    }
  }

  private static Identity load(KeyStoreFile settings) throws UnusableFile {
    return CredentialFile.use(
        settings.keystore(),
        content ->
            settings.passwordFile().isPresent()
                ? CredentialFile.usePassword(
                    settings.passwordFile().get(), password -> load(settings, content, password))
                : load(settings, content, new char[0]));
  }

  private static Identity load(KeyStoreFile settings, byte[] content, char[] password)
      throws UnusableFile {
    Path file = settings.keystore();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(content), password);
      String alias = onlyKey(file, store);
      PrivateKey key = (PrivateKey) store.getKey(alias, password);
      return usable(
          settings.name(), file, file, chain(file, store.getCertificateChain(alias)), key);
    } catch (UnrecoverableKeyException wrong) {
      throw wrongPassword(file);
    } catch (IOException damaged) {
      throw damaged.getCause() instanceof UnrecoverableKeyException
          ? wrongPassword(file)
          : new UnusableFile(file, "is not a PKCS#12 key store, or is cut off");
    } catch (GeneralSecurityException | ClassCastException unsupported) {
      throw new UnusableFile(file, "holds a key or certificate that cannot be used for TLS");
    }
  }

  private static String onlyKey(Path file, KeyStore store) throws KeyStoreException, UnusableFile {
    String found = "";
    for (String alias : Collections.list(store.aliases())) {
      if (!store.isKeyEntry(alias)) {
        continue;
      }
      if (!found.isEmpty()) {
        throw new UnusableFile(file, "holds more than one key");
      }
      found = alias;
    }
    if (found.isEmpty()) {
      throw new UnusableFile(file, "holds no key with a certificate");
    }
    return found;
  }

  private static List<X509Certificate> chain(Path file, Certificate @Nullable [] certificates)
      throws UnusableFile {
    if (certificates == null || certificates.length == 0) {
      throw new UnusableFile(file, "holds a key without a certificate");
    }
    return Arrays.stream(certificates).map(X509Certificate.class::cast).toList();
  }

  private static UnusableFile wrongPassword(Path file) {
    return new UnusableFile(file, "cannot be opened: wrong password");
  }

  private static Identity usable(
      String name, Path certificateFile, Path keyFile, List<X509Certificate> chain, PrivateKey key)
      throws UnusableFile {
    match(certificateFile, keyFile, chain, key);
    return new Identity.Usable(name, chain, key, Version.of(chain));
  }

  /** Demands that a key is that of the first certificate. */
  static void match(Path certificateFile, Path keyFile, List<X509Certificate> chain, PrivateKey key)
      throws UnusableFile {
    if (KeyMatch.of(key, chain.getFirst())) {
      return;
    }
    for (int position = 1; position < chain.size(); position++) {
      if (KeyMatch.of(key, chain.get(position))) {
        throw new UnusableFile(
            certificateFile,
            "is in the wrong order: the key belongs to certificate "
                + (position + 1)
                + ", which must come first");
      }
    }
    throw new UnusableFile(keyFile, "does not match the certificate in " + certificateFile);
  }
}
