package dev.handshake.probe;

import static dev.handshake.probe.Probing.PKI;
import static dev.handshake.probe.Probing.PLAIN;
import static dev.handshake.probe.Probing.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.observation.Engine;
import dev.handshake.observation.Timings;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.report.Report;
import dev.handshake.target.AddressFamily;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.StandardConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every phase has its time, the whole probe has one too, and what was not in time says where. */
class DeadlinesTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  /** More than a test waits for a probe: what ends one is never a deadline of this length. */
  private static final Duration LONG = Duration.ofMinutes(10);

  @TempDir Path directory;

  private static Probing probing;

  @BeforeAll
  static void open() {
    probing = new Probing(DnsSettings.DEFAULT, 0);
  }

  @AfterAll
  static void close() throws Exception {
    probing.close();
  }

  @Test
  void aByteAtATimeEndsWithTheHandshakesTime() throws Exception {
    Report report =
        examine(
            socket -> {
              byte[] flight = new HandmadeTls(socket, fine()).hello().flight12(false).take();
              for (byte next : flight) {
                socket.getOutputStream().write(next);
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
              }
            },
            timed(LONG, LONG, SHORT, LONG));
    assertEnded(report, Reason.HANDSHAKE_TIMEOUT, Phase.HANDSHAKE);
    assertThat(report.observation().connection())
        .hasValueSatisfying(seen -> assertThat(seen.bytesIn()).isPositive());
  }

  @Test
  void silenceEndsWithTheWholeProbesTime() throws Exception {
    Report report = examine(ScriptedServer::drain, timed(SHORT, LONG, LONG, LONG));
    assertEnded(report, Reason.HANDSHAKE_TIMEOUT, Phase.HANDSHAKE);
  }

  @Test
  void aSilentNameServerEndsWithTheWholeProbesTime() throws Exception {
    try (ScriptedNameServer silent = new ScriptedNameServer(_ -> List.of());
        Probing asking = new Probing(Probing.asking(silent.address()))) {
      Target target =
          Probing.target("crm.example.com", 443, "crm.example.com", timed(SHORT, LONG, LONG, LONG));
      assertEnded(asking.report(target, Engine.BORINGSSL), Reason.DNS_TIMEOUT, Phase.RESOLVE);
    }
  }

  @Test
  void aConnectionThatIsNotAnsweredEndsWithItsTime() throws Exception {
    try (ServerSocket full = new ServerSocket()) {
      full.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 1);
      List<SocketChannel> waiting = fill(full);
      Report report =
          probing.report(
              target(full.getLocalPort(), timed(LONG, SHORT, LONG, LONG)), Engine.BORINGSSL);
      assertEnded(report, Reason.CONNECT_TIMEOUT, Phase.CONNECT);
      for (SocketChannel channel : waiting) {
        channel.close();
      }
    }
  }

  /** Connects until the kernel holds as many as were asked for, and drops what comes after. */
  private static List<SocketChannel> fill(ServerSocket server) throws IOException {
    List<SocketChannel> waiting = new ArrayList<>();
    for (int number = 0; number < 8; number++) {
      SocketChannel channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.connect(server.getLocalSocketAddress());
      waiting.add(channel);
    }
    return waiting;
  }

  @Test
  void aSlowAnswerEndsWithTheRequestsTime() throws Exception {
    Report report =
        examine(
            new JdkTls(
                fine(),
                _ -> {},
                tls -> {
                  assertThat(tls.getInputStream().read()).isEqualTo('G');
                  for (String piece = "HTTP/1.1 200 OK\r\n"; true; piece = "X-More: of it\r\n") {
                    tls.getOutputStream().write(piece.getBytes(StandardCharsets.US_ASCII));
                    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                  }
                }),
            timed(LONG, LONG, LONG, SHORT));
    assertEnded(report, Reason.HTTP_TIMEOUT, Phase.REQUEST);
  }

  @Test
  void theRequestEndsWithTheWholeProbesTime() throws Exception {
    ScriptedServer.Conversation silent =
        new JdkTls(fine(), _ -> {}, tls -> ScriptedServer.drain(tls));
    examine(silent, PLAIN); // so that the handshake is quick
    Report report = examine(silent, timed(Duration.ofSeconds(3), LONG, LONG, LONG));
    assertThat(report.diagnosis().reason()).contains(Reason.HTTP_TIMEOUT);
    assertThat(report.diagnosis().phase()).contains(Phase.REQUEST);
  }

  @Test
  void timeThatOurOwnLoopLostIsNotTheServers() throws Exception {
    Report report =
        examine(
            new JdkTls(
                fine(),
                settings -> settings.setSNIMatchers(List.of(new HangingMatcher())),
                tls -> ScriptedServer.drain(tls)),
            Probing.within(SHORT, PLAIN));
    assertThat(report.diagnosis().success()).as(Probing.said(report)).isTrue();
    assertThat(report.diagnosis().findings().all()).contains(Remark.LATE);
    Timings timings = report.observation().timings();
    assertThat(timings.total()).isGreaterThan(SHORT.multipliedBy(2));
    assertThat(timings.phases().get(Phase.HANDSHAKE)).isLessThan(timings.total().minus(SHORT));
    assertThat(timings.serverHello())
        .hasValueSatisfying(it -> assertThat(it).isLessThan(timings.total().minus(SHORT)));
  }

  @Test
  void aLoopThatHungDoesNotExcuseAServerThatStaysSilent() throws Exception {
    Report report =
        examine(
            socket -> {
              assertThat(socket.getInputStream().read()).isPositive();
              hang(SHORT.multipliedBy(3));
              ScriptedServer.drain(socket);
            },
            timed(LONG, LONG, SHORT, LONG));
    assertEnded(report, Reason.HANDSHAKE_TIMEOUT, Phase.HANDSHAKE);
    assertThat(report.diagnosis().findings().all()).contains(Remark.LATE);
  }

  /** Asked once the ClientHello has come. */
  private static final class HangingMatcher extends SNIMatcher {
    HangingMatcher() {
      super(StandardConstants.SNI_HOST_NAME);
    }

    @Override
    public boolean matches(SNIServerName name) {
      hang(SHORT.multipliedBy(3));
      return true;
    }
  }

  /** Makes the event loop of the probes hang, and answers once it does. */
  private static void hang(Duration time) {
    CountDownLatch hanging = new CountDownLatch(1);
    probing
        .prober()
        .loops()
        .getFirst()
        .runOnContext(_ -> {
          hanging.countDown();
          LockSupport.parkNanos(time.toNanos());
        });
    try {
      assertThat(hanging.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  @Test
  void theNextAddressIsTriedWhereOneRefuses() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.start(new JdkTls(fine(), _ -> {}, tls -> ScriptedServer.drain(tls)));
        Probing probing = new Probing(hosts("127.0.0.2", "127.0.0.1"))) {
      Report report = probing.report(named(server.port(), PLAIN), Engine.BORINGSSL);
      assertThat(report.diagnosis().success()).as(Probing.said(report)).isTrue();
      assertThat(report.diagnosis().findings().all()).contains(Remark.ADDRESS_FAILED);
      assertThat(report.observation().failedAddresses())
          .containsExactly(
              new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), server.port()));
      assertThat(report.observation().remote())
          .contains(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port()));
    }
  }

  @Test
  void onlyAddressesOfTheWantedFamilyAreDialled() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.start(new JdkTls(fine(), _ -> {}, tls -> ScriptedServer.drain(tls)));
        Probing probing = new Probing(hosts("::1", "127.0.0.1"))) {
      Report four =
          probing.report(
              named(server.port(), PLAIN.withFamily(AddressFamily.IPV4)), Engine.BORINGSSL);
      assertThat(four.diagnosis().success()).as(Probing.said(four)).isTrue();
      assertThat(four.observation().failedAddresses()).isEmpty();
      Report six =
          probing.report(
              named(server.port(), PLAIN.withFamily(AddressFamily.IPV6)), Engine.BORINGSSL);
      assertThat(six.diagnosis().success()).as(Probing.said(six)).isFalse();
      assertThat(six.observation().remote())
          .contains(new InetSocketAddress(InetAddress.ofLiteral("::1"), server.port()));
    }
  }

  private DnsSettings hosts(String... addresses) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String address : addresses) {
      lines.append(address).append(' ').append(LabPki.SERVER_NAME).append('\n');
    }
    Path file = Files.writeString(directory.resolve("hosts"), lines);
    return new DnsSettings(List.of(), Optional.of(file), Duration.ofSeconds(2));
  }

  private static Target named(int port, ProbeModule module) {
    return Probing.target(LabPki.SERVER_NAME, port, LabPki.SERVER_NAME, module);
  }

  private static void assertEnded(Report report, Reason reason, Phase phase) {
    assertThat(report.diagnosis().reason()).as(Probing.said(report)).contains(reason);
    assertThat(report.diagnosis().phase()).contains(phase);
    assertThat(report.observation().timings().phases()).containsKey(phase);
  }

  private static ProbeModule timed(
      Duration whole, Duration connect, Duration handshake, Duration http) {
    ProbeTiming usual = Probing.TIMING;
    return PLAIN
        .withTiming(
            new ProbeTiming(
                usual.interval(),
                whole,
                connect,
                handshake,
                usual.confirmTimeout(),
                usual.confirmAfter()))
        .withHttp(new HttpCheck("GET", "/", Map.of(), Set.of(200), http));
  }

  private static HeldCertificate fine() {
    return PKI.server(ServerCertificate.FINE);
  }

  private static Report examine(ScriptedServer.Conversation conversation, ProbeModule module)
      throws Exception {
    try (ScriptedServer server = ScriptedServer.start(conversation)) {
      return probing.report(target(server.port(), module), Engine.BORINGSSL);
    }
  }
}
