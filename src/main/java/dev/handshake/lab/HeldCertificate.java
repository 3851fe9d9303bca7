package dev.handshake.lab;

import dev.handshake.credential.Identity;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * A certificate, its key, and the certificates above it: what a server shows or an authority signs
 * with.
 *
 * @param issuers the issuer, its issuer and so on, without the root
 */
public record HeldCertificate(
    X509Certificate certificate, PrivateKey key, List<X509Certificate> issuers) {
  public HeldCertificate {
    issuers = List.copyOf(issuers);
  }

  /**
   * A certificate in the making: EC P-256, good from an hour ago for thirty days, signed by itself.
   */
  public static Builder named(String commonName, Instant now) {
    return new Builder(commonName, now);
  }

  /** This certificate and its issuers below the root, leaf first. */
  public List<X509Certificate> chain() {
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(certificate);
    chain.addAll(issuers);
    return chain;
  }

  /** The certificate as something that we show, under a name. */
  public Identity.Usable identity(String name) {
    return new Identity.Usable(name, chain(), key, certificate.getSerialNumber().toString(16));
  }

  public String certificatePem() {
    return pem(certificate);
  }

  /** The whole chain below the root as PEM, leaf first. */
  public String chainPem() {
    StringBuilder text = new StringBuilder();
    chain().forEach(link -> text.append(pem(link)));
    return text.toString();
  }

  /**
   * The key as unencrypted PKCS#8; an EC key with its public half, without which GnuTLS reads none.
   */
  public String keyPem() {
    return pem(new PemObject("PRIVATE KEY", whole(key, certificate.getPublicKey())));
  }

  private static byte[] whole(PrivateKey key, PublicKey publicKey) {
    try {
      PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
      if (!key.getAlgorithm().equals("EC")) {
        return key.getEncoded();
      }
      ECPrivateKey half = ECPrivateKey.getInstance(info.parsePrivateKey());
      ECPrivateKey both =
          new ECPrivateKey(
              half.getPrivateKey(),
              null,
              SubjectPublicKeyInfo.getInstance(publicKey.getEncoded()).getPublicKeyData());
      return new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), both).getEncoded();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Names the subject and never the key. */
  @Override
  public String toString() {
    return "HeldCertificate[" + certificate.getSubjectX500Principal() + "]";
  }

  static String pem(Object object) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  static String usualSignature(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> "Ed25519";
    };
  }

  /** Says what a certificate shall be, then mints it. */
  public static final class Builder {
    private final List<GeneralName> names = new ArrayList<>();
    private final List<AddedExtension> added = new ArrayList<>();
    private final String commonName;
    private Instant notBefore;
    private Instant notAfter;
    private Optional<HeldCertificate> issuer = Optional.empty();
    private Optional<Integer> pathLength = Optional.empty();
    private Optional<Integer> keyUsage = Optional.empty();
    private Optional<String> signature = Optional.empty();
    private List<KeyPurposeId> purposes = List.of();
    private Optional<KeyPair> keys = Optional.empty();
    private Optional<X500Name> subject = Optional.empty();
    private boolean authority;
    private String algorithm = "EC";
    private String parameter = "secp256r1";

    private record AddedExtension(String oid, boolean critical, ASN1Encodable value) {}

    private Builder(String commonName, Instant now) {
      this.commonName = commonName;
      this.notBefore = now.minus(Duration.ofHours(1));
      this.notAfter = now.plus(Duration.ofDays(30));
    }

    public Builder dns(String... dnsNames) {
      for (String name : dnsNames) {
        names.add(new GeneralName(GeneralName.dNSName, name));
      }
      return this;
    }

    public Builder ip(String... addresses) {
      for (String address : addresses) {
        names.add(new GeneralName(GeneralName.iPAddress, address));
      }
      return this;
    }

    public Builder valid(Instant from, Instant to) {
      notBefore = from;
      notAfter = to;
      return this;
    }

    public Builder issuedBy(HeldCertificate authorityCertificate) {
      issuer = Optional.of(authorityCertificate);
      return this;
    }

    /** A CA without a path-length limit. */
    public Builder authority() {
      authority = true;
      return this;
    }

    public Builder authority(int maxPathLength) {
      pathLength = Optional.of(maxPathLength);
      return authority();
    }

    public Builder rsa(int bits) {
      algorithm = "RSA";
      parameter = Integer.toString(bits);
      return this;
    }

    /** An EC key on a curve by its JDK name, such as secp384r1. */
    public Builder ec(String curve) {
      algorithm = "EC";
      parameter = curve;
      return this;
    }

    public Builder ed25519() {
      algorithm = "Ed25519";
      return this;
    }

    /** Another signature algorithm than the issuer key's usual one, such as SHA1withRSA. */
    public Builder signature(String jcaName) {
      signature = Optional.of(jcaName);
      return this;
    }

    public Builder purposes(KeyPurposeId... extendedKeyUsage) {
      purposes = List.of(extendedKeyUsage);
      return this;
    }

    /** The bits of {@link KeyUsage} instead of the usual ones. */
    public Builder keyUsage(int bits) {
      keyUsage = Optional.of(bits);
      return this;
    }

    public Builder keys(KeyPair pair) {
      keys = Optional.of(pair);
      return this;
    }

    /** A whole subject instead of a common name. */
    public Builder subject(X500Name name) {
      subject = Optional.of(name);
      return this;
    }

    public Builder extension(String oid, boolean critical, ASN1Encodable value) {
      added.add(new AddedExtension(oid, critical, value));
      return this;
    }

    public HeldCertificate mint() {
      try {
        KeyPair pair = keys.isPresent() ? keys.get() : generate();
        return new HeldCertificate(sign(pair), pair.getPrivate(), issuersAbove());
      } catch (GeneralSecurityException | OperatorCreationException | IOException failure) {
        throw new IllegalStateException("cannot mint CN=" + commonName, failure);
      }
    }

    private List<X509Certificate> issuersAbove() {
      return issuer.map(held -> isRoot(held) ? held.issuers() : held.chain()).orElse(List.of());
    }

    private static boolean isRoot(HeldCertificate held) {
      return held.certificate()
          .getSubjectX500Principal()
          .equals(held.certificate().getIssuerX500Principal());
    }

    private KeyPair generate() throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      switch (algorithm) {
        case "RSA" -> generator.initialize(Integer.parseInt(parameter));
        case "EC" -> generator.initialize(new ECGenParameterSpec(parameter));
        default -> {}
      }
      return generator.generateKeyPair();
    }

    private X509Certificate sign(KeyPair pair)
        throws GeneralSecurityException, OperatorCreationException, IOException {
      X500Name own = subject.orElseGet(() -> new X500Name("CN=" + commonName));
      X500Name issuerName =
          issuer
              .map(held ->
                  X500Name.getInstance(held.certificate().getSubjectX500Principal().getEncoded()))
              .orElse(own);
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuerName,
              new BigInteger(127, new SecureRandom()),
              Date.from(notBefore),
              Date.from(notAfter),
              own,
              pair.getPublic());
      addExtensions(builder, pair);
      PrivateKey signingKey = issuer.map(HeldCertificate::key).orElse(pair.getPrivate());
      String name = signature.orElseGet(() -> usualSignature(signingKey));
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(name).build(signingKey)));
    }

    private void addExtensions(JcaX509v3CertificateBuilder builder, KeyPair pair)
        throws GeneralSecurityException, IOException {
      JcaX509ExtensionUtils utilities = new JcaX509ExtensionUtils();
      if (authority) {
        BasicConstraints constraints =
            pathLength.map(BasicConstraints::new).orElseGet(() -> new BasicConstraints(true));
        builder.addExtension(Extension.basicConstraints, true, constraints);
      }
      int usual =
          authority
              ? KeyUsage.keyCertSign | KeyUsage.cRLSign
              : KeyUsage.digitalSignature
                  | (algorithm.equals("RSA") ? KeyUsage.keyEncipherment : 0);
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage.orElse(usual)));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          utilities.createSubjectKeyIdentifier(pair.getPublic()));
      if (issuer.isPresent()) {
        builder.addExtension(
            Extension.authorityKeyIdentifier,
            false,
            utilities.createAuthorityKeyIdentifier(issuer.get().certificate().getPublicKey()));
      }
      if (!purposes.isEmpty()) {
        builder.addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
      }
      if (!names.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(names.toArray(GeneralName[]::new)));
      }
      for (AddedExtension extension : added) {
        builder.addExtension(
            new ASN1ObjectIdentifier(extension.oid()), extension.critical(), extension.value());
      }
    }
  }
}
