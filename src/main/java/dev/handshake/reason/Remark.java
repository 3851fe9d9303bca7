package dev.handshake.reason;

import java.util.Locale;

/** A finding that never is the reason of a failure by itself. */
public enum Remark implements Finding {
  ACCEPTANCE_TLS_ONLY,
  EXPIRES_SOON,
  CHAIN_MISORDERED,
  CHAIN_EXTRA_CERTIFICATES,
  CHAIN_ROOT_SENT,
  PATH_AMBIGUOUS,
  CLIENT_CERTIFICATE_NOT_IN_AUTHORITIES,
  CERTIFICATE_LONG_LIVED,
  NARROW_CLIENT,
  SERVER_NAME_WARNING,
  STAPLE_STALE,
  REVOCATION_UNKNOWN,
  ANCHOR_EXPIRED,
  ADDRESS_FAILED,
  RETRANSMISSIONS,
  LATE,
  POLICY_PROTOCOL,
  POLICY_CIPHER,
  POLICY_GROUP,
  POLICY_ISSUER,
  POLICY_LIFETIME;

  private final String word = name().toLowerCase(Locale.ROOT);

  @Override
  public String word() {
    return word;
  }
}
