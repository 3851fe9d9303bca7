package dev.handshake.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import dev.handshake.metrics.Pieces;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private static final int PIECE = 70_000;
  private static final int PIECES = 500;
  private static final HttpServerOptions OPTIONS =
      new HttpServerOptions().setHost("127.0.0.1").setPort(0).setHttp2ClearTextEnabled(false);

  private final Vertx vertx = Vertx.vertx();
  private final WorkerExecutor worker = vertx.createSharedWorkerExecutor("one", 1);
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private final AtomicInteger ended = new AtomicInteger();

  @AfterEach
  void stop() throws Exception {
    client.close();
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void anAnswerOfAnyLengthTakesTheRoomOfAPiece() throws Exception {
    HttpResponse<byte[]> answer = get();

    assertThat(answer.headers().firstValue("Transfer-Encoding")).contains("chunked");
    assertThat(answer.body()).hasSize(PIECE * PIECES);
    for (int place = 0; place < answer.body().length; place += PIECE) {
      assertThat(answer.body()[place]).isEqualTo((byte) (place / PIECE));
    }
    assertThat(deliveries.getFirst().held()).isEqualTo(PIECE);
    Eventually.holds(Duration.ofSeconds(20), () -> assertThat(ended).hasValue(1));
  }

  private HttpResponse<byte[]> get() throws Exception {
    HttpServer server =
        vertx
            .createHttpServer(OPTIONS)
            .requestHandler(this::answer)
            .listen()
            .await(20, TimeUnit.SECONDS);
    URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + "/");
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
  }

  private void answer(HttpServerRequest request) {
    try {
      Delivery delivery =
          new Delivery(worker, request.response().setChunked(true), pieces(), false);
      deliveries.add(delivery);
      delivery.send().onSuccess(_ -> ended.incrementAndGet());
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Each begins with its number. */
  private static Pieces pieces() {
    AtomicInteger next = new AtomicInteger();
    return out -> {
      byte[] piece = new byte[PIECE];
      piece[0] = (byte) next.getAndIncrement();
      out.write(piece);
      return next.get() < PIECES;
    };
  }
}
