package dev.handshake.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.observation.Outcome;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Check;
import dev.handshake.reason.Evidence;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.target.Expectation;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of success for a target that must refuse us, row by row. */
class MustRefuseTest {
  // ---- rejected ----

  @Test
  void anyRefusalWillDoWhereNoListIsGiven() {
    Diagnosis stranger = Seen.alert(46, Stage.FINISHED).sent().mustRefuse().diagnose();
    Diagnosis nobody = Seen.reset(Stage.FINISHED).requested().mustRefuse().diagnose();

    assertThat(stranger.success()).isTrue();
    assertThat(stranger.reason()).isEmpty();
    assertThat(stranger.phase()).isEmpty();
    assertThat(stranger.party()).isEmpty();
    assertThat(stranger.remedy()).isEmpty();
    assertThat(stranger.findings().all()).isEmpty();
    assertThat(stranger.acceptance()).contains(Acceptance.REJECTED);
    assertThat(stranger.refusedWith()).contains(Reason.CLIENT_CERTIFICATE_REJECTED);
    assertThat(stranger.checks()).containsEntry(Check.MTLS_ENFORCED, true);
    assertThat(stranger.summary())
        .isEqualTo(
            "crm.example.com:443 (203.0.113.7) refused us as it must, with alert 46 (certificate_unknown): client_certificate_rejected.");
    assertThat(nobody.refusedWith()).contains(Reason.CLIENT_CERTIFICATE_REQUIRED);
  }

  @Test
  void aRefusalInHttpWillDo() {
    Diagnosis diagnosis = Seen.completed().requested().mustRefuse().answered(403).diagnose();

    assertThat(diagnosis.refusedWith()).contains(Reason.CLIENT_CERTIFICATE_REQUIRED);
    assertThat(diagnosis.summary()).contains("with HTTP status 403");
  }

  @Test
  void aRefusalOfTheListWillDo() {
    Diagnosis diagnosis =
        Seen.alert(116, Stage.FINISHED)
            .requested()
            .expecting(refused(Reason.CLIENT_CERTIFICATE_REQUIRED))
            .diagnose();

    assertThat(diagnosis.refusedWith()).contains(Reason.CLIENT_CERTIFICATE_REQUIRED);
  }

  @Test
  void anotherRefusalFailsWithItsOwnReasonAndSaysWhatWasExpected() {
    Diagnosis diagnosis =
        Seen.alert(46, Stage.FINISHED)
            .sent()
            .expecting(
                refused(Reason.CLIENT_CERTIFICATE_REVOKED, Reason.CLIENT_CERTIFICATE_EXPIRED))
            .diagnose();

    assertThat(diagnosis.success()).isFalse();
    assertThat(diagnosis.refusedWith()).isEmpty();
    assertThat(diagnosis.reason()).contains(Reason.CLIENT_CERTIFICATE_REJECTED);
    assertThat(diagnosis.findings().all()).containsExactly(Reason.CLIENT_CERTIFICATE_REJECTED);
    assertThat(diagnosis.summary())
        .endsWith("Expected was client_certificate_expired or client_certificate_revoked.");
    assertThat(diagnosis.checks()).containsEntry(Check.MTLS_ENFORCED, true);
  }

  // ---- a status of the list ----

  @Test
  void aListedStatusWillDoWhetherOrNotACertificateWasAskedFor() {
    Expectation expected =
        new Expectation.Refused(Set.of(Reason.CLIENT_CERTIFICATE_REQUIRED), Set.of(403, 401));
    Diagnosis unasked = Seen.completed().expecting(expected).answered(403).diagnose();
    Diagnosis accepted = Seen.completed().sent().expecting(expected).answered(401).diagnose();

    assertThat(unasked.refusedWith()).contains(Reason.HTTP_STATUS);
    assertThat(unasked.findings().all()).isEmpty();
    assertThat(unasked.summary()).contains("with HTTP status 403: http_status");
    assertThat(accepted.refusedWith()).contains(Reason.HTTP_STATUS);
    assertThat(accepted.checks()).containsEntry(Check.MTLS_ENFORCED, true);
  }

  @Test
  void aListedStatusWillDoThoughTheReasonIsNotListed() {
    Diagnosis diagnosis =
        Seen.completed()
            .sent()
            .expecting(
                new Expectation.Refused(Set.of(Reason.CLIENT_CERTIFICATE_REQUIRED), Set.of(403)))
            .answered(403, "Your client certificate is not trusted")
            .diagnose();

    assertThat(diagnosis.success()).isTrue();
    assertThat(diagnosis.refusedWith()).contains(Reason.HTTP_STATUS);
  }

