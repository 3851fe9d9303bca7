package dev.handshake.certificate;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/**
 * What a certificate says of itself, in the contract's spelling.
 *
 * @param subject RFC 4514
 * @param issuer RFC 4514
 * @param serial the unsigned magnitude in lower-case hex with an even number of digits
 * @param fingerprintSha256 lower-case hex without colons
 * @param key such as {@code EC P-256}, {@code RSA 2048} or {@code Ed25519}
 * @param signatureAlgorithm such as {@code SHA256withECDSA}
 * @param dnsNames the dNSName entries of subjectAltName
 * @param ipAddresses the iPAddress entries of subjectAltName
 * @param transparencyTimestamps how many signed certificate timestamps are embedded (RFC 6962,
 *     section 3.3)
 */
public record CertificateFacts(
    String subject,
    String issuer,
    String serial,
    Instant notBefore,
    Instant notAfter,
    String fingerprintSha256,
    String key,
    String signatureAlgorithm,
    List<String> dnsNames,
    List<String> ipAddresses,
    int transparencyTimestamps) {
  private static final Map<X509Certificate, Optional<CertificateFacts>> READ =
      Collections.synchronizedMap(new WeakHashMap<>());

  public CertificateFacts {
    dnsNames = List.copyOf(dnsNames);
    ipAddresses = List.copyOf(ipAddresses);
  }

  /**
   * Reads a certificate, or remembers what was read, for as long as somebody holds it. The text is
   * as the certificate has it: who shows it must escape it.
   *
   * @return empty where a field cannot be read
   */
  public static Optional<CertificateFacts> of(X509Certificate certificate) {
    Optional<CertificateFacts> known = READ.get(certificate);
    if (known == null) {
      known = CertificateReader.read(certificate);
      READ.put(certificate, known);
    }
    return known;
  }
}
