package dev.handshake.agent;

import dev.handshake.lab.HeldCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A server on loopback that lets every client certificate in, and remembers which ones it saw. */
final class ClientsSeen implements AutoCloseable {
  private static final char[] PASSWORD = "unused".toCharArray();
  private static final byte[] FINE =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final List<BigInteger> serials = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SSLServerSocket listening;

  private ClientsSeen(SSLServerSocket listening) {
    this.listening = listening;
    listening.setNeedClientAuth(true);
    threads.execute(this::accept);
  }

  static ClientsSeen start(HeldCertificate server) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      Certificate[] chain = server.chain().toArray(Certificate[]::new);
      store.setKeyEntry("server", server.key(), PASSWORD, chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), new TrustManager[] {new Everybody()}, new SecureRandom());
      return new ClientsSeen(
          (SSLServerSocket)
              context
                  .getServerSocketFactory()
                  .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")));
    } catch (GeneralSecurityException | IOException failure) {
      throw new IllegalStateException("cannot listen", failure);
    }
  }

  int port() {
    return listening.getLocalPort();
  }

  /** The serial numbers of all leaves that were shown so far. */
  List<BigInteger> serials() {
    return List.copyOf(serials);
  }

  /** The one that was shown last. */
  Optional<BigInteger> last() {
    List<BigInteger> all = serials();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  private void accept() {
    try {
      while (true) {
        SSLSocket socket = (SSLSocket) listening.accept();
        threads.execute(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The end.
    }
  }

  private void serve(SSLSocket socket) {
    try (Socket closing = socket) {
      socket.startHandshake();
      X509Certificate leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      serials.add(leaf.getSerialNumber());
      if (socket.getInputStream().read() >= 0) {
        closing.getOutputStream().write(FINE);
        closing.getOutputStream().flush();
      }
    } catch (IOException left) {
      // A probe ends when it likes.
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    threads.shutdownNow();
  }

  private record Everybody() implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {
      // Whoever it is.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {
      throw new IllegalStateException("this is a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