  @Test
  void theRefusalOfTheCertificateIsTheBetterWordForAListedStatus() {
    Diagnosis diagnosis =
        Seen.completed()
            .requested()
            .expecting(new Expectation.Refused(Set.of(), Set.of(403)))
            .answered(403)
            .diagnose();

    assertThat(diagnosis.refusedWith()).contains(Reason.CLIENT_CERTIFICATE_REQUIRED);
  }

  @Test
  void aStatusThatIsNotListedIsNone() {
    Diagnosis diagnosis =
        Seen.completed()
            .sent()
            .expecting(new Expectation.Refused(Set.of(), Set.of(403)))
            .answered(500)
            .diagnose();

    assertThat(diagnosis.reason()).contains(Reason.MTLS_NOT_ENFORCED);
    assertThat(diagnosis.findings().words()).containsExactly("mtls_not_enforced", "http_status");
  }

  // ---- let in ----

  @Test
  void anHttpAnswerLetsUsIn() {
    Diagnosis diagnosis = Seen.completed().sent().mustRefuse().answered(200).diagnose();

    assertThat(diagnosis.reason()).contains(Reason.MTLS_NOT_ENFORCED);
    assertThat(diagnosis.phase()).contains(Phase.REQUEST);
    assertThat(diagnosis.summary()).contains("let us in with HTTP status 200");
    assertThat(diagnosis.findings().all()).containsExactly(Reason.MTLS_NOT_ENFORCED);
    assertThat(diagnosis.checks()).containsEntry(Check.MTLS_ENFORCED, false);
  }

  @Test
  void dataLetsUsIn() {
    Diagnosis diagnosis =
        Seen.completed().sent().mustRefuse().proved(Evidence.APPLICATION_DATA).diagnose();

    assertThat(diagnosis.reason()).contains(Reason.MTLS_NOT_ENFORCED);
    assertThat(diagnosis.phase()).contains(Phase.CONFIRM);
    assertThat(diagnosis.summary()).contains("let us in and sent application data");
  }

  @Test
  void unauthorizedLetsUsInForItIsNotAboutTheCertificate() {
    Diagnosis diagnosis = Seen.completed().requested().mustRefuse().answered(401).diagnose();

    assertThat(diagnosis.reason()).contains(Reason.MTLS_NOT_ENFORCED);
  }

  @Test
  void notAskingLetsUsIn() {
    Diagnosis plain = Seen.completed().mustRefuse().diagnose();
    Diagnosis answered = Seen.completed().mustRefuse().answered(200).diagnose();

    assertThat(plain.reason()).contains(Reason.MTLS_NOT_ENFORCED);
    assertThat(plain.phase()).contains(Phase.HANDSHAKE);
    assertThat(plain.summary()).contains("asks for no client certificate");
    assertThat(plain.checks()).containsEntry(Check.MTLS_ENFORCED, false);
    assertThat(answered.reason()).contains(Reason.MTLS_NOT_ENFORCED);
  }

  @Test
  void notAskingAndRefusingInHttpFailsWithTheStatus() {
    Diagnosis diagnosis = Seen.completed().mustRefuse().answered(403).diagnose();

    assertThat(diagnosis.reason()).contains(Reason.HTTP_STATUS);
    assertThat(diagnosis.findings().all()).containsExactly(Reason.HTTP_STATUS);
    assertThat(diagnosis.checks()).doesNotContainKey(Check.MTLS_ENFORCED);
  }

  // ---- no answer ----

  @ParameterizedTest
  @EnumSource(names = {"SERVER_FINISHED", "SESSION_TICKET"})
  void whatTlsAloneProvesIsNoAnswer(Evidence proof) {
    Diagnosis diagnosis = Seen.completed().sent().mustRefuse().proved(proof).diagnose();

    assertThat(diagnosis.reason()).contains(Reason.ACCEPTANCE_UNCONFIRMED);
    assertThat(diagnosis.phase()).contains(Phase.CONFIRM);
    assertThat(diagnosis.remedy().orElseThrow()).contains("Add `http:`");
    assertThat(diagnosis.summary()).contains("the application was not asked");
    assertThat(diagnosis.findings().all())
        .containsExactly(Reason.ACCEPTANCE_UNCONFIRMED, Remark.ACCEPTANCE_TLS_ONLY);
    assertThat(diagnosis.checks()).doesNotContainKey(Check.MTLS_ENFORCED);
  }

