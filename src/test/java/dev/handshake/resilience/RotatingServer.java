package dev.handshake.resilience;

import dev.handshake.lab.HeldCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * A server that is another one at each connection: a leaf of its own by an issuer of its own, and
 * the next version and cipher suite in turn.
 */
final class RotatingServer implements AutoCloseable {
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");

  private static final char[] PASSWORD = "rotating".toCharArray();
  private static final String NAME = "rotating.handshake.test";

  private final HeldCertificate root =
      HeldCertificate.named("Rotating Root", Instant.now()).authority().mint();
  private final AtomicInteger shown = new AtomicInteger();
  private final ServerSocket socket;

  private RotatingServer(ServerSocket socket) {
    this.socket = socket;
  }

  static RotatingServer open() throws IOException {
    RotatingServer server =
        new RotatingServer(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")));
    Thread.ofPlatform().daemon().start(server::serve);
    return server;
  }

  int port() {
    return socket.getLocalPort();
  }

  String name() {
    return NAME;
  }

  HeldCertificate root() {
    return root;
  }

  /** How many different certificates were shown. */
  int shown() {
    return shown.get();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket plain = socket.accept()) {
        shake(plain, shown.getAndIncrement());
      } catch (IOException gone) {
        // The next one may stay; a closed socket ends the loop.
      }
    }
  }

  private void shake(Socket plain, int number) throws IOException {
    String cipher = CIPHERS.get(number % CIPHERS.size());
    try (SSLSocket secured =
        (SSLSocket)
            context(number).getSocketFactory().createSocket(plain, null, plain.getPort(), true)) {
      secured.setUseClientMode(false);
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setProtocols(
          new String[] {cipher.startsWith("TLS_ECDHE") ? "TLSv1.2" : "TLSv1.3"});
      parameters.setCipherSuites(new String[] {cipher});
      secured.setSSLParameters(parameters);
      OutputStream out = secured.getOutputStream();
      out.write("hello\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      secured.getInputStream().readAllBytes();
    }
  }

  private SSLContext context(int number) throws IOException {
    Instant now = Instant.now();
    HeldCertificate issuer =
        HeldCertificate.named("Rotating Issuer " + number, now).authority().issuedBy(root).mint();
    HeldCertificate leaf =
        HeldCertificate.named(NAME + " " + number, now)
            .dns(NAME)
            .purposes(KeyPurposeId.id_kp_serverAuth)
            .issuedBy(issuer)
            .mint();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("leaf", leaf.key(), PASSWORD, leaf.chain().toArray(X509Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
