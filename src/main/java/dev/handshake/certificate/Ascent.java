package dev.handshake.certificate;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One way up from a leaf, and what is wrong with its certificates at any time.
 *
 * @param certificates the leaf first; the anchor last where there is one
 * @param anchored whether the last certificate is an anchor
 * @param trusted whether a client may rely on it: it is anchored and breaks no rule of the path
 * @param faults of strength and usage
 */
record Ascent(
    List<X509Certificate> certificates, boolean anchored, boolean trusted, List<Fault> faults) {
  Ascent {
    certificates = List.copyOf(certificates);
    faults = List.copyOf(faults);
  }

  static Ascent of(
      List<X509Certificate> certificates, boolean anchored, boolean trusted, Purpose purpose) {
    List<Fault> faults = new ArrayList<>(Strength.faults(certificates, anchored));
    faults.addAll(Usage.faults(certificates, anchored, purpose));
    return new Ascent(certificates, anchored, trusted, faults);
  }

  /** Those whose dates count: all but the anchor, and the leaf in any case. */
  List<X509Certificate> dated() {
    return anchored && certificates.size() > 1
        ? certificates.subList(0, certificates.size() - 1)
        : certificates;
  }

  boolean validAt(Instant now) {
    return dated().stream()
        .allMatch(certificate ->
            !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant()));
  }

  boolean anchorEndedBy(Instant now) {
    return anchored
        && certificates.size() > 1
        && now.isAfter(certificates.getLast().getNotAfter().toInstant());
  }
}
