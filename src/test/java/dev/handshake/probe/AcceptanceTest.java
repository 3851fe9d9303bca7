package dev.handshake.probe;

import static dev.handshake.probe.Probing.MUTUAL;
import static dev.handshake.probe.Probing.MUTUAL_HTTP;
import static dev.handshake.probe.Probing.PKI;
import static dev.handshake.probe.Probing.PLAIN;
import static dev.handshake.probe.Probing.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.ServerCertificate;
import dev.handshake.observation.Alert;
import dev.handshake.observation.Engine;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Evidence;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.report.Report;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeModule;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In TLS 1.3 the handshake's end proves nothing: what follows our Finished does. */
class AcceptanceTest {
  private static Probing probing;

  @BeforeAll
  static void open() {
    probing = new Probing();
  }

  @AfterAll
  static void close() throws Exception {
    probing.close();
  }

  /** What a server does once it has read our Finished. */
  @FunctionalInterface
  private interface Afterwards {
    void serve(HandmadeTls tls, Socket socket) throws IOException, GeneralSecurityException;
  }

  @ParameterizedTest
  @EnumSource
  void silenceConfirmsNothing(Engine engine) throws Exception {
    Report report = probe(engine, MUTUAL, (_, socket) -> ScriptedServer.drain(socket));
    assertThat(report.diagnosis().success()).as(Probing.said(report)).isTrue();
    assertThat(report.diagnosis().acceptance()).contains(Acceptance.UNCONFIRMED);
    assertThat(report.diagnosis().findings().all()).contains(Reason.ACCEPTANCE_UNCONFIRMED);
    assertThat(report.observation().timings().phases()).containsKey(Phase.CONFIRM);
  }

  @ParameterizedTest
  @EnumSource
  void aTicketProvesThatTlsDidNotRefuse(Engine engine) throws Exception {
    Report report =
        probe(
            engine,
            MUTUAL,
            (tls, socket) -> {
              tls.ticket().flush();
              ScriptedServer.drain(socket);
            });
    assertThat(report.diagnosis().acceptance())
        .as(Probing.said(report))
        .contains(Acceptance.CONFIRMED);
    assertThat(report.observation().client().evidence()).contains(Evidence.SESSION_TICKET);
    assertThat(report.diagnosis().findings().all()).contains(Remark.ACCEPTANCE_TLS_ONLY);
  }

  @ParameterizedTest
  @EnumSource
  void dataAfterOurFinishedProvesThatTheApplicationLetUsIn(Engine engine) throws Exception {
    Report report =
        probe(
            engine,
            MUTUAL,
            (tls, socket) -> {
              tls.data("220 welcome\r\n").flush();
              ScriptedServer.drain(socket);
            });
    assertThat(report.diagnosis().acceptance())
        .as(Probing.said(report))
        .contains(Acceptance.CONFIRMED);
    assertThat(report.observation().client().evidence()).contains(Evidence.APPLICATION_DATA);
    assertThat(report.diagnosis().findings().all()).doesNotContain(Remark.ACCEPTANCE_TLS_ONLY);
  }

