package dev.handshake.certificate;

import dev.handshake.reason.Check;
import dev.handshake.reason.Reason;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is true of a chain, given anchors, a name and a time.
 *
 * @param faults all that is wrong or remarkable, in precedence
 * @param checks the questions that were asked, and whether the chain passed
 * @param path the path from the leaf to its anchor, both included; empty where none leads to an
 *     anchor
 * @param anchors in which trusted paths end, the path's own first; at most 32 paths are looked at
 * @param notAfter the earliest end on the path, its anchor left out; without a path, over the
 *     issuers that were sent
 * @param revocation what each source said of the revocation of certificates on the path; empty
 *     where none was asked
 */
public record ChainFindings(
    List<Fault> faults,
    Map<Check, Boolean> checks,
    List<X509Certificate> path,
    List<X509Certificate> anchors,
    Optional<Instant> notAfter,
    List<RevocationEvidence> revocation) {
  public ChainFindings {
    faults = List.copyOf(faults);
    EnumMap<Check, Boolean> copy = new EnumMap<>(Check.class);
    copy.putAll(checks);
    checks = Collections.unmodifiableMap(copy);
    path = List.copyOf(path);
    anchors = List.copyOf(anchors);
    revocation = List.copyOf(revocation);
  }

  /** Findings before anyone was asked about revocation. */
  public ChainFindings(
      List<Fault> faults,
      Map<Check, Boolean> checks,
      List<X509Certificate> path,
      List<X509Certificate> anchors,
      Optional<Instant> notAfter) {
    this(faults, checks, path, anchors, notAfter, List.of());
  }

  /** The same, with what is known of revocation. */
  ChainFindings with(
      List<Fault> more, Optional<Boolean> passed, List<RevocationEvidence> evidence) {
    List<Fault> all = new ArrayList<>(faults);
    all.addAll(more);
    Map<Check, Boolean> asked = new EnumMap<>(Check.class);
    asked.putAll(checks);
    passed.ifPresent(answer -> asked.put(Check.REVOCATION, answer));
    return new ChainFindings(PathFacts.sorted(all), asked, path, anchors, notAfter, evidence);
  }

  /** Whether a strict client would go on: nothing among the faults is a reason for failure. */
  public boolean verified() {
    return faults.stream().noneMatch(fault -> fault.finding() instanceof Reason);
  }

  /** The length of the path, its anchor included; empty where there is none. */
  public OptionalInt verifiedDepth() {
    return path.isEmpty() ? OptionalInt.empty() : OptionalInt.of(path.size());
  }

  /** The same path, with other faults. */
  ChainFindings withFaults(List<Fault> others) {
    return new ChainFindings(others, checks, path, anchors, notAfter);
  }
}
