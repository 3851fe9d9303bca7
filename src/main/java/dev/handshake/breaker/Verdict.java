package dev.handshake.breaker;

import dev.handshake.reason.Reason;
import java.util.Optional;

/** What the end of a probe means to its breaker. */
public enum Verdict {
  /** The handshake was good, whatever came of it afterwards: resets the count, closes a trial. */
  SUCCESS,
  /** The target was reached for, and connection, handshake, trust or acceptance broke. */
  FAILURE,
  /** Nothing reached the target: it is not counted, and a trial is not decided by it. */
  NOT_REACHED,
  /** Our own fault, which says nothing about the target. */
  NO_CHANGE;

  /**
   * What a probe's reason means.
   *
   * @param reason why the probe failed; empty on success
   */
  public static Verdict of(Optional<Reason> reason) {
    return reason.map(Verdict::of).orElse(SUCCESS);
  }

  private static Verdict of(Reason reason) {
    return switch (reason) {
      case INTERNAL -> NO_CHANGE;
      case DNS_NOT_FOUND, DNS_NO_ADDRESS, DNS_FAILED, DNS_TIMEOUT, CLIENT_IDENTITY_UNUSABLE ->
          NOT_REACHED;
      case MTLS_NOT_ENFORCED, POLICY_VIOLATION, HTTP_STATUS, HTTP_TIMEOUT, HTTP_INVALID -> SUCCESS;
      case CONNECT_REFUSED,
          CONNECT_TIMEOUT,
          CONNECT_UNREACHABLE,
          PROXY_FAILED,
          STARTTLS_FAILED,
          NOT_TLS,
          HANDSHAKE_TIMEOUT,
          CONNECTION_CLOSED,
          CONNECTION_RESET,
          PROTOCOL_MISMATCH,
          CIPHER_MISMATCH,
          SERVER_NAME_UNRECOGNIZED,
          HANDSHAKE_REJECTED,
          PROTOCOL_VIOLATION,
          HANDSHAKE_TOO_LARGE,
          CERTIFICATE_INTERCEPTED,
          CERTIFICATE_REVOKED,
          CERTIFICATE_SELF_SIGNED,
          CERTIFICATE_UNTRUSTED,
          CERTIFICATE_CHAIN_INCOMPLETE,
          CERTIFICATE_ISSUER_NOT_CA,
          CERTIFICATE_PATH_LENGTH,
          CERTIFICATE_NAME_CONSTRAINT,
          CERTIFICATE_CRITICAL_EXTENSION,
          CERTIFICATE_INVALID,
          CERTIFICATE_NOT_YET_VALID,
          CERTIFICATE_EXPIRED,
          CERTIFICATE_NAME_MISMATCH,
          CERTIFICATE_WRONG_EKU,
          CERTIFICATE_WRONG_KEY_USAGE,
          CERTIFICATE_WEAK_KEY,
          CERTIFICATE_WEAK_SIGNATURE,
          CERTIFICATE_STAPLE_MISSING,
          CLIENT_CERTIFICATE_REQUIRED,
          CLIENT_CERTIFICATE_UNTRUSTED,
          CLIENT_CERTIFICATE_EXPIRED,
          CLIENT_CERTIFICATE_NOT_YET_VALID,
          CLIENT_CERTIFICATE_WRONG_EKU,
          CLIENT_CERTIFICATE_REVOKED,
          CLIENT_CERTIFICATE_REJECTED,
          ACCEPTANCE_UNCONFIRMED ->
          FAILURE;
    };
  }
}
