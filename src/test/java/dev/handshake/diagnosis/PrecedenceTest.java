package dev.handshake.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.observation.Stage;
import dev.handshake.reason.Check;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Of all that is wrong one thing is the reason, and the rest is told in order. */
class PrecedenceTest {
  @Test
  void theFirstInTheTableIsTheReasonAndTheRestStayFindings() {
    Diagnosis diagnosis =
        Seen.alert(48, Stage.FINISHED)
            .sent()
            .chainWith(
                Remark.CHAIN_ROOT_SENT,
                Reason.CERTIFICATE_NAME_MISMATCH,
                Reason.CERTIFICATE_EXPIRED)
            .diagnose();

    assertThat(diagnosis.reason()).contains(Reason.CERTIFICATE_EXPIRED);
    assertThat(diagnosis.phase()).contains(Phase.HANDSHAKE);
    assertThat(diagnosis.summary()).isEqualTo("This is about certificate_expired.");
    assertThat(diagnosis.remedy()).contains(Remedies.of(Reason.CERTIFICATE_EXPIRED));
    assertThat(diagnosis.findings().words())
        .containsExactly(
            "certificate_expired",
            "certificate_name_mismatch",
            "client_certificate_untrusted",
            "chain_root_sent");
  }

  @Test
  void theHandshakesOwnFailurePrecedesTheChains() {
    Diagnosis diagnosis =
        Seen.timedOut(Phase.HANDSHAKE).chainWith(Reason.CERTIFICATE_EXPIRED).diagnose();

    assertThat(diagnosis.reason()).contains(Reason.HANDSHAKE_TIMEOUT);
    assertThat(diagnosis.findings().words())
        .containsExactly("handshake_timeout", "certificate_expired");
  }

  @Test
  void theChainPrecedesHttp() {
    Diagnosis diagnosis =
        Seen.completed().answered(503).chainWith(Reason.CERTIFICATE_WEAK_KEY).diagnose();

    assertThat(diagnosis.reason()).contains(Reason.CERTIFICATE_WEAK_KEY);
    assertThat(diagnosis.findings().words()).containsExactly("certificate_weak_key", "http_status");
  }

  @Test
  void requiredProofPrecedesHttp() {
    Diagnosis diagnosis = Seen.timedOut(Phase.REQUEST).sent().asking().confirmRequired().diagnose();

    assertThat(diagnosis.reason()).contains(Reason.ACCEPTANCE_UNCONFIRMED);
    assertThat(diagnosis.findings().words())
        .containsExactly("acceptance_unconfirmed", "http_timeout");
  }

  @Test
  void silenceIsAFindingBesideAnotherReason() {
    Diagnosis diagnosis = Seen.timedOut(Phase.REQUEST).sent().asking().diagnose();

    assertThat(diagnosis.reason()).contains(Reason.HTTP_TIMEOUT);
    assertThat(diagnosis.findings().words())
        .containsExactly("acceptance_unconfirmed", "http_timeout");
  }

  @Test
  void twoFaultsOfOneKindAreOneFinding() {
    Diagnosis diagnosis =
        Seen.completed()
            .chainWith(Reason.CERTIFICATE_WEAK_KEY, Reason.CERTIFICATE_WEAK_KEY)
            .diagnose();

    assertThat(diagnosis.findings().all()).containsExactly(Reason.CERTIFICATE_WEAK_KEY);
  }

  @Test
  void remarksDoNotFail() {
    Diagnosis diagnosis =
        Seen.completed()
            .serverNameWarning()
            .retransmitted()
            .failedBefore("203.0.113.5")
            .agentLate()
            .chainWith(Remark.EXPIRES_SOON, Remark.CHAIN_MISORDERED)
            .diagnose();

    assertThat(diagnosis.success()).isTrue();
    assertThat(diagnosis.findings().words())
        .containsExactly(
            "expires_soon",
            "chain_misordered",
            "server_name_warning",
            "address_failed",
            "retransmissions",
            "late");
  }

  @Test
  void checksOfTheChainArePassedOn() {
    Map<Check, Boolean> checks = Map.of(Check.TRUST, true, Check.NAME, false);

    Diagnosis diagnosis =
        Seen.completed().chainWith(checks, Reason.CERTIFICATE_NAME_MISMATCH).diagnose();

    assertThat(diagnosis.checks()).containsAllEntriesOf(checks);
  }

  @Test
  void aSecondLookThatGetsThroughShowsANarrowClient() {
    assertThat(Seen.completed().secondLook().diagnose().findings().words())
        .containsExactly("narrow_client");
    assertThat(Seen.alert(48, Stage.FINISHED).sent().secondLook().diagnose().findings().words())
        .containsExactly("client_certificate_untrusted", "narrow_client");
    assertThat(Seen.alert(40, Stage.CLIENT_HELLO).secondLook().diagnose().findings().words())
        .containsExactly("cipher_mismatch");
  }

  @Test
  void successIsSummedUpWithWhatProvesIt() {
    assertThat(Seen.completed().diagnose().summary())
        .isEqualTo("crm.example.com:443 (203.0.113.7) completed the handshake over TLSv1.3.");
    assertThat(Seen.completed().answered(200).diagnose().summary())
        .endsWith(" over TLSv1.3 and answered with HTTP status 200.");
    assertThat(Seen.completed().sent().answered(200).diagnose().summary())
        .endsWith(" and accepted our certificate, as HTTP status 200 proves.");
    assertThat(Seen.completed().requested().answered(200).diagnose().summary())
        .endsWith(" and let us in without a certificate, as HTTP status 200 proves.");
    assertThat(Seen.completed().sent().diagnose().summary())
        .endsWith(" and asked for a client certificate; whether we are let in it did not say.");
  }
}
