package dev.handshake.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send too much, too little, too slowly or nonsense; scrapes go on meanwhile. */
class HostileClientsTest {
  private static Served plain;
  private static Served encrypted;

  @BeforeAll
  static void listen() throws Exception {
    plain = Served.by(WebFile.NONE);
    encrypted = Served.by(Served.tls("one"));
  }

  @AfterAll
  static void stop() throws Exception {
    plain.close();
    encrypted.close();
  }

  @Test
  void tooLongARequestLineIsRefused() throws Exception {
    try (Socket socket = plain.connect()) {
      sendAll(socket, "GET /" + "a".repeat(10_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(Served.answer(socket)).contains(" 414 ");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void tooLargeAHeaderIsRefused() throws Exception {
    try (Socket socket = plain.connect()) {
      sendAll(socket, "GET / HTTP/1.1\r\nHost: x\r\nX-A: " + "a".repeat(10_000) + "\r\n\r\n");
      assertThat(Served.answer(socket)).startsWith("HTTP/1.1 431 ");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void tooManyHeadersAreRefused() throws Exception {
    try (Socket socket = plain.connect()) {
      sendAll(socket, "GET / HTTP/1.1\r\nHost: x\r\n" + "X-A: b\r\n".repeat(2_000) + "\r\n");
      assertThat(Served.answer(socket)).startsWith("HTTP/1.1 431 ");
    }
  }

  @Test
  void aBodyThatGoesOnIsCutOff() throws Exception {
    try (Socket socket = plain.connect()) {
      Served.send(
          socket, "POST /-/reload HTTP/1.1", "Host: localhost", "Content-Length: 100000000", "");
      assertThat(isCutOffWhileSending(socket, new byte[1 << 16])).isTrue();
    }
  }

  @Test
  void chunksThatGoOnAreCutOff() throws Exception {
    try (Socket socket = plain.connect()) {
      Served.send(
          socket, "POST /-/reload HTTP/1.1", "Host: localhost", "Transfer-Encoding: chunked", "");
      String chunk = "1000\r\n" + "a".repeat(0x1000) + "\r\n";
      assertThat(isCutOffWhileSending(socket, chunk.repeat(8).getBytes(StandardCharsets.US_ASCII)))
          .isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0000\u0001\u0002\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /-/reload HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/v1/targets/%ff%00 HTTP/1.1\r\nHost: x\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http:///metrics HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET metrics HTTP/1.1\r\nHost: x\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"
      })
  void nonsenseIsRefusedWithoutDetail(String request) throws Exception {
    try (Socket socket = plain.connect()) {
      sendAll(socket, request);
      String answer = Served.answer(socket);
      assertThat(answer).doesNotContain("Exception", "vertx", "netty", "java", "\tat ");
      assertThat(answer.substring(9, 12)).isIn("400", "404", "405", "501", "505");
    }
    assertScrapes(plain);
  }

  @Test
  void theAbsoluteFormIsServed() throws Exception {
    try (Socket socket = plain.connect()) {
      Served.send(socket, "GET http://x:1/-/healthy HTTP/1.1", "Host: x:1", "");
      assertThat(Served.answer(socket)).startsWith("HTTP/1.1 200 ").endsWith("healthy\n");
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInTurn() throws Exception {
    try (Socket socket = plain.connect()) {
      sendAll(socket, "GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n".repeat(200));
      for (int request = 0; request < 200; request++) {
        assertThat(Served.answer(socket)).startsWith("HTTP/1.1 200 ").endsWith("healthy\n");
      }
    }
  }

  @Test
  void aMethodThatNobodyKnowsIsRefused() throws Exception {
    try (Socket socket = plain.connect()) {
      Served.send(socket, "BREW / HTTP/1.1", "Host: localhost", "");
      assertThat(Served.answer(socket)).startsWith("HTTP/1.1 405 ");
    }
  }

  @Test
  void moreIdleConnectionsThanAreKeptDoNotKeepScrapersOut() throws Exception {
    for (Served served : List.of(plain, encrypted)) {
      List<Socket> idle = new ArrayList<>();
      try {
        for (int connection = 0; connection < 700; connection++) {
          idle.add(served.connect());
        }
        assertScrapes(served);
        assertThat(idle.getFirst().getInputStream().read()).isEqualTo(-1);
      } finally {
        for (Socket socket : idle) {
          socket.close();
        }
      }
    }
  }

  @Test
  void aHandshakeThatNeverEndsHoldsUpNobody() throws Exception {
    try (Socket silent = encrypted.connect();
        Socket half = encrypted.connect()) {
      half.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1});
      assertScrapes(encrypted);
      assertThat(silent.isClosed()).isFalse();
    }
  }

  @Test
  void plainHttpIsNoHandshake() throws Exception {
    try (Socket socket = encrypted.connect()) {
      Served.get(socket, "/metrics");
      assertThat(Served.answer(socket)).doesNotContain("200", "Exception");
    }
    assertScrapes(encrypted);
  }

  @Test
  void anUnknownApplicationProtocolIsServedHttp11OrRefused() throws Exception {
    try (SSLSocket socket = (SSLSocket) encrypted.connect(Served.client())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"smtp"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).isEmpty();
      Served.get(socket, "/-/healthy");
      assertThat(Served.answer(socket)).startsWith("HTTP/1.1 200 ");
    }
  }

  /** Bytes that come and come, and never make a request. */
  @Test
  void slowRequestsAreCutOffHoweverTheyDrip() throws Exception {
    Bounds impatient = new Bounds(100, Duration.ofSeconds(1));
    try (Served http = Served.by(WebFile.NONE, impatient);
        Served https = Served.by(Served.tls("one"), impatient);
        Drips drips =
            new Drips(
                List.of(
                    Drips.of(http.connect(), "GET / HTTP/1.1\r\n", "X-Drip: a\r\n"),
                    Drips.of(
                        http.connect(),
                        "POST /-/reload HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n\r\n",
                        "a"),
                    Drips.of(http.connect(), "", ""),
                    Drips.of(https.connect(Served.client()), "GET / HTTP/1.1\r\n", "X-Drip: a\r\n"),
                    Drips.of(https.connect(), "", "")))) {
      drips.untilAllAreCutOff();
    }
  }

  private static void assertScrapes(Served served) throws Exception {
    Optional<SSLContext> tls =
        served == encrypted ? Optional.of(Served.client()) : Optional.empty();
    try (Socket socket = tls.isPresent() ? served.connect(tls.get()) : served.connect()) {
      Served.get(socket, "/metrics");
      assertThat(Served.answer(socket)).startsWith("HTTP/1.1 200 ");
    }
  }

  /** Sends until nobody listens any more; what cannot be sent for long is a failure. */
  private static boolean isCutOffWhileSending(Socket socket, byte[] part) throws IOException {
    OutputStream out = socket.getOutputStream();
    try {
      for (int sent = 0; sent < 1_000; sent++) {
        out.write(part);
      }
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  private static void sendAll(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }
}
