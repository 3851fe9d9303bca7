package dev.handshake.lab;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A revocation list in the making (RFC 5280, section 5): empty, from an hour ago for a day, unless
 * meant otherwise.
 */
public final class CrlDraft {
  private final HeldCertificate issuer;
  private final X509v2CRLBuilder builder;

  private CrlDraft(HeldCertificate issuer, Instant from, Instant to) {
    this.issuer = issuer;
    this.builder =
        new X509v2CRLBuilder(
            X500Name.getInstance(issuer.certificate().getSubjectX500Principal().getEncoded()),
            Date.from(from));
    builder.setNextUpdate(Date.from(to));
  }

  /** The list of an authority, good at a moment. */
  public static CrlDraft of(HeldCertificate issuer, Instant now) {
    return of(issuer, now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(1)));
  }

  /** The list of an authority for a span of time. */
  public static CrlDraft of(HeldCertificate issuer, Instant from, Instant to) {
    return new CrlDraft(issuer, from, to);
  }

  /** Lists a certificate, for a reason of RFC 5280, section 5.3.1. */
  public CrlDraft revoking(X509Certificate certificate, Instant when, int reason) {
    builder.addCRLEntry(certificate.getSerialNumber(), Date.from(when), reason);
    return this;
  }

  public CrlDraft extension(String oid, boolean critical, ASN1Encodable value) {
    try {
      builder.addExtension(new ASN1ObjectIdentifier(oid), critical, value);
      return this;
    } catch (IOException failure) {
      throw new IllegalStateException("cannot encode extension " + oid, failure);
    }
  }

  /** The list in DER. */
  public byte[] mint() {
    try {
      return builder
          .build(
              new JcaContentSignerBuilder(HeldCertificate.usualSignature(issuer.key()))
                  .build(issuer.key()))
          .getEncoded();
    } catch (OperatorCreationException | IOException failure) {
      throw new IllegalStateException("cannot mint a revocation list", failure);
    }
  }
}
