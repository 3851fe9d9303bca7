package dev.handshake.resilience;

import dev.handshake.lab.HeldCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A server that lets in whoever shows a certificate of one authority, and remembers which. */
final class MutualServer implements AutoCloseable {
  private static final char[] PASSWORD = "mutual".toCharArray();
  private static final byte[] FINE =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final SSLServerSocket socket;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  private MutualServer(SSLServerSocket socket) {
    this.socket = socket;
  }

  static MutualServer open(HeldCertificate own, X509Certificate authority) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyStore keys = store();
      keys.setKeyEntry("own", own.key(), PASSWORD, own.chain().toArray(Certificate[]::new));
      KeyManagerFactory shown =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      shown.init(keys, PASSWORD);
      KeyStore anchors = store();
      anchors.setCertificateEntry("authority", authority);
      TrustManagerFactory trusted =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusted.init(anchors);
      context.init(shown.getKeyManagers(), trusted.getTrustManagers(), null);
      SSLServerSocket socket =
          (SSLServerSocket)
              context
                  .getServerSocketFactory()
                  .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
      socket.setNeedClientAuth(true);
      MutualServer server = new MutualServer(socket);
      Thread.ofPlatform().daemon().start(server::serve);
      return server;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static KeyStore store() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Whether a certificate was shown here. */
  boolean saw(X509Certificate certificate) {
    return seen.contains(certificate.getSerialNumber().toString());
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (SSLSocket guest = (SSLSocket) socket.accept()) {
        InputStream in = guest.getInputStream();
        if (in.read() >= 0
            && guest.getSession().getPeerCertificates()[0] instanceof X509Certificate shown) {
          seen.add(shown.getSerialNumber().toString());
          guest.getOutputStream().write(FINE);
        }
      } catch (IOException gone) {
        // The next one may stay; a closed socket ends the loop.
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
