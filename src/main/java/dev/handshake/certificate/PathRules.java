package dev.handshake.certificate;

import dev.handshake.reason.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * The rules of RFC 5280, section 6, for a path whose signatures are known to hold, as the JDK's
 * PKIX validator judges them: names, basic constraints, name constraints, policies, critical
 * extensions.
 *
 * <p>The validator also judges dates and algorithms, by the platform's configuration, and stops at
 * the first objection. Those are findings of their own here and must hide nothing. So it is shown a
 * twin of the path: the same certificates with one key, one signature algorithm and one period of
 * validity throughout. The anchor's twin is judged with the path, so that its constraints count;
 * its policies do not.
 */
final class PathRules {
  private static final AlgorithmIdentifier ALGORITHM =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
  private static final Instant DATE = Instant.parse("2025-07-01T00:00:00Z");
  private static final KeyPair KEYS = keys();
  private static final ASN1Encodable PERIOD =
      new DERSequence(
          new ASN1Encodable[] {
            new Time(Date.from(Instant.parse("2025-01-01T00:00:00Z"))),
            new Time(Date.from(Instant.parse("2026-01-01T00:00:00Z")))
          });

  private static final int EXTENSIONS = 3;
  private static final Set<ASN1ObjectIdentifier> POLICIES =
      Set.of(
          Extension.certificatePolicies,
          Extension.policyMappings,
          Extension.policyConstraints,
          Extension.inhibitAnyPolicy);
  private static final Extension ANY_POLICY = anyPolicy();

  private PathRules() {}

  /** The first objection to a path, leaf first and its anchor last; empty where it is sound. */
  static Optional<Fault> objection(List<X509Certificate> path) {
    try {
      List<X509Certificate> twins = new ArrayList<>(path.size());
      for (X509Certificate certificate : path.subList(0, path.size() - 1)) {
        twins.add(twin(certificate, UnaryOperator.identity()));
      }
      twins.add(twin(path.getLast(), PathRules::withoutPolicies));
      validate(twins);
      return ExtensionRules.objection(path);
    } catch (CertPathValidatorException objection) {
      int index = objection.getIndex();
      X509Certificate culprit = path.get(Math.clamp(index, 0, path.size() - 1));
      return Optional.of(fault(objection, culprit));
    } catch (GeneralSecurityException | IOException | RuntimeException malformed) {
      return Optional.of(
          new Fault(
              Reason.CERTIFICATE_INVALID,
              "The path of "
                  + Shown.name(path.getFirst())
                  + " cannot be validated: "
                  + Shown.text(String.valueOf(malformed.getMessage()))
                  + "."));
    }
  }

  private static void validate(List<X509Certificate> path) throws GeneralSecurityException {
    TrustAnchor above =
        new TrustAnchor(path.getLast().getIssuerX500Principal(), KEYS.getPublic(), null);
    PKIXParameters parameters = new PKIXParameters(Set.of(above));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(DATE));
    CertPathValidator.getInstance("PKIX")
        .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
  }

  private static X509Certificate twin(
      X509Certificate certificate, UnaryOperator<Extensions> extensions)
      throws GeneralSecurityException, IOException {
    ASN1Sequence original = ASN1Sequence.getInstance(certificate.getTBSCertificate());
    int serial = original.getObjectAt(0) instanceof ASN1TaggedObject ? 1 : 0;
    ASN1EncodableVector fields = new ASN1EncodableVector();
    for (int i = 0; i < original.size(); i++) {
      fields.add(
          switch (i - serial) {
            case 1 -> ALGORITHM;
            case 3 -> PERIOD;
            case 5 -> SubjectPublicKeyInfo.getInstance(KEYS.getPublic().getEncoded());
            default -> field(original.getObjectAt(i), extensions);
          });
    }
    DERSequence body = new DERSequence(fields);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(KEYS.getPrivate());
    signature.update(body.getEncoded(ASN1Encoding.DER));
    byte[] encoded =
        new DERSequence(new ASN1Encodable[] {body, ALGORITHM, new DERBitString(signature.sign())})
            .getEncoded(ASN1Encoding.DER);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  private static ASN1Encodable field(ASN1Encodable field, UnaryOperator<Extensions> extensions) {
    return field instanceof ASN1TaggedObject tagged && tagged.getTagNo() == EXTENSIONS
        ? new DERTaggedObject(
            true, EXTENSIONS, extensions.apply(Extensions.getInstance(tagged, true)))
        : field;
  }

  /** RFC 5280, section 6.1: the policies of an anchor are no part of the path's. */
  private static Extensions withoutPolicies(Extensions extensions) {
    List<Extension> kept = new ArrayList<>();
    for (ASN1ObjectIdentifier oid : extensions.getExtensionOIDs()) {
      if (!POLICIES.contains(oid)) {
        kept.add(extensions.getExtension(oid));
      }
    }
    kept.add(ANY_POLICY);
    return new Extensions(kept.toArray(new Extension[0]));
  }

  private static Extension anyPolicy() {
    try {
      return Extension.create(
          Extension.certificatePolicies,
          false,
          new CertificatePolicies(new PolicyInformation(new ASN1ObjectIdentifier("2.5.29.32.0"))));
    } catch (IOException impossible) {
      throw new AssertionError("a policy without qualifiers can be encoded", impossible);
    }
  }

  private static Fault fault(CertPathValidatorException objection, X509Certificate culprit) {
    String name = Shown.name(culprit);
    if (objection.getReason() instanceof PKIXReason reason) {
      return switch (reason) {
        case NOT_CA_CERT -> notCa(name);
        case PATH_TOO_LONG ->
            new Fault(
                Reason.CERTIFICATE_PATH_LENGTH,
                "The chain is longer than a CA above " + name + " allows.");
        case INVALID_NAME ->
            new Fault(
                Reason.CERTIFICATE_NAME_CONSTRAINT,
                name + " has a name that a CA above it may not certify.");
        case UNRECOGNIZED_CRIT_EXT ->
            new Fault(
                Reason.CERTIFICATE_CRITICAL_EXTENSION,
                name + " has a critical extension that no client understands.");
        // The validator looks at the key usage first, which an end entity lacks as well.
        case INVALID_KEY_USAGE -> culprit.getBasicConstraints() < 0 ? notCa(name) : mute(name);
        case NAME_CHAINING, INVALID_POLICY, NO_TRUST_ANCHOR -> invalid(objection, name);
      };
    }
    return invalid(objection, name);
  }

  private static Fault notCa(String name) {
    return new Fault(
        Reason.CERTIFICATE_ISSUER_NOT_CA,
        name + " issued a certificate of the chain and is not a CA.");
  }

  private static Fault mute(String name) {
    return new Fault(
        Reason.CERTIFICATE_WRONG_KEY_USAGE,
        "The key usage of " + name + " does not allow it to issue certificates.");
  }

  private static Fault invalid(CertPathValidatorException objection, String name) {
    return new Fault(
        Reason.CERTIFICATE_INVALID,
        name + " is not valid: " + Shown.text(String.valueOf(objection.getMessage())) + ".");
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError("every Java platform has P-256", impossible);
    }
  }
}
