package dev.handshake.certificate;

import static dev.handshake.reason.Reason.CERTIFICATE_WEAK_KEY;
import static dev.handshake.reason.Reason.CERTIFICATE_WEAK_SIGNATURE;
import static dev.handshake.reason.Reason.CERTIFICATE_WRONG_EKU;
import static dev.handshake.reason.Reason.CERTIFICATE_WRONG_KEY_USAGE;

import dev.handshake.reason.Check;
import dev.handshake.reason.Finding;
import dev.handshake.reason.Findings;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is true of a chain at any time, given anchors and a name.
 *
 * @param ascents the ways up from the leaf that count, the preferred first; none where the leaf
 *     cannot be read
 * @param faults all that is wrong or remarkable, but for what depends on the way or the time
 * @param checks the questions that were asked, likewise
 */
record PathFacts(List<Ascent> ascents, List<Fault> faults, Map<Check, Boolean> checks) {
  PathFacts {
    ascents = List.copyOf(ascents);
    faults = List.copyOf(faults);
    checks = Collections.unmodifiableMap(new EnumMap<>(checks));
  }

  /** Judges the dates, and chooses the way by them: a client takes one that is valid. */
  ChainFindings at(Instant now) {
    return choose(now)
        .map(ascent -> findings(ascent, now))
        .orElseGet(() ->
            new ChainFindings(sorted(faults), checks, List.of(), List.of(), Optional.empty()));
  }

  /** The dates that count on any of the ways. */
  Set<Instant> dates() {
    return ascents.stream()
        .flatMap(ascent -> ascent.certificates().stream())
        .flatMap(certificate ->
            Stream.of(
                certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant()))
        .collect(Collectors.toSet());
  }

  private Optional<Ascent> choose(Instant now) {
    return ascents.stream()
        .filter(ascent -> ascent.validAt(now) && !ascent.anchorEndedBy(now))
        .findFirst()
        .or(() -> ascents.stream().filter(ascent -> ascent.validAt(now)).findFirst())
        .or(() -> ascents.stream().findFirst());
  }

  private ChainFindings findings(Ascent ascent, Instant now) {
    List<Fault> all = new ArrayList<>(faults);
    all.addAll(ascent.faults());
    all.addAll(Validity.faults(ascent, now));
    Map<Check, Boolean> asked = new EnumMap<>(Check.class);
    asked.putAll(checks);
    asked.put(Check.VALIDITY, ascent.validAt(now));
    asked.put(Check.STRENGTH, lack(all, Set.of(CERTIFICATE_WEAK_KEY, CERTIFICATE_WEAK_SIGNATURE)));
    asked.put(Check.USAGE, lack(all, Set.of(CERTIFICATE_WRONG_EKU, CERTIFICATE_WRONG_KEY_USAGE)));
    return new ChainFindings(
        sorted(all),
        asked,
        ascent.trusted() ? ascent.certificates() : List.of(),
        anchors(ascent),
        Validity.firstToEnd(ascent).map(Validity::end));
  }

  private List<X509Certificate> anchors(Ascent chosen) {
    return Stream.concat(Stream.of(chosen), ascents.stream())
        .filter(Ascent::trusted)
        .map(ascent -> ascent.certificates().getLast())
        .distinct()
        .toList();
  }

  private static boolean lack(List<Fault> faults, Set<Finding> unwanted) {
    return faults.stream().map(Fault::finding).noneMatch(unwanted::contains);
  }

  /** Faults in precedence. */
  static List<Fault> sorted(List<Fault> faults) {
    List<Fault> sorted = new ArrayList<>(faults.size());
    for (Finding finding : Findings.of(faults.stream().map(Fault::finding).toList()).all()) {
      faults.stream().filter(fault -> fault.finding().equals(finding)).forEach(sorted::add);
    }
    return sorted;
  }
}
