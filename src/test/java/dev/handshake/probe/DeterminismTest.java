package dev.handshake.probe;

import static dev.handshake.probe.Probing.MUTUAL;
import static dev.handshake.probe.Probing.MUTUAL_HTTP;
import static dev.handshake.probe.Probing.PKI;
import static dev.handshake.probe.Probing.PLAIN;
import static dev.handshake.probe.Probing.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.diagnosis.Diagnosis;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.observation.Engine;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.target.ProbeModule;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The same server gives the same reason, a hundred times out of a hundred. */
class DeterminismTest {
  private static final int AT_ONCE = 10;

  private static Probing probing;

  @BeforeAll
  static void open() {
    probing = new Probing();
  }

  @AfterAll
  static void close() throws Exception {
    probing.close();
  }

  /** A server that refuses our certificate with alert 48, and what of ours it leaves unread. */
  enum Refusal implements ScriptedServer.Conversation {
    TLS13_NOTHING_UNREAD {
      @Override
      public void hold(Socket socket) throws IOException, GeneralSecurityException {
        hello(socket).flight(true).flush().readClientFlight().alert(2, 48).flush();
      }
    },
    TLS13_FLIGHT_UNREAD {
      @Override
      public void hold(Socket socket) throws IOException, GeneralSecurityException {
        hello(socket).flight(true).flush().readExactly(1).alert(2, 48).flush();
      }
    },
    TLS13_REQUEST_UNREAD {
      @Override
      public void hold(Socket socket) throws IOException, GeneralSecurityException {
        hello(socket).flight(true).flush().readClientFlight().readExactly(1).alert(2, 48).flush();
      }
    },
    TLS12_FLIGHT_UNREAD {
      @Override
      public void hold(Socket socket) throws IOException, GeneralSecurityException {
        hello(socket).flight12(true).flush().readExactly(1).alert(2, 48).flush();
      }
    };
  }

  /** What of a ClientHello a server has read when it closes. */
  enum Unread implements ScriptedServer.Conversation {
    ALL {
      @Override
      public void hold(Socket socket) {}
    },
    MOST {
      @Override
      public void hold(Socket socket) throws IOException {
        socket.getInputStream().readNBytes(7);
      }
    }
  }

  static Stream<Arguments> refusalsWithoutRequest() {
    return refusals().filter(row -> row.get()[0] != Refusal.TLS13_REQUEST_UNREAD);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(Refusal.values())
        .flatMap(refusal ->
            Stream.of(
                Arguments.of(refusal, Engine.BORINGSSL, 100),
                Arguments.of(refusal, Engine.JDK, 20)));
  }

  @ParameterizedTest
  @MethodSource("refusalsWithoutRequest")
  void anAlertThatRacesAResetIsHeardWithoutARequest(Refusal refusal, Engine engine, int times)
      throws Exception {
    assertThat(heard(refusal, engine, MUTUAL, times))
        .containsExactly("CLIENT_CERTIFICATE_UNTRUSTED, alert 48");
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void anAlertThatRacesAResetIsHeardBesideARequest(Refusal refusal, Engine engine, int times)
      throws Exception {
    assertThat(heard(refusal, engine, MUTUAL_HTTP, times))
        .containsExactly("CLIENT_CERTIFICATE_UNTRUSTED, alert 48");
  }

  @ParameterizedTest
  @EnumSource
  void closingWithOurClientHelloUnreadIsAReset(Unread unread) throws Exception {
    assertThat(heard(unread, Engine.BORINGSSL, PLAIN, 100))
        .containsExactly("CONNECTION_RESET, alert none");
  }

  /**
   * What is said of servers that are the same but for how the kernel ends their connections: with
   * an end that a reset follows, as Java closes, or with a reset alone, as most others do when
   * bytes are unread.
   */
  private static Set<String> heard(
      ScriptedServer.Conversation conversation, Engine engine, ProbeModule module, int times)
      throws Exception {
    AtomicInteger connections = new AtomicInteger();
    ScriptedServer.Conversation eitherWay =
        socket -> {
          conversation.hold(socket);
          if (connections.incrementAndGet() % 2 == 0) {
            socket.setSoLinger(true, 0);
          }
        };
    try (ScriptedServer server = ScriptedServer.start(eitherWay)) {
      return probing.reports(target(server.port(), module), engine, times, AT_ONCE).stream()
          .map(Report::diagnosis)
          .map(DeterminismTest::word)
          .collect(Collectors.toSet());
    }
  }

  private static String word(Diagnosis diagnosis) {
    return diagnosis.reason().map(Reason::name).orElse("SUCCESS")
        + ", alert "
        + diagnosis.alert().map(alert -> String.valueOf(alert.code())).orElse("none");
  }

  private static HandmadeTls hello(Socket socket) throws IOException {
    return new HandmadeTls(socket, PKI.server(ServerCertificate.FINE)).hello();
  }
}
