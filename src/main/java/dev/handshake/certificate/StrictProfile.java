package dev.handshake.certificate;

import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;

/**
 * What RFC 5280 demands of those who issue certificates and most clients do not insist on: key
 * identifiers, critical marks, serial numbers, and roots that have not ended. {@code openssl verify
 * -x509_strict} and Python since 3.13 refuse most of it; a probe refuses none.
 */
public final class StrictProfile {
  private static final int LONGEST_SERIAL = 20;

  private StrictProfile() {}

  /** The same findings, with the first offence of each certificate of the path among them. */
  public static ChainFindings applyTo(ChainFindings findings) {
    List<Fault> faults = new ArrayList<>(findings.faults());
    List<X509Certificate> path = findings.path();
    for (int position = 0; position < path.size(); position++) {
      boolean last = position == path.size() - 1;
      offence(path.get(position), position > 0, last)
          .map(offence -> new Fault(Reason.CERTIFICATE_INVALID, offence))
          .ifPresent(faults::add);
    }
    findings.faults().stream()
        .filter(fault -> fault.finding() == Remark.ANCHOR_EXPIRED)
        .map(fault -> new Fault(Reason.CERTIFICATE_EXPIRED, fault.detail()))
        .forEach(faults::add);
    return findings.withFaults(PathFacts.sorted(faults));
  }

  private static Optional<String> offence(X509Certificate certificate, boolean ca, boolean anchor) {
    String name = Shown.name(certificate);
    return Stream.of(
            namesItsIssuer(certificate, anchor)
                ? ""
                : name + " has no authority key identifier (RFC 5280, section 4.2.1.1).",
            ca && !has(certificate, Extension.subjectKeyIdentifier.getId())
                ? name + " has no subject key identifier (RFC 5280, section 4.2.1.2)."
                : "",
            ca && !isCritical(certificate, Extension.basicConstraints.getId())
                ? "The basic constraints of "
                    + name
                    + " are not marked critical (RFC 5280, section 4.2.1.9)."
                : "",
            isCritical(certificate, Extension.subjectAlternativeName.getId())
                    && !certificate.getSubjectX500Principal().getName().isEmpty()
                ? "The subjectAltName of "
                    + name
                    + " is marked critical beside a subject (RFC 5280, section 4.2.1.6)."
                : "",
            hasUsualSerial(certificate)
                ? ""
                : "The serial number of "
                    + name
                    + " is not positive or longer than 20 bytes (RFC 5280, section 4.1.2.2).")
        .filter(offence -> !offence.isEmpty())
        .findFirst();
  }

  private static boolean has(X509Certificate certificate, String oid) {
    return certificate.getExtensionValue(oid) != null;
  }

  private static boolean isCritical(X509Certificate certificate, String oid) {
    Set<String> critical = certificate.getCriticalExtensionOIDs();
    return critical != null && critical.contains(oid);
  }

  /** An anchor need not, and is not to do it by half. */
  private static boolean namesItsIssuer(X509Certificate certificate, boolean anchor) {
    byte[] value = certificate.getExtensionValue(Extension.authorityKeyIdentifier.getId());
    if (value == null) {
      return anchor;
    }
    try {
      byte[] octets = ASN1OctetString.getInstance(value).getOctets();
      return AuthorityKeyIdentifier.getInstance(octets).getKeyIdentifierOctets() != null;
    } catch (RuntimeException malformed) {
      return false;
    }
  }

  private static boolean hasUsualSerial(X509Certificate certificate) {
    return certificate.getSerialNumber().signum() > 0
        && certificate.getSerialNumber().toByteArray().length <= LONGEST_SERIAL;
  }
}
