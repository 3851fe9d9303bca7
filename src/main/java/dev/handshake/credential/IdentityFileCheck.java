package dev.handshake.credential;

import dev.handshake.credential.IdentitySettings.KeyStoreFile;
import dev.handshake.credential.IdentitySettings.PemFiles;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that is wrong with the files of an identity. Loading stops at the first; this goes on with
 * whatever could be read.
 *
 * @param unusable what keeps the identity from being used, a sentence each without a full stop
 * @param findings what is true of the certificates; empty where none could be read
 * @param exposed which of the secret files others can get at, a sentence each without a full stop
 */
public record IdentityFileCheck(
    List<String> unusable, Optional<IdentityFindings> findings, List<String> exposed) {
  public IdentityFileCheck {
    unusable = List.copyOf(unusable);
    exposed = List.copyOf(exposed);
  }

  /**
   * Reads and judges.
   *
   * @param chainFile certificates that are sent after those of the certificate file
   */
  public static IdentityFileCheck of(
      IdentitySettings settings,
      Optional<Path> chainFile,
      IdentityInspector inspector,
      Instant now) {
    return switch (settings) {
      case PemFiles pem -> ofPem(pem, chainFile, inspector, now);
      case KeyStoreFile store ->
          switch (IdentityFiles.load(store)) {
            case Identity.Usable usable ->
                new IdentityFileCheck(
                    List.of(),
                    Optional.of(inspector.inspect(usable.chain(), now)),
                    exposed(settings));
            case Identity.Unusable(_, var why) ->
                new IdentityFileCheck(List.of(why), Optional.empty(), exposed(settings));
          };
    };
  }

  private static IdentityFileCheck ofPem(
      PemFiles pem, Optional<Path> chainFile, IdentityInspector inspector, Instant now) {
    List<String> unusable = new ArrayList<>();
    List<X509Certificate> chain = new ArrayList<>();
    read(() -> CertificateFile.read(pem.certificate()), unusable).ifPresent(chain::addAll);
    boolean leaf = !chain.isEmpty();
    chainFile
        .flatMap(file -> read(() -> CertificateFile.read(file), unusable))
        .ifPresent(chain::addAll);
    Optional<PrivateKey> key = read(() -> KeyFile.read(pem.key(), pem.keyPasswordFile()), unusable);
    if (leaf && key.isPresent()) {
      read(
          () -> {
            IdentityFiles.match(pem.certificate(), pem.key(), chain, key.get());
            return key;
          },
          unusable);
    }
    return new IdentityFileCheck(
        unusable,
        leaf ? Optional.of(inspector.inspect(chain, now)) : Optional.empty(),
        exposed(pem));
  }

  private static List<String> exposed(IdentitySettings settings) {
    return settings.secrets().stream()
        .flatMap(file -> Exposure.of(file).map(who -> file + ": " + who).stream())
        .toList();
  }

  /** Something that is read from a file, or fails to be. */
  @FunctionalInterface
  private interface Reading<T> {
    T read() throws UnusableFile;
  }

  private static <T> Optional<T> read(Reading<T> reading, List<String> unusable) {
    try {
      return Optional.of(reading.read());
    } catch (UnusableFile wrong) {
      unusable.add(wrong.sentence());
      return Optional.empty();
    }
  }
}
