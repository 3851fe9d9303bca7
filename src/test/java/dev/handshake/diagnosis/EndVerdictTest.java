package dev.handshake.diagnosis;

import static dev.handshake.observation.Stage.CERTIFICATE;
import static dev.handshake.observation.Stage.CLIENT_CERTIFICATE;
import static dev.handshake.observation.Stage.CLIENT_HELLO;
import static dev.handshake.observation.Stage.FINISHED;
import static dev.handshake.observation.Stage.REQUEST;
import static dev.handshake.observation.Stage.SERVER_HELLO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.handshake.observation.Outcome;
import dev.handshake.observation.Outcome.BreakOff;
import dev.handshake.observation.Outcome.ConnectFault;
import dev.handshake.observation.Outcome.ResolveFault;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Evidence;
import dev.handshake.reason.Party;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each way of ending is called, in which phase, and with which values. */
class EndVerdictTest {
  private static final String WHO = "crm.example.com:443 (203.0.113.7)";

  static Stream<Arguments> ends() {
    return Stream.of(
        arguments(
            Seen.of(new Outcome.OwnFault(Phase.CONNECT, "too many open files")),
            Reason.INTERNAL,
            Phase.CONNECT,
            "The agent itself failed: too many open files."),
        arguments(
            resolve(ResolveFault.NOT_FOUND, "crm.example.com does not exist (NXDOMAIN)"),
            Reason.DNS_NOT_FOUND,
            Phase.RESOLVE,
            "crm.example.com cannot be resolved: crm.example.com does not exist (NXDOMAIN)."),
        arguments(
            resolve(ResolveFault.NO_ADDRESS, "no AAAA record"),
            Reason.DNS_NO_ADDRESS,
            Phase.RESOLVE,
            "crm.example.com cannot be resolved: no AAAA record."),
        arguments(
            resolve(ResolveFault.FAILED, "SERVFAIL from 192.0.2.53:53"),
            Reason.DNS_FAILED,
            Phase.RESOLVE,
            "crm.example.com cannot be resolved: SERVFAIL from 192.0.2.53:53."),
        arguments(
            resolve(ResolveFault.TIMEOUT, "no answer within 2 s from 192.0.2.53:53"),
            Reason.DNS_TIMEOUT,
            Phase.RESOLVE,
            "crm.example.com cannot be resolved: no answer within 2 s from 192.0.2.53:53."),
        arguments(
            connect(ConnectFault.REFUSED),
            Reason.CONNECT_REFUSED,
            Phase.CONNECT,
            WHO + " refused the connection."),
        arguments(
            connect(ConnectFault.TIMEOUT).lasting(Phase.CONNECT, Duration.ofSeconds(9)),
            Reason.CONNECT_TIMEOUT,
            Phase.CONNECT,
            WHO + " did not answer the attempt to connect within 3 s."),
        arguments(
            connect(ConnectFault.UNREACHABLE),
            Reason.CONNECT_UNREACHABLE,
            Phase.CONNECT,
            "There is no route to " + WHO + "."),
        arguments(
            Seen.of(new Outcome.NotTls("HTTP/1.1 400\\r\\n")),
            Reason.NOT_TLS,
            Phase.HANDSHAKE,
            WHO + " answered, but not in TLS: \"HTTP/1.1 400\\r\\n\"."),
        arguments(
            Seen.of(new Outcome.TooLarge(270_000)),
            Reason.HANDSHAKE_TOO_LARGE,
            Phase.HANDSHAKE,
            WHO
                + " sends or announces more than 256 KiB of handshake; it was ended after 270000 bytes."),
        arguments(
            Seen.of(new Outcome.IdentityUnusable("gateway", "its key does not match")),
            Reason.CLIENT_IDENTITY_UNUSABLE,
            Phase.HANDSHAKE,
            "The identity gateway cannot be used: its key does not match; nothing was sent to the target."),
        arguments(
            Seen.of(new Outcome.HttpInvalid("the answer is not HTTP")).asking(),
            Reason.HTTP_INVALID,
            Phase.REQUEST,
            WHO + " gave no answer in HTTP: the answer is not HTTP."),
        arguments(
            brokeOff(BreakOff.PROTOCOL, "UNSUPPORTED_PROTOCOL"),
            Reason.PROTOCOL_MISMATCH,
            Phase.HANDSHAKE,
            WHO + " chose a TLS version that is not allowed (UNSUPPORTED_PROTOCOL)."),
        arguments(
            brokeOff(BreakOff.PARAMETERS, "WRONG_CURVE"),
            Reason.CIPHER_MISMATCH,
            Phase.HANDSHAKE,
            WHO + " chose a cipher, group or signature that this client cannot do (WRONG_CURVE)."),
        arguments(
            brokeOff(BreakOff.VIOLATION, "UNEXPECTED_MESSAGE"),
            Reason.PROTOCOL_VIOLATION,
            Phase.HANDSHAKE,
            WHO + " broke the TLS protocol (UNEXPECTED_MESSAGE)."));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void isNamedWithItsPhaseAndItsValues(Seen seen, Reason reason, Phase phase, String summary) {
    Diagnosis diagnosis = seen.diagnose();

    assertThat(diagnosis.reason()).contains(reason);
    assertThat(diagnosis.phase()).contains(phase);
    assertThat(diagnosis.summary()).isEqualTo(summary);
    assertThat(diagnosis.remedy()).contains(Remedies.of(reason));
    assertThat(diagnosis.party()).contains(reason.party());
    assertThat(diagnosis.findings().all()).containsExactly(reason);
  }

  // ---- time ----

  @ParameterizedTest
  @CsvSource({
    "RESOLVE, DNS_TIMEOUT",
    "CONNECT, CONNECT_TIMEOUT",
    "PROXY, PROXY_FAILED",
    "STARTTLS, STARTTLS_FAILED",
    "HANDSHAKE, HANDSHAKE_TIMEOUT",
    "REQUEST, HTTP_TIMEOUT"
  })
  void aTimeoutIsThatOfThePhaseInHandAndSaysHowLongItWas(Phase phase, Reason reason) {
    Diagnosis diagnosis =
        Seen.timedOut(phase).asking().lasting(phase, Duration.ofNanos(1_203_456_789)).diagnose();

    assertThat(diagnosis.reason()).contains(reason);
    assertThat(diagnosis.phase()).contains(phase);
    assertThat(diagnosis.summary()).contains("crm.example.com", "within 1.2 s");
  }

  @ParameterizedTest
  @CsvSource({"0, sent nothing at all", "1371, had sent 1371 bytes"})
  void aSlowHandshakeSaysWhatCame(long bytes, String words) {
    Diagnosis diagnosis =
        Seen.timedOut(Phase.HANDSHAKE)
            .bytesIn(bytes)
            .lasting(Phase.HANDSHAKE, Duration.ofNanos(5_000_400_000L))
            .diagnose();

    assertThat(diagnosis.summary())
        .isEqualTo(WHO + " did not finish the handshake within 5 s and " + words + ".");
  }

  @ParameterizedTest
  @CsvSource({"300400, 0 ms", "299600000, 300 ms", "999600000, 1 s", "1949999999, 1.9 s"})
  void aSpanOfTimeIsRounded(long nanos, String words) {
    assertThat(Wording.span(Duration.ofNanos(nanos))).isEqualTo(words);
  }

  // ---- ends without an alert ----

  @ParameterizedTest
  @EnumSource(names = {"CLIENT_HELLO", "SERVER_HELLO", "CERTIFICATE", "CLIENT_CERTIFICATE"})
  void anEndWithinTheHandshakeSaysWhen(Stage stage) {
    String moment =
        switch (stage) {
          case CLIENT_HELLO -> "after our ClientHello";
          case SERVER_HELLO -> "after its ServerHello";
          case CERTIFICATE -> "after its certificate";
          case CLIENT_CERTIFICATE, FINISHED, REQUEST -> "after our last flight";
        };

    Diagnosis closed = Seen.closed(stage).diagnose();
    Diagnosis reset = Seen.reset(stage).diagnose();

    assertThat(closed.reason()).contains(Reason.CONNECTION_CLOSED);
    assertThat(closed.summary())
        .isEqualTo(WHO + " closed the connection " + moment + ", without an alert.");
    assertThat(reset.reason()).contains(Reason.CONNECTION_RESET);
    assertThat(reset.phase()).contains(Phase.HANDSHAKE);
    assertThat(reset.summary())
        .isEqualTo(WHO + " reset the connection " + moment + ", without an alert.");
  }

  @Test
  void aResetBeforeOurClientHelloDoesNotClaimThatItLeft() {
    Diagnosis diagnosis = Seen.reset(CLIENT_HELLO).notConnected().diagnose();

    assertThat(diagnosis.reason()).contains(Reason.CONNECTION_RESET);
    assertThat(diagnosis.summary())
        .isEqualTo(WHO + " reset the connection as soon as it stood, without an alert.");
  }

  @ParameterizedTest
  @EnumSource(names = {"FINISHED", "REQUEST"})
  void anEndAfterTheHandshakeIsTheMissingAnswerWhereOneIsWanted(Stage stage) {
    Diagnosis diagnosis = Seen.closed(stage).asking().diagnose();

    assertThat(diagnosis.reason()).contains(Reason.HTTP_INVALID);
    assertThat(diagnosis.phase()).contains(Phase.REQUEST);
    assertThat(diagnosis.summary()).contains(WHO, "closed the connection before an HTTP answer");
  }

  @Test
  void anEndAfterTheHandshakeIsFineWhereNoAnswerIsWanted() {
    assertThat(Seen.closed(FINISHED).diagnose().success()).isTrue();
    assertThat(Seen.reset(FINISHED).diagnose().success()).isTrue();
  }

  @Test
  void aRequestThatWasHeldBackMissesNoAnswer() {
    Diagnosis diagnosis =
        Seen.closed(FINISHED)
            .sent()
            .proved(Evidence.SESSION_TICKET)
            .asking()
            .heldBack()
            .chainWith(Reason.CERTIFICATE_UNTRUSTED)
            .diagnose();

    assertThat(diagnosis.reason()).contains(Reason.CERTIFICATE_UNTRUSTED);
    assertThat(diagnosis.findings().words())
        .containsExactly("certificate_untrusted", "acceptance_tls_only");
  }

  // ---- names and addresses ----

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7:443, 203.0.113.7, 203.0.113.7:443",
    "[2001:db8::1]:443, 2001:db8::1, [2001:db8::1]:443",
    "crm.example.com:8443, 203.0.113.9, crm.example.com:8443 (203.0.113.9)"
  })
  void anAddressIsToldOnce(String address, String ip, String who) {
    assertThat(connect(ConnectFault.REFUSED).at(address, ip).diagnose().summary())
        .isEqualTo(who + " refused the connection.");
  }

  @Test
  void addressesThatFailedBeforeAreCounted() {
    Diagnosis one = connect(ConnectFault.REFUSED).failedBefore("203.0.113.5").diagnose();
    Diagnosis two =
        connect(ConnectFault.REFUSED).failedBefore("203.0.113.5", "203.0.113.6").diagnose();

    assertThat(one.summary()).endsWith("; one address before it failed too.");
    assertThat(two.summary()).endsWith("; 2 addresses before it failed too.");
    assertThat(two.findings().words()).containsExactly("connect_refused", "address_failed");
  }

  // ---- who has to act ----

  @ParameterizedTest
  @CsvSource({"CONNECT_TIMEOUT, NETWORK", "NOT_TLS, SERVER", "CLIENT_IDENTITY_UNUSABLE, CLIENT"})
  void thePartyIsTheReasons(Reason reason, Party party) {
    Seen seen =
        Stream.of(
                connect(ConnectFault.TIMEOUT),
                Seen.of(new Outcome.NotTls("x")),
                Seen.of(new Outcome.IdentityUnusable("gateway", "no key")))
            .filter(each -> reason(each) == reason)
            .findFirst()
            .orElseThrow();

    assertThat(seen.diagnose().party()).contains(party);
  }

  private static Reason reason(Seen seen) {
    return seen.diagnose().reason().orElseThrow();
  }

  private static Seen resolve(ResolveFault fault, String detail) {
    return Seen.of(new Outcome.ResolveFailed(fault, detail)).notConnected();
  }

  private static Seen connect(ConnectFault fault) {
    return Seen.of(new Outcome.ConnectFailed(fault, "203.0.113.7:443")).notConnected();
  }

  private static Seen brokeOff(BreakOff why, String detail) {
    return Seen.of(new Outcome.BrokeOff(why, detail, Optional.empty(), FINISHED));
  }
}
