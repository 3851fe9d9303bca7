package dev.handshake.credential;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A client identity that nobody can trust: a proper client certificate from an authority that was
 * made a moment ago and whose key is already forgotten.
 */
final class Stranger {
  static final String NAME = "stranger";

  /** Longer than an agent runs, so that it is refused for being unknown and not for its age. */
  private static final Duration LIFETIME = Duration.ofDays(365);

  private static final Duration BACKDATED = Duration.ofHours(1);
  private static final X500Name AUTHORITY = new X500Name("CN=handshake-exporter stranger CA");
  private static final X500Name LEAF = new X500Name("CN=handshake-exporter stranger");

  private Stranger() {}

  static Identity.Usable mint(Instant now) {
    try {
      KeyPair authority = keyPair();
      KeyPair own = keyPair();
      X509v3CertificateBuilder builder = leaf(now, authority, own);
      List<X509Certificate> chain = List.of(signed(builder, authority.getPrivate()));
      return new Identity.Usable(NAME, chain, own.getPrivate(), Version.of(chain));
    } catch (GeneralSecurityException | OperatorCreationException | IOException impossible) {
      throw new IllegalStateException("cannot mint the identity " + NAME, impossible);
    }
  }

  private static KeyPair keyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static X509v3CertificateBuilder leaf(Instant now, KeyPair authority, KeyPair own)
      throws GeneralSecurityException, CertIOException {
    JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
    return new JcaX509v3CertificateBuilder(
            AUTHORITY,
            new BigInteger(127, new SecureRandom()),
            Date.from(now.minus(BACKDATED)),
            Date.from(now.plus(LIFETIME)),
            LEAF,
            own.getPublic())
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))
        .addExtension(
            Extension.subjectKeyIdentifier,
            false,
            extensions.createSubjectKeyIdentifier(own.getPublic()))
        .addExtension(
            Extension.authorityKeyIdentifier,
            false,
            extensions.createAuthorityKeyIdentifier(authority.getPublic()));
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey authority)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority)));
  }
}
