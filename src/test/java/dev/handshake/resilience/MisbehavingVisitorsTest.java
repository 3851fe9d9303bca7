package dev.handshake.resilience;

import static dev.handshake.resilience.Neighbourhood.probes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.AgentProcess;
import dev.handshake.Eventually;
import dev.handshake.Program;
import dev.handshake.Surface;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes to the HTTP surface, probes go on, and nothing of it is an error of ours. */
class MisbehavingVisitorsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ANSWERED = 20_000;
  private static final String TARGET = "fine-tls13";
  private static final int SLOW = 100;
  private static final int SCRAPERS = 8;

  @TempDir static Path directory;

  private static Neighbourhood here;
  private static Program agent;
  private static Surface surface;

  @BeforeAll
  static void start() throws IOException {
    here = Neighbourhood.open(directory, TARGET);
    agent = AgentProcess.run(here.configuration());
    surface = AgentProcess.surface(agent);
  }

  @AfterAll
  static void stop() {
    agent.close();
    here.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        "GET /probe?target=%ff%fe%00&module=%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/v1/targets/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/v1/targets/%c0%ae%c0%ae HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /runbooks/..%2f..%2fhandshake.yml HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\nBad Header: 1\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
      })
  void whatIsNoRequestIsRefusedOrHungUpOn(String request) throws IOException {
    assertRefused(request);
  }

  @Test
  void whatIsTooLongIsRefusedOrHungUpOn() throws IOException {
    assertRefused("GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    assertRefused("GET / HTTP/1.1\r\nHost: x\r\nX: " + "b".repeat(100_000) + "\r\n\r\n");
    assertRefused("GET / HTTP/1.1\r\nHost: x\r\n" + "X: y\r\n".repeat(50_000) + "\r\n");
    assertRefused("A".repeat(1_000_000));
  }

  @Test
  void slowOnesAndStormsOfScrapesHoldUpNoProbe() throws Exception {
    List<Socket> slow = new ArrayList<>();
    List<Thread> scrapers = new ArrayList<>();
    double before = probes(surface, TARGET, "success");
    try {
      for (int number = 0; number < SLOW; number++) {
        slow.add(said("GET /metrics HTTP/1.1\r\nHost: x\r\nX-Slow: "));
        slow.add(said("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".repeat(20)));
      }
      for (int number = 0; number < SCRAPERS; number++) {
        scrapers.add(Thread.ofVirtual().start(MisbehavingVisitorsTest::scrapeAndScrape));
      }
      Eventually.holds(
          PATIENCE,
          () -> assertThat(probes(surface, TARGET, "success")).isGreaterThanOrEqualTo(before + 5));
    } finally {
      scrapers.forEach(Thread::interrupt);
      for (Socket one : slow) {
        one.close();
      }
    }
    assertThat(surface.scrape("tls_probe_failures_total", Map.of())).isEmpty();
    assertFine();
  }

  private static void scrapeAndScrape() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        surface.get("/metrics");
      } catch (RuntimeException | AssertionError over) {
        return;
      }
    }
  }

  /** An answer of 4xx or none at all; and the agent has nothing to complain of. */
  private static void assertRefused(String request) throws IOException {
    String answer;
    try (Socket socket = said(request)) {
      answer = firstLine(socket.getInputStream());
    }
    assertThat(answer).matches("|HTTP/\\d\\.\\d (4\\d\\d|501|505) .*");
    assertFine();
  }

  private static void assertFine() {
    assertThat(surface.get("/-/healthy").statusCode()).isEqualTo(200);
    assertThat(agent.output()).doesNotContain("level=error");
  }

  private static Socket said(String request) throws IOException {
    Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), surface.port());
    socket.setSoTimeout(ANSWERED);
    try {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
    } catch (SocketException thrownOutMeanwhile) {
      // What it said before that can be read.
    }
    return socket;
  }

  private static String firstLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    try {
      for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
        line.append((char) next);
      }
    } catch (SocketTimeoutException silent) {
      throw new AssertionError("neither answered nor hung up on", silent);
    } catch (SocketException reset) {
      // Hung up on.
    }
    return line.toString().strip();
  }
}
