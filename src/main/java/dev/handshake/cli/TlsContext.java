package dev.handshake.cli;

import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import dev.handshake.probe.InsistentKeys;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** How this command line speaks TLS by the Java runtime alone, without starting anything. */
final class TlsContext {
  private TlsContext() {}

  /**
   * Trusts exactly the anchors.
   *
   * @param identity what is shown when it is asked for
   */
  static SSLContext of(TrustAnchors trust, Optional<Identity.Usable> identity) {
    try {
      KeyManager[] keys = identity.map(InsistentKeys::of).stream().toArray(KeyManager[]::new);
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store(trust));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("the Java runtime has no TLS", impossible);
    }
  }

  private static KeyStore store(TrustAnchors trust) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (X509Certificate anchor : trust.anchors()) {
      store.setCertificateEntry("anchor " + number++, anchor);
    }
    return store;
  }
}
