package dev.handshake.certificate;

import dev.handshake.reason.Reason;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the certificates of a path may serve their purpose in TLS (RFC 5280, sections 4.2.1.3 and
 * 4.2.1.12). An extended key usage of a CA limits what is below it, as all clients but the JDK have
 * it; an anchor's does not count.
 */
final class Usage {
  private static final String ANY = "2.5.29.37.0";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_ENCIPHERMENT = 2;
  private static final int KEY_CERT_SIGN = 5;

  private Usage() {}

  static List<Fault> faults(List<X509Certificate> path, boolean anchored, Purpose purpose) {
    List<Fault> faults = new ArrayList<>();
    int judged = anchored && path.size() > 1 ? path.size() - 1 : path.size();
    path.stream()
        .limit(judged)
        .flatMap(certificate -> purposeFault(certificate, purpose).stream())
        .findFirst()
        .ifPresent(faults::add);
    keyUsageFault(path.getFirst(), purpose)
        .or(() -> anchored && path.size() == 1 ? Optional.empty() : halfAuthority(path.getFirst()))
        .ifPresent(faults::add);
    return faults;
  }

  private static Optional<Fault> purposeFault(X509Certificate certificate, Purpose purpose) {
    try {
      List<String> purposes = certificate.getExtendedKeyUsage();
      if (purposes == null || purposes.contains(purpose.oid()) || purposes.contains(ANY)) {
        return Optional.empty();
      }
      return Optional.of(
          new Fault(
              Reason.CERTIFICATE_WRONG_EKU,
              "The extended key usage of "
                  + Shown.name(certificate)
                  + " does not include "
                  + purpose.text()
                  + "."));
    } catch (CertificateParsingException malformed) {
      return Optional.of(
          new Fault(
              Reason.CERTIFICATE_INVALID,
              "The extended key usage of " + Shown.name(certificate) + " cannot be read."));
    }
  }

  /** Both sides sign with their keys; with RSA before TLS 1.3 a server may decrypt instead. */
  private static Optional<Fault> keyUsageFault(X509Certificate leaf, Purpose purpose) {
    boolean[] usage = leaf.getKeyUsage();
    if (usage == null) {
      return Optional.empty();
    }
    boolean decrypts =
        purpose == Purpose.SERVER && leaf.getPublicKey().getAlgorithm().startsWith("RSA");
    return bit(usage, DIGITAL_SIGNATURE) || (decrypts && bit(usage, KEY_ENCIPHERMENT))
        ? Optional.empty()
        : Optional.of(
            new Fault(
                Reason.CERTIFICATE_WRONG_KEY_USAGE,
                "The key usage of "
                    + Shown.name(leaf)
                    + " does not allow it to sign a handshake."));
  }

  /** Chrome refuses a leaf that is marked as a CA in one place and not in the other. */
  private static Optional<Fault> halfAuthority(X509Certificate leaf) {
    boolean[] usage = leaf.getKeyUsage();
    if (usage == null || bit(usage, KEY_CERT_SIGN) == leaf.getBasicConstraints() >= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Fault(
            Reason.CERTIFICATE_WRONG_KEY_USAGE,
            leaf.getBasicConstraints() < 0
                ? "The key usage of " + Shown.name(leaf) + " is that of a CA, which it is not."
                : Shown.name(leaf) + " is marked as a CA, and its key usage is not that of one."));
  }

  private static boolean bit(boolean[] usage, int index) {
    return index < usage.length && usage[index];
  }
}
