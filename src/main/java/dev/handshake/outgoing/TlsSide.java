package dev.handshake.outgoing;

import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import dev.handshake.probe.InsistentKeys;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.security.GeneralSecurityException;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;

/**
 * How we speak TLS to a service: it is verified by a trust store, name included, whatever happens.
 *
 * @param identity what is shown when it asks for a certificate
 */
public record TlsSide(TrustAnchors trust, Optional<Identity.Usable> identity) {
  /**
   * Sets a client so.
   *
   * @throws IllegalArgumentException naming the trust store, where it has no anchors
   */
  public void applyTo(HttpClientOptions options) {
    options
        .setSsl(true)
        .setTrustAll(false)
        .setVerifyHost(true)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setTrustOptions(trustOptions());
    identity.ifPresent(
        usable -> options.setKeyCertOptions(KeyCertOptions.wrap(InsistentKeys.of(usable))));
  }

  private TrustOptions trustOptions() {
    try {
      Set<TrustAnchor> anchors =
          trust.anchors().stream()
              .map(certificate -> new TrustAnchor(certificate, null))
              .collect(Collectors.toSet());
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
      parameters.setRevocationEnabled(false);
      parameters.addCertStore(
          CertStore.getInstance(
              "Collection", new CollectionCertStoreParameters(trust.intermediates())));
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(new CertPathTrustManagerParameters(parameters));
      return TrustOptions.wrap(factory.getTrustManagers()[0]);
    } catch (GeneralSecurityException unusable) {
      throw new IllegalArgumentException(
          "trust: " + trust.name() + " (expected: a trust store with anchors)", unusable);
    }
  }
}