  @ParameterizedTest
  @EnumSource
  void dataSentAheadOfOurFinishedProvesNothing(Engine engine) throws Exception {
    Report report =
        examine(
            engine,
            MUTUAL,
            (tls, socket) -> {
              tls.flight(true).data("220 whoever you are, welcome\r\n").flush();
              ScriptedServer.drain(socket);
            });
    assertThat(report.diagnosis().acceptance())
        .as(Probing.said(report))
        .contains(Acceptance.UNCONFIRMED);
    assertThat(report.observation().client().evidence()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aRecordBegunAheadOfOurFinishedProvesNothing(Engine engine) throws Exception {
    Report report =
        examine(
            engine,
            MUTUAL,
            (tls, socket) -> {
              byte[] flight = tls.flight(true).data("220 whoever you are, welcome\r\n").take();
              int begun = flight.length - 7;
              socket.getOutputStream().write(flight, 0, begun);
              tls.readClientFlight();
              socket.getOutputStream().write(flight, begun, 7);
              ScriptedServer.drain(socket);
            });
    assertThat(report.diagnosis().acceptance())
        .as(Probing.said(report))
        .contains(Acceptance.UNCONFIRMED);
  }

  @ParameterizedTest
  @EnumSource
  void anAlertRightAfterATicketRefuses(Engine engine) throws Exception {
    Report report =
        probe(
            engine,
            MUTUAL,
            (tls, socket) -> {
              byte[] ticket = tls.ticket().take();
              byte[] alert = tls.alert(2, 48).take();
              socket.getOutputStream().write(ticket);
              socket.getOutputStream().write(alert);
              ScriptedServer.finish(socket);
            });
    assertRejected(report, Phase.CONFIRM);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 41, 42, 43, 44, 45, 46, 48, 49, 51, 116})
  void whicheverAlertAServerChoosesItRefuses(int code) throws Exception {
    Report report =
        probe(
            Engine.BORINGSSL,
            MUTUAL,
            (tls, socket) -> {
              tls.alert(2, code).flush();
              ScriptedServer.finish(socket);
            });
    assertRejected(report, Phase.CONFIRM);
    assertThat(report.diagnosis().alert()).map(Alert::code).contains(code);
  }

  @ParameterizedTest
  @EnumSource
  void aBareCloseBeforeAnyProofRefuses(Engine engine) throws Exception {
    Report report = probe(engine, MUTUAL, (_, socket) -> ScriptedServer.finish(socket));
    assertRejected(report, Phase.CONFIRM);
  }

  @ParameterizedTest
  @EnumSource
  void aCloseNotifyBeforeAnyProofRefuses(Engine engine) throws Exception {
    Report report =
        probe(
            engine,
            MUTUAL,
            (tls, socket) -> {
              tls.alert(1, 0).flush();
              ScriptedServer.finish(socket);
            });
    assertRejected(report, Phase.CONFIRM);
  }

  @ParameterizedTest
  @EnumSource
  void aTicketProvesAsMuchWhereTheRequestWasFaster(Engine engine) throws Exception {
    Report report = hungUpOn(engine, (tls, _) -> tls.ticket());
    assertHungUp(report, Evidence.SESSION_TICKET);
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerCutOffInItsFirstLineIsDataAllTheSame(Engine engine) throws Exception {
    Report report = hungUpOn(engine, (tls, _) -> tls.data("HTTP/1.1 20"));
    assertHungUp(report, Evidence.APPLICATION_DATA);
  }

  @ParameterizedTest
  @EnumSource
  void anAlertInsteadOfAnHttpAnswerRefuses(Engine engine) throws Exception {
    Report report =
        probe(
            engine,
            MUTUAL_HTTP,
            (tls, socket) -> {
              tls.ticket().flush();
              tls.readData();
              tls.alert(2, 49).flush();
              ScriptedServer.finish(socket);
            });
    assertRejected(report, Phase.REQUEST);
  }

  @ParameterizedTest
  @EnumSource
  void anAlertAboutUsWithoutACertificateAsksForOne(Engine engine) throws Exception {
    Report report =
        probe(
            engine,
            PLAIN,
            (tls, socket) -> {
              tls.alert(2, 116).flush();
              ScriptedServer.finish(socket);
            });
    assertThat(report.diagnosis().reason())
        .as(Probing.said(report))
        .contains(Reason.CLIENT_CERTIFICATE_REQUIRED);
    assertThat(report.diagnosis().acceptance()).contains(Acceptance.REJECTED);
  }

  @ParameterizedTest
  @EnumSource
  void anAlertAboutSomethingElseIsNoRefusalOfTheCertificate(Engine engine) throws Exception {
    Report report =
        probe(
            engine,
            MUTUAL,
            (tls, socket) -> {
              tls.alert(2, 80).flush();
              ScriptedServer.finish(socket);
            });
    assertThat(report.diagnosis().reason())
        .as(Probing.said(report))
        .contains(Reason.HANDSHAKE_REJECTED);
    assertThat(report.diagnosis().phase()).contains(Phase.CONFIRM);
  }

  @ParameterizedTest
  @EnumSource
  void theRequestWaitsForTheListeningAndIsAnswered(Engine engine) throws Exception {
    Report report =
        probe(
            engine,
            MUTUAL_HTTP,
            (tls, socket) -> {
              tls.readData();
              tls.data("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").flush();
              ScriptedServer.drain(socket);
            });
    assertThat(report.diagnosis().success()).as(Probing.said(report)).isTrue();
    assertThat(report.observation().client().evidence()).contains(Evidence.HTTP_STATUS);
    assertThat(report.observation().timings().phases())
        .containsKeys(Phase.HANDSHAKE, Phase.CONFIRM, Phase.REQUEST);
  }

  @ParameterizedTest
  @EnumSource
  void dataSentBeforeTheRequestIsNoAnswerToIt(Engine engine) throws Exception {
    HttpCheck impatient =
        new HttpCheck("GET", "/health", Map.of(), Set.of(200), Duration.ofMillis(300));
    Report report =
        probe(
            engine,
            MUTUAL.withHttp(impatient),
            (tls, socket) -> {
              tls.data("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").flush();
              ScriptedServer.drain(socket);
            });
    assertThat(report.diagnosis().reason()).as(Probing.said(report)).contains(Reason.HTTP_TIMEOUT);
    assertThat(report.observation().client().evidence()).contains(Evidence.APPLICATION_DATA);
  }

  private static Report probe(Engine engine, ProbeModule module, Afterwards afterwards)
      throws Exception {
    return examine(
        engine,
        module,
        (tls, socket) -> {
          tls.flight(true).flush().readClientFlight();
          afterwards.serve(tls, socket);
        });
  }

  /** What comes of a server that reads the request, sends something, and ends. */
  private static Report hungUpOn(Engine engine, Afterwards sent) throws Exception {
    return probe(
        engine,
        MUTUAL_HTTP,
        (tls, socket) -> {
          tls.readData();
          sent.serve(tls, socket);
          tls.flush();
          ScriptedServer.finish(socket);
        });
  }

  private static Report examine(Engine engine, ProbeModule module, Afterwards conversation)
      throws Exception {
    try (ScriptedServer server =
        ScriptedServer.start(socket ->
            conversation.serve(
                new HandmadeTls(socket, PKI.server(ServerCertificate.FINE)).hello(), socket))) {
      return probing.report(target(server.port(), module), engine);
    }
  }

  private static void assertRejected(Report report, Phase phase) {
    assertThat(report.diagnosis().reason().orElseThrow())
        .as(Probing.said(report))
        .isBetween(Reason.CLIENT_CERTIFICATE_UNTRUSTED, Reason.CLIENT_CERTIFICATE_REJECTED);
    assertThat(report.diagnosis().phase()).contains(phase);
    assertThat(report.diagnosis().acceptance()).contains(Acceptance.REJECTED);
    assertThat(report.observation().client().sent()).isTrue();
  }

  private static void assertHungUp(Report report, Evidence proof) {
    assertThat(report.diagnosis().reason()).as(Probing.said(report)).contains(Reason.HTTP_INVALID);
    assertThat(report.diagnosis().acceptance()).contains(Acceptance.CONFIRMED);
    assertThat(report.observation().client().evidence()).contains(proof);
  }
}
