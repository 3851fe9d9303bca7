package dev.handshake.diagnosis;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The words for failure as the contract lists them: in its order, with phases, and who acts. */
class ReasonTableTest {
  private static final String ANYWHERE =
      "resolve, connect, proxy, starttls, handshake, confirm, request";

  private static final String CONTRACT =
      """
      internal: %s: agent
      dns_not_found: resolve: network
      dns_no_address: resolve: network
      dns_failed: resolve: network
      dns_timeout: resolve: network
      connect_refused: connect: server
      connect_timeout: connect: network
      connect_unreachable: connect: network
      proxy_failed: proxy: network
      starttls_failed: starttls: server
      not_tls: handshake: server
      handshake_timeout: handshake: server
      connection_closed: handshake: server
      connection_reset: handshake: server
      protocol_mismatch: handshake: server
      cipher_mismatch: handshake: server
      server_name_unrecognized: handshake: server
      handshake_rejected: handshake, confirm: server
      protocol_violation: handshake: server
      handshake_too_large: handshake: server
      certificate_intercepted: handshake: interceptor
      certificate_revoked: handshake: server
      certificate_self_signed: handshake: server
      certificate_untrusted: handshake: server
      certificate_chain_incomplete: handshake: server
      certificate_issuer_not_ca: handshake: authority
      certificate_path_length: handshake: authority
      certificate_name_constraint: handshake: authority
      certificate_critical_extension: handshake: authority
      certificate_invalid: handshake: server
      certificate_not_yet_valid: handshake: server
      certificate_expired: handshake: server
      certificate_name_mismatch: handshake: server
      certificate_wrong_eku: handshake: server
      certificate_wrong_key_usage: handshake: server
      certificate_weak_key: handshake: server
      certificate_weak_signature: handshake: server
      certificate_staple_missing: handshake: server
      client_identity_unusable: handshake: client
      client_certificate_required: handshake, confirm, request: client
      client_certificate_untrusted: handshake, confirm, request: client
      client_certificate_expired: handshake, confirm, request: client
      client_certificate_not_yet_valid: handshake, confirm, request: client
      client_certificate_wrong_eku: handshake, confirm, request: client
      client_certificate_revoked: handshake, confirm, request: client
      client_certificate_rejected: handshake, confirm, request: client
      acceptance_unconfirmed: confirm: server
      mtls_not_enforced: handshake, confirm, request: server
      policy_violation: handshake: server
      http_status: request: server
      http_timeout: request: server
      http_invalid: request: server
      """
          .formatted(ANYWHERE);

  @Test
  void theWordsAreThoseOfTheContractInItsOrder() {
    String table =
        Arrays.stream(Reason.values())
            .map(reason ->
                "%s: %s: %s%n".formatted(reason.word(), phases(reason), reason.party().word()))
            .collect(joining());
    assertThat(table).isEqualTo(CONTRACT);
  }

  private static String phases(Reason reason) {
    return reason.phases().stream().map(Phase::word).collect(joining(", "));
  }

  @ParameterizedTest
  @EnumSource
  void hasARemedyInFullSentences(Reason reason) {
    assertSentences(Remedies.of(reason));
  }

  @ParameterizedTest
  @EnumSource
  void hasARemedyInFullSentences(Remark remark) {
    assertSentences(Remedies.of(remark));
  }

  private static void assertSentences(String text) {
    assertThat(text).matches("[A-Z].{15,250}\\.").doesNotContain("..", "  ", "%");
  }
}
