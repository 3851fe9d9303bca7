package dev.handshake.lab;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Judges client certificates as {@link ClientAuth} says, with the JDK's own rules. */
final class ClientJudge extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager strict;
  private final ClientAuth when;

  ClientJudge(X509Certificate authority, ClientAuth when) {
    this.strict = trusting(authority);
    this.when = when;
  }

  /** Whether a chain is good, whenever that is decided. */
  boolean accepts(X509Certificate[] chain) {
    try {
      strict.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
      return true;
    } catch (CertificateException bad) {
      return false;
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    switch (when) {
      case NONE, WANTED, NEEDED -> strict.checkClientTrusted(chain, authType, socket);
      case JUDGED_IN_HTTP -> {}
      case JUDGED_FOREVER -> ponder();
    }
  }

  private static void ponder() {
    long end = System.nanoTime() + Listener.LIMIT.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    strict.checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    strict.checkClientTrusted(chain, authType, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("a server of the lab trusts no servers");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return strict.getAcceptedIssuers();
  }

  private static X509ExtendedTrustManager trusting(X509Certificate authority) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("clients", authority);
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager extended) {
          return extended;
        }
      }
      throw new AssertionError("the JDK's PKIX factory makes extended trust managers");
    } catch (GeneralSecurityException | java.io.IOException impossible) {
      throw new IllegalStateException("cannot trust the lab's client authority", impossible);
    }
  }
}
