package dev.handshake.credential;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The roots that the machine trusts: the bundle that {@code SSL_CERT_FILE} names, else the first of
 * the usual places that holds one, else the roots of the Java runtime.
 */
final class SystemRoots {
  static final String VARIABLE = "SSL_CERT_FILE";

  static final List<Path> USUAL_PLACES =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
          Path.of("/etc/ssl/ca-bundle.pem"),
          Path.of("/etc/pki/tls/cacert.pem"),
          Path.of("/etc/ssl/cert.pem"));

  private final Function<String, @Nullable String> environment;
  private final List<Path> places;

  SystemRoots(Function<String, @Nullable String> environment, List<Path> places) {
    this.environment = environment;
    this.places = places;
  }

  /** The roots; a bundle that was named and holds none is a fault, one that was found is not. */
  Set<X509Certificate> load() throws UnusableFile {
    String named = environment.apply(VARIABLE);
    if (named != null && !named.isEmpty()) {
      return new LinkedHashSet<>(CertificateFile.readLeniently(Path.of(named)));
    }
    for (Path place : places) {
      Set<X509Certificate> found = bundle(place);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return ofTheRuntime();
  }

  /** The files that decide which roots there are. */
  List<Path> files() {
    String named = environment.apply(VARIABLE);
    return named != null && !named.isEmpty() ? List.of(Path.of(named)) : places;
  }

  private static Set<X509Certificate> bundle(Path place) {
    try {
      return Files.isReadable(place)
          ? new LinkedHashSet<>(CertificateFile.readLeniently(place))
          : Set.of();
    } catch (UnusableFile notABundle) {
      return Set.of();
    }
  }

  private static Set<X509Certificate> ofTheRuntime() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      Set<X509Certificate> roots = new LinkedHashSet<>();
      Arrays.stream(factory.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .map(X509TrustManager.class::cast)
          .forEach(manager -> roots.addAll(List.of(manager.getAcceptedIssuers())));
      return roots;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("the Java runtime's trust store is broken", impossible);
    }
  }
}
