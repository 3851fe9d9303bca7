package dev.handshake.web;

import dev.handshake.target.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Judges the certificates of clients, as exporter-toolkit does. */
final class ClientTrust implements X509TrustManager {
  /** E-mail, DNS name, URI and IP address (RFC 5280, section 4.2.1.6). */
  private static final Set<Integer> COMPARED = Set.of(1, 2, 6, 7);

  private final X509Certificate[] authorities;
  private final Optional<X509TrustManager> verification;
  private final List<String> allowedSans;

  ClientTrust(WebTls tls) {
    this.authorities = tls.authorities().toArray(X509Certificate[]::new);
    this.verification =
        tls.clients().verifies() ? Optional.of(verification(authorities)) : Optional.empty();
    this.allowedSans = tls.allowedSans();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    if (verification.isPresent()) {
      verification.get().checkClientTrusted(chain, authType);
    }
    if (!allowedSans.isEmpty() && !isAllowed(chain[0])) {
      throw new CertificateException("no name of the client's certificate is allowed");
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("servers are not judged here");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.clone();
  }

  private boolean isAllowed(X509Certificate certificate) throws CertificateException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    return names != null
        && names.stream()
            .filter(name -> name.get(0) instanceof Integer kind && COMPARED.contains(kind))
            .anyMatch(name -> isAllowed(String.valueOf(name.get(1))));
  }

  private boolean isAllowed(String name) {
    return allowedSans.contains(name) || Endpoint.literal(name).filter(this::isAllowed).isPresent();
  }

  /** An address has more than one way to be written. */
  private boolean isAllowed(InetAddress address) {
    return allowedSans.stream()
        .anyMatch(allowed -> Endpoint.literal(allowed).filter(address::equals).isPresent());
  }

  private static X509TrustManager verification(X509Certificate[] authorities) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int index = 0; index < authorities.length; index++) {
        store.setCertificateEntry(Integer.toString(index), authorities[index]);
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      return (X509TrustManager)
          Arrays.stream(factory.getTrustManagers())
              .filter(X509TrustManager.class::isInstance)
              .findFirst()
              .orElseThrow();
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("a trust store in memory", impossible);
    }
  }
}
