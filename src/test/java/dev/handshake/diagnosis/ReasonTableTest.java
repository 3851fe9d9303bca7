package dev.handshake.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.reason.Reason;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The words for failure, as the contract lists them. */
class ReasonTableTest {
  private static final List<String> CONTRACT =
      List.of(
          "internal",
          "dns_not_found",
          "dns_no_address",
          "dns_failed",
          "dns_timeout",
          "connect_refused",
          "connect_timeout",
          "connect_unreachable",
          "proxy_failed",
          "starttls_failed",
          "not_tls",
          "handshake_timeout",
          "connection_closed",
          "connection_reset",
          "protocol_mismatch",
          "cipher_mismatch",
          "server_name_unrecognized",
          "handshake_rejected",
          "protocol_violation",
          "handshake_too_large",
          "certificate_intercepted",
          "certificate_revoked",
          "certificate_self_signed",
          "certificate_untrusted",
          "certificate_chain_incomplete",
          "certificate_issuer_not_ca",
          "certificate_path_length",
          "certificate_name_constraint",
          "certificate_critical_extension",
          "certificate_invalid",
          "certificate_not_yet_valid",
          "certificate_expired",
          "certificate_name_mismatch",
          "certificate_wrong_eku",
          "certificate_wrong_key_usage",
          "certificate_weak_key",
          "certificate_weak_signature",
          "certificate_staple_missing",
          "client_identity_unusable",
          "client_certificate_required",
          "client_certificate_untrusted",
          "client_certificate_expired",
          "client_certificate_not_yet_valid",
          "client_certificate_wrong_eku",
          "client_certificate_revoked",
          "client_certificate_rejected",
          "acceptance_unconfirmed",
          "mtls_not_enforced",
          "policy_violation",
          "http_status",
          "http_timeout",
          "http_invalid");

  @Test
  void theWordsAreThoseOfTheContractInItsOrder() {
    assertThat(Arrays.stream(Reason.values()).map(Reason::word)).isEqualTo(CONTRACT);
  }

  @ParameterizedTest
  @EnumSource
  void hasAPartyThatActsAndARemedyInFullSentences(Reason reason) {
    assertThat(reason.party().word()).matches("network|server|client|authority|interceptor|agent");
    assertThat(Remedies.of(reason)).matches("[A-Z].{15,250}\\.").doesNotContain("..", "  ", "%");
  }
}
