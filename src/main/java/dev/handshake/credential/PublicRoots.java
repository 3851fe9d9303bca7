package dev.handshake.credential;

import dev.handshake.certificate.Fingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The roots that the public trusts: those that the operating system or the Java runtime came with,
 * less what this machine's administrators added. Read when first asked for, from files: a matter of
 * some tens of milliseconds. Safe for use by many threads.
 */
public final class PublicRoots {
  /** Where administrators put the roots that the system's bundle shall also hold. */
  private static final List<Path> ADDITIONS =
      List.of(
          Path.of("/usr/local/share/ca-certificates"),
          Path.of("/etc/pki/ca-trust/source/anchors"),
          Path.of("/etc/pki/trust/anchors"),
          Path.of("/etc/ca-certificates/trust-source/anchors"));

  private static final int MOST_FILES = 1000;
  private static final int DEPTH = 3;
  private static final PublicRoots OF_THIS_MACHINE =
      new PublicRoots(() -> shipped(SystemRoots.USUAL_PLACES, ADDITIONS));

  private final Supplier<Collection<X509Certificate>> source;
  private final Map<X509Certificate, Boolean> answers =
      Collections.synchronizedMap(new WeakHashMap<>());
  private @Nullable Known known;

  /** The roots by their keys, of which there may be several certificates, and by their names. */
  private record Known(Set<String> keys, Set<X500Principal> names) {}

  private PublicRoots(Supplier<Collection<X509Certificate>> source) {
    this.source = source;
  }

  /** The roots that this machine came with. */
  public static PublicRoots ofThisMachine() {
    return OF_THIS_MACHINE;
  }

  /** Exactly these roots. */
  public static PublicRoots of(Collection<X509Certificate> roots) {
    List<X509Certificate> all = List.copyOf(roots);
    return new PublicRoots(() -> all);
  }

  /** Reads the roots, unless they were read before. */
  public void load() {
    known();
  }

  /**
   * Whether a certificate has the key of a public root, or names one as its issuer. The answer is
   * remembered for as long as somebody holds the certificate.
   */
  public boolean leadsToOne(X509Certificate certificate) {
    Boolean told = answers.get(certificate);
    if (told == null) {
      told = find(certificate);
      answers.put(certificate, told);
    }
    return told;
  }

  private boolean find(X509Certificate certificate) {
    Known roots = known();
    X500Principal issuer = certificate.getIssuerX500Principal();
    return roots.keys().contains(key(certificate))
        || (!issuer.equals(certificate.getSubjectX500Principal())
            && roots.names().contains(issuer));
  }

  private synchronized Known known() {
    Known roots = known;
    if (roots == null) {
      roots = new Known(new HashSet<>(), new HashSet<>());
      for (X509Certificate root : source.get()) {
        roots.keys().add(key(root));
        roots.names().add(root.getSubjectX500Principal());
      }
      known = roots;
    }
    return roots;
  }

  private static String key(X509Certificate certificate) {
    return Fingerprint.sha256(certificate.getPublicKey().getEncoded());
  }

  static Set<X509Certificate> shipped(List<Path> bundles, List<Path> additions) {
    try {
      Set<X509Certificate> roots = new HashSet<>(new SystemRoots(_ -> null, bundles).load());
      additions.stream()
          .flatMap(PublicRoots::files)
          .forEach(file -> certificates(file).forEach(roots::remove));
      return roots;
    } catch (UnusableFile impossible) {
      throw new IllegalStateException("no file was named", impossible);
    }
  }

  private static Stream<Path> files(Path directory) {
    if (!Files.isDirectory(directory)) {
      return Stream.empty();
    }
    try (Stream<Path> found = Files.walk(directory, DEPTH)) {
      return found.filter(Files::isRegularFile).limit(MOST_FILES).toList().stream();
    } catch (IOException | UncheckedIOException unreadable) {
      return Stream.empty();
    }
  }

  private static List<X509Certificate> certificates(Path file) {
    try {
      return CertificateFile.readLeniently(file);
    } catch (UnusableFile other) {
      return List.of();
    }
  }
}
