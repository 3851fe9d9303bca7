package dev.handshake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** An HTTPS server on 127.0.0.1 that answers by a test's rule and keeps what it was asked. */
public final class ScriptedHttps implements AutoCloseable {
  private static final char[] PASSWORD = "test".toCharArray();

  private final HttpsServer server;
  private final Rule rule;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);

  /** A request, its credentials included. */
  public record Asked(String method, String path, Optional<String> authorization, String body) {}

  /** An answer. */
  public record Said(int status, Map<String, String> headers, String body) {
    public static Said of(int status, String body) {
      return new Said(status, Map.of(), body);
    }

    public Said with(String name, String value) {
      return new Said(status, Map.of(name, value), body);
    }

    /** What a token endpoint answers (RFC 6749, section 5.1). */
    public static Said token(String token, long seconds) {
      return of(
          200,
          "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":%d}"
              .formatted(token, seconds));
    }
  }

  /** How a request is answered; no answer for as long as the server lives where empty. */
  @FunctionalInterface
  public interface Rule {
    Optional<Said> answer(Asked asked);
  }

  private ScriptedHttps(HttpsServer server, Rule rule) {
    this.server = server;
    this.rule = rule;
  }

  /** A server that asks for no client certificate. */
  public static ScriptedHttps start(HeldCertificate shown, Rule rule) {
    return start(shown, Optional.empty(), List.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3), rule);
  }

  /** A server that lets in clients of an authority alone. */
  public static ScriptedHttps start(
      HeldCertificate shown, X509Certificate authority, TlsVersion version, Rule rule) {
    return start(shown, Optional.of(authority), List.of(version), rule);
  }

  private static ScriptedHttps start(
      HeldCertificate shown,
      Optional<X509Certificate> authority,
      List<TlsVersion> versions,
      Rule rule) {
    try {
      HttpsServer server = HttpsServer.create(new InetSocketAddress(loopback(), 0), 64);
      SSLContext context = context(shown, authority);
      server.setHttpsConfigurator(
          new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters connection) {
              SSLParameters parameters = context.getDefaultSSLParameters();
              parameters.setProtocols(
                  versions.stream().map(TlsVersion::word).toArray(String[]::new));
              parameters.setNeedClientAuth(authority.isPresent());
              connection.setSSLParameters(parameters);
            }
          });
      ScriptedHttps started = new ScriptedHttps(server, rule);
      server.setExecutor(started.threads);
      server.createContext("/", started::serve);
      server.start();
      return started;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static SSLContext context(HeldCertificate shown, Optional<X509Certificate> authority)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("server", shown.key(), PASSWORD, shown.chain().toArray(Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        keys.getKeyManagers(), authority.isPresent() ? trusting(authority.get()) : null, null);
    return context;
  }

  private static TrustManager[] trusting(X509Certificate authority)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", authority);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    return trust.getTrustManagers();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Asked request =
          new Asked(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              Stream.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).findFirst(),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      asked.add(request);
      Optional<Said> said = rule.answer(request);
      if (said.isEmpty()) {
        over.await();
        return;
      }
      byte[] body = said.get().body().getBytes(StandardCharsets.UTF_8);
      said.get().headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(said.get().status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** All requests so far, in their order. */
  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  private static InetAddress loopback() {
    return InetAddress.ofLiteral("127.0.0.1");
  }

  @Override
  public void close() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
