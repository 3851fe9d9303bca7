package dev.handshake.lab;

import java.util.Locale;

/** What a server of the lab shows; {@link LabPki} mints one of each. */
public enum ServerCertificate {
  /** EC P-256 under the lab's root, for the lab's name and 127.0.0.1. */
  FINE,
  /** The same with RSA 2048 all the way up to a root of its own. */
  FINE_RSA,
  /** The same with a P-521 leaf, which the main engine does not offer to verify. */
  FINE_P521,
  /** Like the first, by another intermediate of the same root. */
  RENEWED,
  /** Ends in a week. */
  ENDS_SOON,
  /** Ended yesterday. */
  EXPIRED,
  /** Begins tomorrow. */
  NOT_YET_VALID,
  /** Is for another name. */
  OTHER_NAME,
  /** Carries the right name as its common name alone. */
  COMMON_NAME_ONLY,
  /** Signed by itself. */
  SELF_SIGNED,
  /** Sent with an intermediate whose root nobody knows. */
  UNKNOWN_ROOT,
  /** Sent with an intermediate and a root that nobody knows. */
  UNKNOWN_ROOT_SENT,
  /** Sent without its intermediate. */
  MISSING_INTERMEDIATE,
  /** Issued by an intermediate that ended yesterday. */
  EXPIRED_INTERMEDIATE,
  /** For clients only, by its extended key usage. */
  WRONG_EKU,
  /** Issued by an intermediate whose key usage does not let it issue any. */
  WRONG_KEY_USAGE,
  /** RSA 1024. */
  WEAK_KEY,
  /** Signed with SHA-1. */
  WEAK_SIGNATURE,
  /** Issued by a certificate that is no CA. */
  ISSUER_NOT_CA,
  /** Issued below an intermediate that allows no other one below it. */
  PATH_LENGTH,
  /** Issued by an intermediate that may only issue for another domain. */
  NAME_CONSTRAINT,
  /** Has a critical extension that nobody knows. */
  CRITICAL_EXTENSION,
  /** Bears a signature that its issuer has not made. */
  BAD_SIGNATURE,
  /** Sent with the root, which is superfluous. */
  ROOT_SENT,
  /** Sent with two intermediates in the wrong order. */
  MISORDERED,
  /** Followed by more than 256 KiB of further certificates. */
  OVERSIZED,
  /** Has line breaks, quotes, markup and bidirectional overrides in its names. */
  HOSTILE_SUBJECT;

  /** The name of its files, without an ending. */
  public String fileName() {
    return "server-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
