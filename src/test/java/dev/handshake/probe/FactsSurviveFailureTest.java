package dev.handshake.probe;

import static dev.handshake.probe.Probing.MUTUAL;
import static dev.handshake.probe.Probing.PKI;
import static dev.handshake.probe.Probing.PLAIN;
import static dev.handshake.probe.Probing.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.certificate.PeerCertificate;
import dev.handshake.certificate.PeerChain;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.observation.Engine;
import dev.handshake.reason.Check;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever ends a probe after the server's certificate, what was seen until then is told. */
class FactsSurviveFailureTest {
  private static final Duration SOON = Duration.ofMillis(500);

  private static Probing probing;

  @BeforeAll
  static void open() {
    probing = new Probing();
  }

  @AfterAll
  static void close() throws Exception {
    probing.close();
  }

  /** What a server does right after its Certificate message, before it has proved its key. */
  enum AfterCertificate {
    STALLS(Reason.HANDSHAKE_TIMEOUT) {
      @Override
      void go(Socket socket) throws IOException {
        ScriptedServer.drain(socket);
      }
    },
    CLOSES(Reason.CONNECTION_CLOSED) {
      @Override
      void go(Socket socket) throws IOException {
        ScriptedServer.finish(socket);
      }
    },
    RESETS(Reason.CONNECTION_RESET) {
      @Override
      void go(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
      }
    };

    private final Reason reason;

    AfterCertificate(Reason reason) {
      this.reason = reason;
    }

    abstract void go(Socket socket) throws IOException;
  }

  static Stream<Arguments> ends() {
    return Stream.of(AfterCertificate.values()).flatMap(end -> versionsAndEngines(end));
  }

  static Stream<Arguments> versionsAndEngines() {
    return Stream.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3)
        .flatMap(
            version -> Stream.of(Engine.values()).map(engine -> Arguments.of(version, engine)));
  }

  private static Stream<Arguments> versionsAndEngines(AfterCertificate end) {
    return versionsAndEngines().map(row -> Arguments.of(end, row.get()[0], row.get()[1]));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void theChainIsKeptOnceTheCertificateMessageHasCome(
      AfterCertificate end, TlsVersion version, Engine engine) throws Exception {
    HeldCertificate shown = PKI.server(ServerCertificate.EXPIRED);
    Report report =
        examine(
            socket -> {
              toCertificate(new HandmadeTls(socket, shown).hello(), version).flush();
              end.go(socket);
            },
            Probing.within(SOON, PLAIN),
            engine);
    assertThat(report.diagnosis().reason()).as(Probing.said(report)).contains(end.reason);
    assertThat(report.diagnosis().findings().all()).contains(Reason.CERTIFICATE_EXPIRED);
    assertFacts(report, version, shown);
    assertThat(report.observation().timings().phases()).containsKey(Phase.HANDSHAKE);
  }

  @ParameterizedTest
  @MethodSource("versionsAndEngines")
  void theChainIsKeptWhenOurCertificateIsRefused(TlsVersion version, Engine engine)
      throws Exception {
    HeldCertificate shown = PKI.server(ServerCertificate.FINE);
    Report report =
        examine(
            socket -> {
              HandmadeTls tls = new HandmadeTls(socket, shown).hello();
              if (version == TlsVersion.TLS_1_3) {
                tls.flight(true).flush().readClientFlight();
              } else {
                tls.flight12(true).flush().readRecord();
              }
              tls.alert(2, 45).flush();
              ScriptedServer.finish(socket);
            },
            MUTUAL,
            engine);
    assertThat(report.diagnosis().reason())
        .as(Probing.said(report))
        .contains(Reason.CLIENT_CERTIFICATE_REJECTED);
    assertFacts(report, version, shown);
    assertThat(report.diagnosis().checks())
        .containsEntry(Check.TRUST, true)
        .containsEntry(Check.NAME, true);
  }

  @ParameterizedTest
  @MethodSource("versionsAndEngines")
  void anUntrustedChainHidesNothing(TlsVersion version, Engine engine) throws Exception {
    HeldCertificate shown = PKI.server(ServerCertificate.UNKNOWN_ROOT);
    Report report =
        examine(
            new JdkTls(
                shown,
                parameters -> parameters.setProtocols(new String[] {version.word()}),
                tls -> ScriptedServer.drain(tls)),
            PLAIN,
            engine);
    assertThat(report.diagnosis().reason()).contains(Reason.CERTIFICATE_UNTRUSTED);
    assertFacts(report, version, shown);
    assertThat(report.chain())
        .hasValueSatisfying(chain ->
            assertThat(chain.notAfter()).contains(shown.certificate().getNotAfter().toInstant()));
  }

  @Test
  void recordsThatNobodyCanReadBreakTheProtocolAndWeSentNoCertificate() throws Exception {
    HeldCertificate shown = PKI.server(ServerCertificate.FINE);
    Report report =
        examine(
            socket -> {
              byte[] flight = new HandmadeTls(socket, shown).hello().flight(true).take();
              flight[flight.length - 1] ^= 1; // in the tag of the Finished
              socket.getOutputStream().write(flight);
              ScriptedServer.drain(socket);
            },
            MUTUAL,
            Engine.BORINGSSL);
    assertThat(report.diagnosis().reason())
        .as(Probing.said(report))
        .contains(Reason.PROTOCOL_VIOLATION);
    assertThat(report.observation().client().sent()).isFalse();
    assertFacts(report, TlsVersion.TLS_1_3, shown);
  }

  private static HandmadeTls toCertificate(HandmadeTls tls, TlsVersion version)
      throws GeneralSecurityException {
    return version == TlsVersion.TLS_1_3
        ? tls.serverHello().handshake(tls.encryptedExtensions()).handshake(tls.certificate())
        : tls.serverHello12().handshake(tls.certificate12());
  }

  private static void assertFacts(Report report, TlsVersion version, HeldCertificate shown) {
    assertThat(report.observation().connection())
        .hasValueSatisfying(connection -> {
          assertThat(connection.protocol()).contains(version);
          assertThat(connection.cipher())
              .hasValueSatisfying(name -> assertThat(name).startsWith("TLS_"));
          assertThat(connection.bytesIn()).isPositive();
        });
    assertThat(sent(report)).isEqualTo(shown.chain());
  }

  private static List<X509Certificate> sent(Report report) {
    return report.observation().chain().map(PeerChain::certificates).orElse(List.of()).stream()
        .map(PeerCertificate::x509)
        .flatMap(Optional::stream)
        .toList();
  }

  private static Report examine(
      ScriptedServer.Conversation conversation, ProbeModule module, Engine engine)
      throws Exception {
    try (ScriptedServer server = ScriptedServer.start(conversation)) {
      return probing.report(target(server.port(), module), engine);
    }
  }
}
