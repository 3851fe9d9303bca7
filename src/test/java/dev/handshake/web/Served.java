package dev.handshake.web;

import dev.handshake.credential.Identity;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.metrics.Scrape;
import dev.handshake.monitor.ProbeNow;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.jspecify.annotations.Nullable;

/** The surface of no agent, listening by a web file, and what clients of it need. */
public final class Served implements AutoCloseable {
  public static final Instant NOW = start();
  public static final HeldCertificate ROOT =
      HeldCertificate.named("Web Root", NOW).authority().mint();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final WebServer web;

  private Served(WebFile file, Bounds bounds) throws TimeoutException {
    Scrape scrape = new Scrape();
    this.web =
        WebServer.start(
                vertx,
                new WebSettings("127.0.0.1", 0).withFile(file),
                scrape.store,
                scrape.exposition,
                new Operations(
                    _ -> Future.succeededFuture(new ProbeNow.Unknown()),
                    (_, _) -> Future.failedFuture("not asked"),
                    () -> true),
                Instant::now,
                bounds)
            .await(20, TimeUnit.SECONDS);
  }

  public static Served by(WebFile file) throws TimeoutException {
    return by(file, Bounds.DEFAULT);
  }

  static Served by(WebFile file, Bounds bounds) throws TimeoutException {
    return new Served(file, bounds);
  }

  /** One moment for all certificates, so that they can be compared. */
  private static Instant start() {
    return Instant.now();
  }

  /** A server's certificate for the names of this machine. */
  public static HeldCertificate server(String name) {
    return HeldCertificate.named(name, NOW)
        .dns("localhost")
        .ip("127.0.0.1")
        .ec("secp256r1")
        .issuedBy(ROOT)
        .mint();
  }

  /** A web file with a certificate of that common name, and all else customary. */
  static WebFile tls(String name) {
    return WebFile.of(Optional.of(new WebTls(identity(name))));
  }

  static Identity.Usable identity(String name) {
    return server(name).identity("web");
  }

  /** A hash at the lowest cost. */
  static String hash(String password) {
    return OpenBSDBCrypt.generate("2y", password.toCharArray(), new byte[16], 4);
  }

  /** A client's TLS, which trusts the root and shows what it is given. */
  static SSLContext client(HeldCertificate... shown) throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys(shown), trust(), null);
    return context;
  }

  /** Shown whatever authorities the server names. */
  private static KeyManager[] keys(HeldCertificate... shown) {
    return shown.length == 0 ? new KeyManager[0] : new KeyManager[] {new Shown(shown[0])};
  }

  private static TrustManager[] trust() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("root", ROOT.chain().getFirst());
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return factory.getTrustManagers();
  }

  public int port() {
    return web.port();
  }

  WebServer web() {
    return web;
  }

  void become(WebFile file) throws TimeoutException {
    web.apply(new WebSettings("127.0.0.1", 0).withFile(file)).await(20, TimeUnit.SECONDS);
  }

  Socket connect() throws IOException {
    return patient(new Socket(InetAddress.getLoopbackAddress(), port()));
  }

  /** A connection in TLS, whose handshake begins with the first byte that is sent. */
  Socket connect(SSLContext tls) throws IOException {
    return patient(tls.getSocketFactory().createSocket("127.0.0.1", port()));
  }

  private static Socket patient(Socket socket) throws IOException {
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  /** Sends lines, each ended as HTTP wants it. */
  static void send(Socket socket, String... lines) throws IOException {
    socket
        .getOutputStream()
        .write((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  static void get(Socket socket, String path, String... headers) throws IOException {
    send(socket, "GET " + path + " HTTP/1.1", "Host: localhost");
    for (String header : headers) {
      send(socket, header);
    }
    send(socket, "");
  }

  /** The next answer: its head and, where its length is told, its body; nothing at the end. */
  static String answer(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return text.toString();
      }
      text.append((char) next);
    }
    for (String line : List.of(text.toString().split("\r\n"))) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
        int length = Integer.parseInt(line.substring("content-length: ".length()));
        text.append(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
      }
    }
    return text.toString();
  }

  @Override
  public void close() throws TimeoutException {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  private static final class Shown extends X509ExtendedKeyManager {
    private final HeldCertificate held;

    Shown(HeldCertificate held) {
      this.held = held;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {"shown"};
    }

    @Override
    public String chooseClientAlias(
        String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return "shown";
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[0];
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return held.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return held.identity("shown").key();
    }
  }
}
