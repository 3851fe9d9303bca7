package dev.handshake.lab;

import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * An OCSP response in the making (RFC 6960): good, from an hour ago for a day, signed by the
 * issuer, unless meant otherwise.
 */
public final class OcspDraft {
  private static final ASN1ObjectIdentifier TIMESTAMPS =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.5");

  private final X509Certificate issuer;
  private BigInteger serial;
  private HeldCertificate signer;
  private List<X509Certificate> embedded = List.of();
  private ASN1ObjectIdentifier idDigest = OIWObjectIdentifiers.idSHA1;
  private Optional<CertificateStatus> status = Optional.empty();
  private Instant produced;
  private Instant thisUpdate;
  private Optional<Instant> nextUpdate;
  private Optional<DEROctetString> timestamps = Optional.empty();

  private OcspDraft(X509Certificate certificate, HeldCertificate issuer, Instant now) {
    this.issuer = issuer.certificate();
    this.serial = certificate.getSerialNumber();
    this.signer = issuer;
    this.produced = now.minus(Duration.ofHours(1));
    this.thisUpdate = produced;
    this.nextUpdate = Optional.of(now.plus(Duration.ofDays(1)));
  }

  /** What an issuer says of a certificate. */
  public static OcspDraft about(X509Certificate certificate, HeldCertificate issuer, Instant now) {
    return new OcspDraft(certificate, issuer, now);
  }

  /** Signed by another than the issuer, whose certificate goes along. */
  public OcspDraft signedBy(HeldCertificate responder) {
    signer = responder;
    embedded = List.of(responder.certificate());
    return this;
  }

  public OcspDraft embedding(X509Certificate... certificates) {
    embedded = List.of(certificates);
    return this;
  }

  public OcspDraft withSerial(BigInteger other) {
    serial = other;
    return this;
  }

  /** Names the certificate by SHA-256 hashes instead of SHA-1. */
  public OcspDraft bySha256() {
    idDigest = NISTObjectIdentifiers.id_sha256;
    return this;
  }

  /** Revoked for a reason of RFC 5280, section 5.3.1. */
  public OcspDraft revoked(Instant when, int reason) {
    status = Optional.of(new RevokedStatus(Date.from(when), reason));
    return this;
  }

  public OcspDraft unknown() {
    status = Optional.of(new UnknownStatus());
    return this;
  }

  public OcspDraft valid(Instant from, Instant to) {
    produced = from;
    thisUpdate = from;
    nextUpdate = Optional.of(to);
    return this;
  }

  public OcspDraft withoutEnd(Instant from) {
    produced = from;
    thisUpdate = from;
    nextUpdate = Optional.empty();
    return this;
  }

  /** With a list of certificate-transparency timestamps (RFC 6962, section 3.3). */
  public OcspDraft withTimestamps(byte[] list) {
    timestamps = Optional.of(new DEROctetString(list));
    return this;
  }

  /** The whole OCSPResponse. */
  public byte[] mint() {
    try {
      BasicOCSPRespBuilder builder =
          new BasicOCSPRespBuilder(
              new RespID(
                  X500Name.getInstance(
                      signer.certificate().getSubjectX500Principal().getEncoded())));
      builder.addResponse(
          new CertificateID(
              new JcaDigestCalculatorProviderBuilder()
                  .build()
                  .get(new AlgorithmIdentifier(idDigest)),
              new JcaX509CertificateHolder(issuer),
              serial),
          status.orElse(CertificateStatus.GOOD),
          Date.from(thisUpdate),
          nextUpdate.map(Date::from).orElse(null),
          timestamps.isPresent() ? logged(timestamps.get()) : null);
      List<X509CertificateHolder> holders = new ArrayList<>();
      for (X509Certificate certificate : embedded) {
        holders.add(new JcaX509CertificateHolder(certificate));
      }
      return new OCSPRespBuilder()
          .build(
              OCSPRespBuilder.SUCCESSFUL,
              builder.build(
                  new JcaContentSignerBuilder(HeldCertificate.usualSignature(signer.key()))
                      .build(signer.key()),
                  holders.toArray(X509CertificateHolder[]::new),
                  Date.from(produced)))
          .getEncoded();
    } catch (OCSPException
        | OperatorCreationException
        | CertificateException
        | IOException failure) {
      throw new IllegalStateException("cannot mint an OCSP response", failure);
    }
  }

  /** A response that brings no statement, such as 3 for "try later". */
  public static byte[] refusal(int responseStatus) {
    try {
      return new OCSPRespBuilder().build(responseStatus, null).getEncoded();
    } catch (OCSPException | IOException failure) {
      throw new IllegalStateException("cannot mint an OCSP response", failure);
    }
  }

  private static Extensions logged(DEROctetString list) throws IOException {
    return new Extensions(new Extension(TIMESTAMPS, false, list.getEncoded()));
  }
}
