package dev.handshake.certificate;

import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The dates of a path against a given time (RFC 5280, section 4.1.2.5). */
final class Validity {
  private static final Duration SOON = Duration.ofDays(21);

  /**
   * Apple's clients refuse a server certificate that is valid for longer, under any root, if it was
   * issued since.
   */
  private static final Duration USUAL = Duration.ofDays(825);

  private static final Instant SINCE = Instant.parse("2019-07-01T00:00:00Z");

  private Validity() {}

  /** A remark on a leaf that is valid for longer than is usual; the time does not matter. */
  static Optional<Fault> longLived(X509Certificate leaf) {
    Duration whole = Duration.between(begin(leaf), end(leaf));
    return begin(leaf).isBefore(SINCE) || whole.compareTo(USUAL) <= 0
        ? Optional.empty()
        : Optional.of(
            new Fault(
                Remark.CERTIFICATE_LONG_LIVED,
                Shown.name(leaf)
                    + " is valid for "
                    + whole.toDays()
                    + " days; some clients refuse"
                    + " server certificates of more than "
                    + USUAL.toDays()
                    + "."));
  }

  static List<Fault> faults(Ascent ascent, Instant now) {
    List<Fault> faults = new ArrayList<>();
    ascent.dated().stream()
        .filter(certificate -> now.isBefore(begin(certificate)))
        .findFirst()
        .ifPresent(early -> faults.add(notYetValid(early, now)));
    ascent.dated().stream()
        .filter(certificate -> now.isAfter(end(certificate)))
        .findFirst()
        .ifPresentOrElse(
            late -> faults.add(expired(late, now)),
            () -> endingSoon(ascent, now).ifPresent(soon -> faults.add(expiresSoon(soon, now))));
    if (ascent.anchorEndedBy(now)) {
      X509Certificate anchor = ascent.certificates().getLast();
      faults.add(
          new Fault(Remark.ANCHOR_EXPIRED, "The trusted certificate " + ended(anchor, now) + "."));
    }
    return faults;
  }

  /** The certificate that ends first; empty where there is none. */
  static Optional<X509Certificate> firstToEnd(Ascent ascent) {
    return ascent.dated().stream().min(Comparator.comparing(Validity::end));
  }

  static Instant end(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }

  private static Instant begin(X509Certificate certificate) {
    return certificate.getNotBefore().toInstant();
  }

  private static Optional<X509Certificate> endingSoon(Ascent ascent, Instant now) {
    return firstToEnd(ascent)
        .filter(certificate -> Duration.between(now, end(certificate)).compareTo(SOON) <= 0);
  }

  private static Fault notYetValid(X509Certificate certificate, Instant now) {
    Instant begin = begin(certificate);
    return new Fault(
        Reason.CERTIFICATE_NOT_YET_VALID,
        Shown.name(certificate)
            + " is valid from "
            + begin
            + ", in "
            + Shown.days(now, begin)
            + ".");
  }

  private static Fault expired(X509Certificate certificate, Instant now) {
    return new Fault(Reason.CERTIFICATE_EXPIRED, ended(certificate, now) + ".");
  }

  private static Fault expiresSoon(X509Certificate certificate, Instant now) {
    Instant end = end(certificate);
    return new Fault(
        Remark.EXPIRES_SOON,
        Shown.name(certificate) + " expires on " + end + ", in " + Shown.days(now, end) + ".");
  }

  private static String ended(X509Certificate certificate, Instant now) {
    Instant end = end(certificate);
    return Shown.name(certificate) + " expired on " + end + ", " + Shown.days(end, now) + " ago";
  }
}
