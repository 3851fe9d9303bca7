package dev.handshake.certificate;

import dev.handshake.lab.HeldCertificate;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates that no decent authority would sign, signed all the same. */
final class Tampered {
  private Tampered() {}

  static byte[] withSerial(HeldCertificate held, HeldCertificate issuer, BigInteger serial) {
    return resigned(held, issuer, 1, _ -> new ASN1Integer(serial));
  }

  static byte[] withKeyAlgorithm(HeldCertificate held, HeldCertificate issuer, String oid) {
    return resigned(
        held,
        issuer,
        6,
        _ ->
            new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid)), new byte[32]));
  }

  /** With one more extension, whose value is any bytes. */
  static byte[] withExtension(
      HeldCertificate held, HeldCertificate issuer, String oid, byte[] value) {
    return resigned(
        held,
        issuer,
        7,
        tagged -> {
          ASN1Sequence extensions = ASN1Sequence.getInstance((ASN1TaggedObject) tagged, true);
          List<ASN1Encodable> all = new ArrayList<>(List.of(extensions.toArray()));
          all.add(new Extension(new ASN1ObjectIdentifier(oid), false, value));
          return new DERTaggedObject(true, 3, new DERSequence(all.toArray(ASN1Encodable[]::new)));
        });
  }

  static byte[] withFirstExtensionTwice(HeldCertificate held, HeldCertificate issuer) {
    return resigned(
        held,
        issuer,
        7,
        tagged -> {
          ASN1Sequence extensions = ASN1Sequence.getInstance((ASN1TaggedObject) tagged, true);
          List<ASN1Encodable> all = new ArrayList<>(List.of(extensions.toArray()));
          all.add(extensions.getObjectAt(0));
          return new DERTaggedObject(true, 3, new DERSequence(all.toArray(ASN1Encodable[]::new)));
        });
  }

  /** The same certificate signed with another algorithm of the issuer's key. */
  static byte[] signedWith(String algorithm, HeldCertificate held, HeldCertificate issuer) {
    return resigned(held, issuer, algorithm, 1, serial -> serial);
  }

  private static byte[] resigned(
      HeldCertificate held,
      HeldCertificate issuer,
      int field,
      UnaryOperator<ASN1Encodable> change) {
    return resigned(held, issuer, "SHA256withECDSA", field, change);
  }

  private static byte[] resigned(
      HeldCertificate held,
      HeldCertificate issuer,
      String algorithm,
      int field,
      UnaryOperator<ASN1Encodable> change) {
    try {
      ContentSigner signer =
          new JcaContentSignerBuilder(algorithm)
              .setProvider(new BouncyCastleProvider())
              .build(issuer.key());
      ASN1Encodable[] fields =
          ASN1Sequence.getInstance(held.certificate().getTBSCertificate()).toArray();
      fields[2] = signer.getAlgorithmIdentifier();
      fields[field] = change.apply(fields[field]);
      DERSequence body = new DERSequence(fields);
      signer.getOutputStream().write(body.getEncoded("DER"));
      return new DERSequence(
              new ASN1Encodable[] {
                body, signer.getAlgorithmIdentifier(), new DERBitString(signer.getSignature())
              })
          .getEncoded("DER");
    } catch (GeneralSecurityException | OperatorCreationException | IOException failure) {
      throw new IllegalStateException("cannot tamper with " + held, failure);
    }
  }
}
