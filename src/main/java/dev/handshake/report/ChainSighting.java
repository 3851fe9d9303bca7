package dev.handshake.report;

import static dev.handshake.report.ProbeRecord.either;

import dev.handshake.certificate.CertificateFacts;
import dev.handshake.certificate.ChainFindings;
import dev.handshake.reason.Check;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A chain that was seen, when it was last seen, and what held of it then.
 *
 * @param links never empty, the leaf first
 * @param verifiedDepth the length of the path, its anchor included; empty where there is none
 * @param notAfter the earliest end on the path, its anchor left out
 * @param checks the questions about the certificates that were asked
 * @param roots the serial numbers of the roots in which trusted paths end, as in {@link
 *     dev.handshake.certificate.CertificateFacts#serial}; at most eight
 */
public record ChainSighting(
    List<ChainLink> links,
    OptionalInt verifiedDepth,
    Optional<Instant> notAfter,
    Map<Check, Boolean> checks,
    Instant lastSeen,
    List<String> roots) {
  private static final int MOST_ROOTS = 8;

  /** The questions that are about certificates, and not about the one connection. */
  private static final Set<Check> ABOUT_CERTIFICATES =
      Set.of(
          Check.TRUST,
          Check.NAME,
          Check.VALIDITY,
          Check.CHAIN_COMPLETE,
          Check.CHAIN_ORDER,
          Check.USAGE,
          Check.STRENGTH,
          Check.REVOCATION,
          Check.ISSUER_POLICY,
          Check.NOT_INTERCEPTED);

  /** Whether a check describes the chain; otherwise it describes the probe. */
  public static boolean describes(Check check) {
    return ABOUT_CERTIFICATES.contains(check);
  }

  /**
   * What a report tells of a chain.
   *
   * @param earlier what was last known, of which it takes what is equal: that is mostly all
   */
  static ChainSighting of(Report report, List<ChainLink> links, Optional<ChainSighting> earlier) {
    EnumMap<Check, Boolean> checks = new EnumMap<>(Check.class);
    checks.putAll(report.diagnosis().checks());
    report.chain().ifPresent(chain -> checks.putAll(chain.checks()));
    checks.keySet().retainAll(ABOUT_CERTIFICATES);
    ChainSighting now =
        new ChainSighting(
            links,
            report.chain().map(ChainFindings::verifiedDepth).orElse(OptionalInt.empty()),
            report.chain().flatMap(ChainFindings::notAfter),
            Collections.unmodifiableMap(checks),
            report.observation().time(),
            report.chain().map(ChainSighting::roots).orElse(List.of()));
    return earlier.map(now::sharing).orElse(now);
  }

  private ChainSighting sharing(ChainSighting earlier) {
    return new ChainSighting(
        links,
        either(earlier.verifiedDepth, verifiedDepth),
        either(earlier.notAfter, notAfter),
        either(earlier.checks, checks),
        lastSeen,
        either(earlier.roots, roots));
  }

  /** An anchor that somebody else signed is not where others let the path end. */
  private static List<String> roots(ChainFindings findings) {
    return findings.anchors().stream()
        .filter(anchor -> anchor.getSubjectX500Principal().equals(anchor.getIssuerX500Principal()))
        .flatMap(anchor -> CertificateFacts.of(anchor).stream())
        .map(CertificateFacts::serial)
        .limit(MOST_ROOTS)
        .toList();
  }
}
