package dev.handshake.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.reason.Reason;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {
  @Test
  void aSuccessfulProbeIsASuccess() {
    assertThat(Verdict.of(Optional.empty())).isEqualTo(Verdict.SUCCESS);
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"HTTP_.*", "POLICY_VIOLATION", "MTLS_NOT_ENFORCED"},
      mode = EnumSource.Mode.MATCH_ANY)
  void failuresAfterAGoodHandshakeAreSuccesses(Reason reason) {
    assertThat(Verdict.of(Optional.of(reason))).isEqualTo(Verdict.SUCCESS);
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"DNS_.*", "CLIENT_IDENTITY_UNUSABLE"},
      mode = EnumSource.Mode.MATCH_ANY)
  void failuresThatReachNothingAreNotCounted(Reason reason) {
    assertThat(Verdict.of(Optional.of(reason))).isEqualTo(Verdict.NOT_REACHED);
  }

  @Test
  void ourOwnFaultChangesNothing() {
    assertThat(Verdict.of(Optional.of(Reason.INTERNAL))).isEqualTo(Verdict.NO_CHANGE);
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {
        "CONNECT_.*",
        "CONNECTION_.*",
        "PRO.*",
        "NOT_TLS",
        "STARTTLS_FAILED",
        "HANDSHAKE_.*",
        "CIPHER_MISMATCH",
        "SERVER_NAME_UNRECOGNIZED",
        "CERTIFICATE_.*",
        "CLIENT_CERTIFICATE_.*",
        "ACCEPTANCE_UNCONFIRMED"
      },
      mode = EnumSource.Mode.MATCH_ANY)
  void everythingThatBrokeOnTheWayToAcceptanceCounts(Reason reason) {
    assertThat(Verdict.of(Optional.of(reason))).isEqualTo(Verdict.FAILURE);
  }
}
