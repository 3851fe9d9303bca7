package dev.handshake.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTNamedCurves;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.DSAParameter;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X962Parameters;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * What a public key is (RFC 5280, section 4.1.2.7).
 *
 * @param name such as {@code EC P-256} or {@code RSA 2048}; the algorithm's OID where it has no
 *     other name here
 * @param weak below RSA 2048 or EC 256 bits, or DSA, which TLS 1.3 and browsers do not know
 * @param cost of one signature verification, about 10 µs each
 */
record PublicKeyFacts(String name, boolean weak, int cost) {
  /** More than any budget: a key with which nothing is verified. */
  static final int PROHIBITIVE = Integer.MAX_VALUE;

  private static final int WEAK_RSA = 2048;
  private static final int WEAK_EC = 256;
  private static final int LARGEST_DSA = 4096;

  private static final Map<ASN1ObjectIdentifier, String> FIXED =
      Map.of(
          EdECObjectIdentifiers.id_Ed25519, "Ed25519",
          EdECObjectIdentifiers.id_Ed448, "Ed448",
          NISTObjectIdentifiers.id_ml_dsa_44, "ML-DSA-44",
          NISTObjectIdentifiers.id_ml_dsa_65, "ML-DSA-65",
          NISTObjectIdentifiers.id_ml_dsa_87, "ML-DSA-87");

  /** Describes a key; one that cannot be read is named by its algorithm. */
  static PublicKeyFacts of(PublicKey key) {
    try {
      SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.getEncoded());
      ASN1ObjectIdentifier algorithm = info.getAlgorithm().getAlgorithm();
      if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)
          || algorithm.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
        return rsa(RSAPublicKey.getInstance(info.parsePublicKey()));
      }
      if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
        return ec(X962Parameters.getInstance(info.getAlgorithm().getParameters()));
      }
      if (algorithm.equals(X9ObjectIdentifiers.id_dsa)) {
        return dsa(info);
      }
      return new PublicKeyFacts(FIXED.getOrDefault(algorithm, algorithm.getId()), false, 40);
    } catch (IOException | RuntimeException unreadable) {
      return new PublicKeyFacts(key.getAlgorithm(), false, PROHIBITIVE);
    }
  }

  private static PublicKeyFacts rsa(RSAPublicKey key) {
    int bits = key.getModulus().bitLength();
    int words = 1 + bits / 1024;
    int exponent = 1 + key.getPublicExponent().bitLength() / 17;
    return new PublicKeyFacts("RSA " + bits, bits < WEAK_RSA, words * words * exponent);
  }

  private static PublicKeyFacts ec(X962Parameters parameters) {
    if (!parameters.isNamedCurve()) {
      return new PublicKeyFacts("EC", false, PROHIBITIVE);
    }
    ASN1ObjectIdentifier curve = ASN1ObjectIdentifier.getInstance(parameters.getParameters());
    X9ECParameters known = ECNamedCurveTable.getByOID(curve);
    if (known == null) {
      return new PublicKeyFacts("EC " + curve.getId(), false, PROHIBITIVE);
    }
    int bits = known.getCurve().getFieldSize();
    String nist = NISTNamedCurves.getName(curve);
    String name = nist == null ? ECNamedCurveTable.getName(curve) : nist;
    return new PublicKeyFacts("EC " + name, bits < WEAK_EC, bits / 12);
  }

  private static PublicKeyFacts dsa(SubjectPublicKeyInfo info) throws IOException {
    if (info.getAlgorithm().getParameters() == null) {
      return new PublicKeyFacts("DSA", false, PROHIBITIVE);
    }
    BigInteger p = DSAParameter.getInstance(info.getAlgorithm().getParameters()).getP();
    BigInteger y = ASN1Integer.getInstance(info.parsePublicKey()).getValue();
    int bits = Math.max(p.bitLength(), y.bitLength());
    return new PublicKeyFacts("DSA " + p.bitLength(), true, bits > LARGEST_DSA ? PROHIBITIVE : 200);
  }
}
