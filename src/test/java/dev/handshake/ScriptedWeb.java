package dev.handshake;

import dev.handshake.lab.HeldCertificate;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTPS server on a port of 127.0.0.1 that does what a script says, and keeps what it gets. */
public final class ScriptedWeb implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Queue<Act>> scripts = new ConcurrentHashMap<>();
  private final Map<String, Act> standing = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  /** What is done with one request. */
  @FunctionalInterface
  public interface Act {
    void with(HttpServerRequest request);
  }

  /** A request that came in. */
  public record Asked(
      HttpMethod method, String uri, Map<String, String> headers, String body, String serverName) {
    public String path() {
      return URI.create(uri).getPath();
    }
  }

  private ScriptedWeb(Vertx vertx, HeldCertificate certificate) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setSni(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(certificate.chainPem()))
                    .addKeyValue(Buffer.buffer(certificate.keyPem())));
    server =
        Awaited.answer(
            vertx
                .createHttpServer(options)
                .connectionHandler(connection -> {
                  connections.incrementAndGet();
                  connection.closeHandler(_ -> closed.incrementAndGet());
                })
                .requestHandler(this::take)
                .listen(0, "127.0.0.1"));
  }

  public static ScriptedWeb start(Vertx vertx, HeldCertificate certificate) {
    return new ScriptedWeb(vertx, certificate);
  }

  public int port() {
    return server.actualPort();
  }

  /** The next requests of a path are treated so, one each. */
  public ScriptedWeb next(String path, Act... acts) {
    scripts.computeIfAbsent(path, _ -> new ConcurrentLinkedQueue<>()).addAll(List.of(acts));
    return this;
  }

  /** All other requests of a path are treated so. */
  public ScriptedWeb always(String path, Act act) {
    standing.put(path, act);
    return this;
  }

  /** All that came in so far. */
  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  public List<Asked> asked(String path) {
    return asked.stream().filter(one -> one.path().equals(path)).toList();
  }

  /** How many connections were opened. */
  public int connections() {
    return connections.get();
  }

  /** How many of them are closed again. */
  public int closed() {
    return closed.get();
  }

  public static Act json(int status, String body, String... headers) {
    return request -> {
      request.response().setStatusCode(status).putHeader("Content-Type", "application/json");
      for (int index = 0; index < headers.length; index += 2) {
        request.response().putHeader(headers[index], headers[index + 1]);
      }
      request.response().end(body);
    };
  }

  /** Ends the connection without an answer. */
  public static Act hangUp() {
    return request -> request.connection().close();
  }

  /** Never answers. */
  public static Act silence() {
    return _ -> {};
  }

  /** Says that it will send more than it does. */
  public static Act half(String body) {
    return request -> {
      request.response().putHeader("Content-Length", Integer.toString(body.length() * 2));
      request.response().write(body).onComplete(_ -> request.connection().close());
    };
  }

  /** Begins to answer, and goes on for ever. */
  public static Act endless(Buffer piece) {
    return request -> {
      request.response().setChunked(true);
      more(request, piece);
    };
  }

  private static void more(HttpServerRequest request, Buffer piece) {
    request.response().write(piece).onSuccess(_ -> more(request, piece));
  }

  private void take(HttpServerRequest request) {
    request
        .body()
        .onSuccess(body -> {
          Map<String, String> headers = new ConcurrentHashMap<>();
          request
              .headers()
              .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
          asked.add(
              new Asked(
                  request.method(),
                  request.uri(),
                  headers,
                  body.toString(),
                  String.valueOf(request.connection().indicatedServerName())));
          act(request.path()).with(request);
        });
  }

  private Act act(String path) {
    Queue<Act> script = scripts.get(path);
    Act next = script == null ? null : script.poll();
    return next != null ? next : standing.getOrDefault(path, json(404, "{\"code\":\"not.found\"}"));
  }

  @Override
  public void close() {
    Awaited.answer(server.close());
  }
}
