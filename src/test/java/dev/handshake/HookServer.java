package dev.handshake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A receiver of JSON by POST on a port of 127.0.0.1: it keeps what it gets. */
public final class HookServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /** What came in. */
  public record Request(
      String method, String path, Map<String, List<String>> headers, JsonNode body) {}

  /** An answer with a body of so many bytes. */
  public record Reply(int status, Map<String, String> headers, int length) {
    public static Reply of(int status) {
      return new Reply(status, Map.of(), 0);
    }
  }

  private HookServer(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  public static HookServer plain() throws IOException {
    return new HookServer(HttpServer.create(address(), 50));
  }

  /** One that demands a client certificate which the context trusts. */
  public static HookServer mutual(SSLContext tls) throws IOException {
    return secure(tls, true);
  }

  public static HookServer secure(SSLContext tls) throws IOException {
    return secure(tls, false);
  }

  private static HookServer secure(SSLContext tls, boolean mutual) throws IOException {
    HttpsServer server = HttpsServer.create(address(), 50);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters defaults = getSSLContext().getDefaultSSLParameters();
            defaults.setNeedClientAuth(mutual);
            parameters.setSSLParameters(defaults);
          }
        });
    return new HookServer(server);
  }

  private static InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** Answers so, once each; 200 afterwards. */
  public HookServer replies(Reply... next) {
    replies.addAll(List.of(next));
    return this;
  }

  /** All that came in so far. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The bodies of all that came in so far. */
  public List<JsonNode> bodies() {
    return requests.stream().map(Request::body).toList();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
      requests.add(
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              Map.copyOf(exchange.getRequestHeaders()),
              body));
      Reply next = replies.poll();
      Reply reply = next == null ? Reply.of(200) : next;
      reply.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(reply.status(), reply.length() == 0 ? -1 : reply.length());
      if (reply.length() > 0) {
        exchange.getResponseBody().write(new byte[reply.length()]);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
