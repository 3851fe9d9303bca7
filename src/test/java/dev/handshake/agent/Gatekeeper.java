package dev.handshake.agent;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.target.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A TLS server on 127.0.0.1 that lets in every client and keeps what each has shown. */
final class Gatekeeper implements AutoCloseable {
  private static final char[] PASSWORD = "test".toCharArray();

  private final SSLServerSocket socket;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<X509Certificate> shown = new CopyOnWriteArrayList<>();
  private final LongAdder handshakes = new LongAdder();

  private Gatekeeper(SSLServerSocket socket) {
    this.socket = socket;
    threads.execute(this::accept);
  }

  /** Begins to listen with a certificate. */
  static Gatekeeper open(HeldCertificate certificate) {
    try {
      SSLServerSocket socket =
          (SSLServerSocket)
              context(certificate)
                  .getServerSocketFactory()
                  .createServerSocket(0, 1024, InetAddress.ofLiteral("127.0.0.1"));
      socket.setWantClientAuth(true);
      return new Gatekeeper(socket);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static SSLContext context(HeldCertificate certificate)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server", certificate.key(), PASSWORD, certificate.chain().toArray(Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), new TrustManager[] {new Everybody()}, new SecureRandom());
    return context;
  }

  Endpoint endpoint() {
    return new Endpoint("127.0.0.1", socket.getLocalPort());
  }

  /** The leaf certificates of clients, in the order in which they came. */
  List<X509Certificate> shown() {
    return shown;
  }

  /** How many clients have shaken hands. */
  long handshakes() {
    return handshakes.sum();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        SSLSocket client = (SSLSocket) socket.accept();
        threads.execute(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(SSLSocket client) {
    try (client) {
      client.startHandshake();
      handshakes.increment();
      leaf(client).ifPresent(shown::add);
      client.getInputStream().readAllBytes();
    } catch (IOException ended) {
      // The client has left.
    }
  }

  private static Optional<X509Certificate> leaf(SSLSocket client) {
    try {
      return Optional.of((X509Certificate) client.getSession().getPeerCertificates()[0]);
    } catch (SSLPeerUnverifiedException none) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdownNow();
  }

  private static final class Everybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
