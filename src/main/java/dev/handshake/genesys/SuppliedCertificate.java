package dev.handshake.genesys;

import dev.handshake.certificate.CertificateFacts;
import java.security.cert.X509Certificate;
import java.util.Locale;

/**
 * A certificate that matters to the platform and that no API returns, given by the operator.
 *
 * @param name in labels, unique
 * @param region that it belongs to, as in {@link Region#name}
 */
public record SuppliedCertificate(
    String name, Kind kind, String region, X509Certificate certificate, CertificateFacts facts) {
  /** What it is for. */
  public enum Kind {
    /** The private root that signs the region's client certificates. */
    REGIONAL_ROOT,
    /** The certificate with which the platform signs towards identity providers. */
    SSO_SIGNING,
    /** Anything else worth a date. */
    OTHER;

    /** The word of the contract: the constant's name in lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
