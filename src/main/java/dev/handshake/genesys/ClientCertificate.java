package dev.handshake.genesys;

import dev.handshake.certificate.CertificateFacts;
import dev.handshake.certificate.PeerChain;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate that data actions of a region show to gateways. It is known by its leaf's
 * fingerprint alone: the API gives it neither an id nor a date.
 *
 * @param authority who signs it: {@code DigiCert}, {@code Genesys} or {@code other}
 * @param status {@code Current}, {@code Upcoming} or {@code other}
 * @param chain as the API gives it, the leaf first
 * @param leaf what the leaf says of itself
 */
public record ClientCertificate(
    String authority, String status, PeerChain chain, CertificateFacts leaf) {
  static final String DIGICERT = "DigiCert";
  static final String GENESYS = "Genesys";
  static final String CURRENT = "Current";
  static final String UPCOMING = "Upcoming";
  static final String OTHER = "other";

  /** Whether it is the one that is shown today. */
  public boolean current() {
    return status.equals(CURRENT);
  }

  /** Whether it is the one that will be shown after the next rotation. */
  public boolean upcoming() {
    return status.equals(UPCOMING);
  }

  /** All certificates of the chain, which were all readable. */
  List<X509Certificate> certificates() {
    return chain.certificates().stream().flatMap(each -> each.x509().stream()).toList();
  }

  X509Certificate certificate() {
    return certificates().getFirst();
  }

  /** What tells it from others. */
  Key key() {
    return new Key(authority, status, leaf.fingerprintSha256());
  }

  /** A certificate by its fingerprint, in its role. */
  record Key(String authority, String status, String fingerprint) {}
}