  @Test
  void silenceIsNoAnswer() {
    Diagnosis diagnosis = Seen.completed().sent().mustRefuse().diagnose();

    assertThat(diagnosis.reason()).contains(Reason.ACCEPTANCE_UNCONFIRMED);
    assertThat(diagnosis.summary()).contains("crm.example.com:443", "silent");
    assertThat(diagnosis.checks()).doesNotContainKey(Check.MTLS_ENFORCED);
  }

  @Test
  void anApplicationThatDoesNotAnswerIsNotSaidToBeUnasked() {
    Diagnosis diagnosis =
        Seen.timedOut(Phase.REQUEST)
            .sent()
            .proved(Evidence.SESSION_TICKET)
            .asking()
            .mustRefuse()
            .diagnose();

    assertThat(diagnosis.reason()).contains(Reason.ACCEPTANCE_UNCONFIRMED);
    assertThat(diagnosis.summary()).contains("the application gave no answer");
    assertThat(diagnosis.findings().words())
        .containsExactly("acceptance_unconfirmed", "http_timeout", "acceptance_tls_only");
  }

  @Test
  void aRequestThatWasHeldBackAsksNobody() {
    Diagnosis diagnosis =
        Seen.completed()
            .sent()
            .proved(Evidence.SERVER_FINISHED)
            .asking()
            .heldBack()
            .mustRefuse()
            .diagnose();

    assertThat(diagnosis.summary()).contains("the request was held back");
  }

  // ---- anything else ----

  static Stream<Seen> otherEnds() {
    return Stream.of(
        Seen.of(new Outcome.ConnectFailed(Outcome.ConnectFault.REFUSED, "203.0.113.7:443")),
        Seen.of(new Outcome.OwnFault(Phase.CONNECT, "out of memory")),
        Seen.of(new Outcome.IdentityUnusable("gateway", "no key")),
        Seen.closed(Stage.SERVER_HELLO),
        Seen.alert(40, Stage.CLIENT_HELLO),
        Seen.alert(80, Stage.FINISHED),
        Seen.alert(80, Stage.FINISHED).sent(),
        Seen.alert(80, Stage.FINISHED).sent().proved(Evidence.SESSION_TICKET),
        Seen.timedOut(Phase.HANDSHAKE).sent());
  }

  @ParameterizedTest
  @MethodSource("otherEnds")
  void anythingElseFailsWithItsOwnReason(Seen seen) {
    Reason reason = seen.diagnose().reason().orElseThrow();
    Diagnosis diagnosis = seen.mustRefuse().diagnose();

    assertThat(diagnosis.reason()).contains(reason);
    assertThat(diagnosis.refusedWith()).isEmpty();
    assertThat(diagnosis.findings().all())
        .doesNotContain(Reason.MTLS_NOT_ENFORCED, Reason.ACCEPTANCE_UNCONFIRMED);
    assertThat(diagnosis.checks()).doesNotContainKey(Check.MTLS_ENFORCED);
  }

  // ---- the server's own chain ----

  @Test
  void aBadChainDoesNotUndoTheRefusalAndStaysAFinding() {
    Diagnosis diagnosis =
        Seen.alert(48, Stage.FINISHED)
            .sent()
            .mustRefuse()
            .chainWith(Map.of(Check.VALIDITY, false), Reason.CERTIFICATE_EXPIRED)
            .diagnose();

    assertThat(diagnosis.success()).isTrue();
    assertThat(diagnosis.findings().all()).containsExactly(Reason.CERTIFICATE_EXPIRED);
    assertThat(diagnosis.checks())
        .containsEntry(Check.VALIDITY, false)
        .containsEntry(Check.MTLS_ENFORCED, true);
  }

  @ParameterizedTest
  @CsvSource({"true, certificate_expired", "false, mtls_not_enforced"})
  void aBadChainPrecedesBeingLetIn(boolean expired, String word) {
    Seen seen = Seen.completed().mustRefuse();
    Diagnosis diagnosis = (expired ? seen.chainWith(Reason.CERTIFICATE_EXPIRED) : seen).diagnose();

    assertThat(diagnosis.reason().map(Reason::word)).contains(word);
    assertThat(diagnosis.findings().all()).contains(Reason.MTLS_NOT_ENFORCED);
  }

  @Test
  void theCheckIsOfTargetsThatMustRefuseAlone() {
    assertThat(Seen.completed().diagnose().checks()).doesNotContainKey(Check.MTLS_ENFORCED);
    assertThat(Seen.alert(48, Stage.FINISHED).sent().diagnose().checks())
        .doesNotContainKey(Check.MTLS_ENFORCED);
  }

  private static Expectation refused(Reason... reasons) {
    return new Expectation.Refused(Set.of(reasons), Set.of());
  }
}
