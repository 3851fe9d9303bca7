package dev.handshake.target;

import java.util.List;

/**
 * What a target's operator demands beyond a handshake that works.
 *
 * @param minVersion the oldest version that may be negotiated
 * @param ciphers IANA names that may be negotiated, empty for any
 * @param groups key-exchange groups that may be negotiated, empty for any
 * @param issuers who may have issued the leaf, empty for anyone
 * @param roots where the trusted path may end, empty for anywhere
 * @param minDaysLeft how many days the leaf must still be valid, at least 0
 * @param requireStaple whether a stapled OCSP answer that holds must come with the certificate
 * @param isPublic whether the name is known to be served under public roots, whose certificates are
 *     logged (RFC 6962)
 */
public record Policy(
    TlsVersion minVersion,
    List<String> ciphers,
    List<String> groups,
    List<Pin> issuers,
    List<Pin> roots,
    int minDaysLeft,
    boolean requireStaple,
    boolean isPublic) {
  /** TLS 1.2 or newer, and nothing else. */
  public static final Policy DEFAULT =
      new Policy(TlsVersion.TLS_1_2, List.of(), List.of(), List.of(), List.of(), 0, false, false);

  public Policy {
    ciphers = List.copyOf(ciphers);
    groups = List.copyOf(groups);
    issuers = List.copyOf(issuers);
    roots = List.copyOf(roots);
    if (minDaysLeft < 0) {
      throw new IllegalArgumentException(
          "min_days_left: " + minDaysLeft + " (expected: 0 or more)");
    }
  }

  public Policy withMinVersion(TlsVersion other) {
    return new Policy(other, ciphers, groups, issuers, roots, minDaysLeft, requireStaple, isPublic);
  }

  public Policy withCiphers(List<String> others) {
    return new Policy(
        minVersion, others, groups, issuers, roots, minDaysLeft, requireStaple, isPublic);
  }

  public Policy withGroups(List<String> others) {
    return new Policy(
        minVersion, ciphers, others, issuers, roots, minDaysLeft, requireStaple, isPublic);
  }

  public Policy withIssuers(List<Pin> others) {
    return new Policy(
        minVersion, ciphers, groups, others, roots, minDaysLeft, requireStaple, isPublic);
  }

  public Policy withRoots(List<Pin> others) {
    return new Policy(
        minVersion, ciphers, groups, issuers, others, minDaysLeft, requireStaple, isPublic);
  }

  public Policy withMinDaysLeft(int other) {
    return new Policy(minVersion, ciphers, groups, issuers, roots, other, requireStaple, isPublic);
  }

  public Policy withRequireStaple(boolean other) {
    return new Policy(minVersion, ciphers, groups, issuers, roots, minDaysLeft, other, isPublic);
  }

  public Policy withPublic(boolean other) {
    return new Policy(
        minVersion, ciphers, groups, issuers, roots, minDaysLeft, requireStaple, other);
  }
}
