package dev.handshake.notify;

import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * How we speak TLS to a receiver: it is verified by a trust store, name included, whatever happens.
 *
 * @param identity what is shown when it asks for a certificate
 */
record TlsSide(TrustAnchors trust, Optional<Identity.Usable> identity) {
  void applyTo(HttpClientOptions options) {
    options
        .setSsl(true)
        .setTrustAll(false)
        .setVerifyHost(true)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setTrustOptions(trustOptions());
    identity.ifPresent(usable -> options.setKeyCertOptions(KeyCertOptions.wrap(new Keys(usable))));
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

  /** Shows the one certificate whenever one is asked for, whatever authorities are named. */
  private static final class Keys extends X509ExtendedKeyManager {
    private static final String ALIAS = "identity";

    private final Identity.Usable identity;

    Keys(Identity.Usable identity) {
      this.identity = identity;
    }

    @Override
    public String chooseEngineClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
      return ALIAS;
    }

    @Override
    public String chooseClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
      return ALIAS;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return identity.key();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[0];
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, Socket socket) {
      return null;
    }
  }
}
