package dev.handshake.probe;

import static dev.handshake.probe.Probing.PLAIN;
import static dev.handshake.probe.Probing.said;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.observation.Connection;
import dev.handshake.probe.ScriptedServer.Conversation;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.target.AddressFamily;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Route;
import dev.handshake.target.StartTls;
import dev.handshake.target.Target;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The way from TCP to TLS on real sockets: its bounds, whom it blames, and what it leaves over. */
class ApproachTest {
  private static final String CRM = "crm.handshake.invalid";

  private static Probing probing;

  @BeforeAll
  static void open() {
    probing = new Probing();
  }

  @AfterAll
  static void close() throws Exception {
    probing.close();
  }

  @Test
  void theProxyIsAskedForTheNameAndIsItselfTheAddressDialled() throws Exception {
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    Conversation tls = new JdkTls(server(), _ -> {}, ApproachTest::drain);
    try (ScriptedServer proxy =
        ScriptedServer.start(socket -> {
          asked.add(readHead(socket.getInputStream()));
          say(socket, "HTTP/1.1 200 OK\r\n\r\n");
          tls.hold(socket);
        })) {
      Report report = probing.report(through(proxy.port(), PLAIN));
      assertThat(report.diagnosis().success()).as(said(report)).isTrue();
      assertThat(asked.poll(60, TimeUnit.SECONDS))
          .startsWith("CONNECT " + CRM + ":443 HTTP/1.1\r\n");
      assertThat(report.observation().remote())
          .contains(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), proxy.port()));
      assertThat(report.observation().timings().phases())
          .containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.PROXY, Phase.HANDSHAKE);
      assertThat(report.diagnosis().summary())
          .startsWith(CRM + ":443 (through the proxy 127.0.0.1:" + proxy.port() + ")");
    }
  }

  @Test
  void aProxyThatRefusesIsNamedWithItsAnswer() throws Exception {
    try (ScriptedServer proxy = answering("HTTP/1.1 403 For\u001bbidden\r\n\r\n")) {
      Report report = probing.report(through(proxy.port(), PLAIN));
      failed(report, Reason.PROXY_FAILED, Phase.PROXY);
      assertThat(report.diagnosis().summary())
          .isEqualTo(
              "The proxy 127.0.0.1:%d made no connection to %s:443: it answered \"HTTP/1.1 403 For\\x1bbidden\"."
                  .formatted(proxy.port(), CRM));
      assertThat(report.observation().connection()).as("no TLS was begun").isEmpty();
    }
  }

  @Test
  void aProxyThatCannotBeReachedIsNamedAndNotTheTarget() throws Exception {
    int closed = closedPort();
    Report report = probing.report(through(closed, PLAIN));
    failed(report, Reason.CONNECT_REFUSED, Phase.CONNECT);
    assertThat(report.diagnosis().summary())
        .isEqualTo("The proxy 127.0.0.1:%d refused the connection.".formatted(closed));
    assertThat(report.diagnosis().remedy().orElseThrow()).contains("proxy");
  }

  @Test
  void aProxyWithoutAnAddressIsNamedAndNotTheTarget() throws Exception {
    Target target = through(new Endpoint("proxy.handshake.invalid", 3128), PLAIN);
    Report report = probing.report(target);
    assertThat(report.diagnosis().reason().orElseThrow().word())
        .as(said(report))
        .startsWith("dns_");
    assertThat(report.diagnosis().summary())
        .startsWith("The proxy proxy.handshake.invalid cannot be resolved: ");
  }

  @Test
  void theFamilyIsThatOfTheProxy() throws Exception {
    Target target = through(new Endpoint("localhost", 9), PLAIN.withFamily(AddressFamily.IPV6));
    Report report = probing.report(target);
    assertThat(report.observation().remote().map(InetSocketAddress::getAddress))
        .as(said(report))
        .isNotEqualTo(Optional.of(InetAddress.ofLiteral("127.0.0.1")));
  }

  @Test
  void aHeadWithoutEndIsCutOff() throws Exception {
    try (ScriptedServer proxy =
        ScriptedServer.start(socket -> {
          readHead(socket.getInputStream());
          say(socket, "HTTP/1.1 200 OK\r\n");
          endless(socket, "X-Padding: " + "x".repeat(1000) + "\r\n");
        })) {
      Report report = probing.report(through(proxy.port(), PLAIN));
      failed(report, Reason.PROXY_FAILED, Phase.PROXY);
      assertThat(report.diagnosis().summary()).contains("sent more than 16 KiB");
    }
  }

  @Test
  void whatComesRightBehindTheProxysAnswerIsForTls() throws Exception {
    try (ScriptedServer proxy = answering("HTTP/1.1 200 OK\r\n\r\n220 mail.example.com\r\n")) {
      Report report = probing.report(through(proxy.port(), PLAIN));
      failed(report, Reason.NOT_TLS, Phase.HANDSHAKE);
      assertThat(report.diagnosis().summary()).contains("220 mail.example.com");
    }
  }

  @Test
  void whatComesRightBehindTheProxysAnswerIsForThePreamble() throws Exception {
    try (ScriptedServer proxy =
        answering("HTTP/1.1 200 OK\r\n\r\n554 nobody is welcome here\r\n")) {
      Report report = probing.report(through(proxy.port(), asking(StartTls.SMTP, PLAIN)));
      failed(report, Reason.STARTTLS_FAILED, Phase.STARTTLS);
      assertThat(report.diagnosis().summary()).contains("554 nobody is welcome here");
    }
  }

  @Test
  void aPreambleThatDripsEndsWithTheHandshakesTimeout() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.start(socket -> {
          say(socket, "220-one line\r\n220-");
          ScriptedServer.drain(socket);
        })) {
      ProbeModule quick = Probing.within(Duration.ofMillis(300), Probing.lasting(PLAIN));
      Report report = probing.report(Probing.target(server.port(), asking(StartTls.SMTP, quick)));
      failed(report, Reason.STARTTLS_FAILED, Phase.STARTTLS);
      assertThat(report.diagnosis().summary())
          .contains("gave no whole greeting within 300 ms, only \"220-one line\\r\\n220-\"");
    }
  }

  @Test
  void aPreambleWithoutEndIsCutOff() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.start(socket -> endless(socket, "220-and more\r\n"))) {
      Report report = probing.report(Probing.target(server.port(), asking(StartTls.SMTP, PLAIN)));
      failed(report, Reason.STARTTLS_FAILED, Phase.STARTTLS);
      assertThat(report.diagnosis().summary()).contains("sent more than 16 KiB as its greeting");
    }
  }

  @Test
  void wordsBehindTheAgreementAreTakenForInjected() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.start(socket -> {
          socket.getInputStream().readNBytes(8);
          say(socket, "SEinjected");
          ScriptedServer.finish(socket);
        })) {
      Report report =
          probing.report(Probing.target(server.port(), asking(StartTls.POSTGRES, PLAIN)));
      failed(report, Reason.STARTTLS_FAILED, Phase.STARTTLS);
      assertThat(report.diagnosis().summary()).contains("9 bytes more in plain text");
    }
  }

  @Test
  void onlyBytesOfTlsAreCounted() throws Exception {
    JdkTls tls = new JdkTls(server(), _ -> {}, ApproachTest::drain);
    String banner = "x".repeat(5000);
    try (ScriptedServer plain = ScriptedServer.start(tls);
        ScriptedServer behind =
            ScriptedServer.start(socket -> {
              say(socket, "220-" + banner + "\r\n220 go\r\n");
              readLine(socket.getInputStream());
              say(socket, "234 go\r\n");
              tls.hold(socket);
            })) {
      long direct = bytesIn(probing.report(Probing.target(plain.port(), PLAIN)));
      long after =
          bytesIn(probing.report(Probing.target(behind.port(), asking(StartTls.FTP, PLAIN))));
      assertThat(after).isBetween(direct - 100, direct + 100);
    }
  }

  @Test
  void aFailureBeforeTlsLeavesNoEngineBehind() throws Exception {
    try (ScriptedServer server = answering("nonsense\r\n")) {
      probing.report(through(server.port(), PLAIN));
      assertThat(probing.prober().underWay()).isZero();
    }
  }

  private static long bytesIn(Report report) {
    assertThat(report.diagnosis().success()).as(said(report)).isTrue();
    return report.observation().connection().map(Connection::bytesIn).orElseThrow();
  }

  private static void failed(Report report, Reason reason, Phase phase) {
    assertThat(report.diagnosis().reason()).as(said(report)).contains(reason);
    assertThat(report.diagnosis().phase()).as(said(report)).contains(phase);
  }

  private static HeldCertificate server() {
    return Probing.PKI.server(ServerCertificate.FINE);
  }

  private static ProbeModule asking(StartTls protocol, ProbeModule module) {
    return module.withRoute(module.route().withStarttls(protocol));
  }

  private static Target through(int port, ProbeModule module) {
    return through(new Endpoint("127.0.0.1", port), module);
  }

  private static Target through(Endpoint proxy, ProbeModule module) {
    Route route = module.route().withProxy(proxy);
    return Probing.target(CRM, 443, LabPki.SERVER_NAME, module.withRoute(route));
  }

  private static ScriptedServer answering(String words) {
    return ScriptedServer.start(socket -> {
      readHead(socket.getInputStream());
      say(socket, words);
      ScriptedServer.finish(socket);
    });
  }

  private static void endless(Socket socket, String line) throws IOException {
    for (int sent = 0; sent < 10_000_000; sent += line.length()) {
      say(socket, line);
    }
  }

  private static int closedPort() throws IOException {
    try (ScriptedServer server = ScriptedServer.start(_ -> {})) {
      return server.port();
    }
  }

  private static void drain(Socket socket) throws IOException {
    ScriptedServer.drain(socket);
  }

  private static void say(Socket socket, String words) throws IOException {
    socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    String line;
    do {
      line = readLine(in);
      head.append(line).append("\r\n");
    } while (!line.isEmpty());
    return head.toString();
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("ended with: " + line);
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }
}
