package dev.handshake.certificate;

import dev.handshake.reason.Reason;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Rules of RFC 5280 about extensions that the JDK's validator does not make and that OpenSSL or
 * Chrome does. What all of them let pass is let pass here.
 */
final class ExtensionRules {
  private static final List<Integer> RANGES = List.of(8, 32);
  private static final List<Integer> ADDRESSES = List.of(4, 16);

  private final List<X509Certificate> path;

  private ExtensionRules(List<X509Certificate> path) {
    this.path = path;
  }

  /** The first objection to a path, leaf first and its anchor last; empty where it is sound. */
  static Optional<Fault> objection(List<X509Certificate> path) {
    ExtensionRules rules = new ExtensionRules(path);
    return path.stream()
        .flatMap(certificate -> malformed(certificate).stream())
        .findFirst()
        .or(rules::constrainedLeaf)
        .or(rules::unnamable)
        .or(rules::foreignRoot);
  }

  private static Optional<Fault> malformed(X509Certificate certificate) {
    if (!reads(certificate, Extension.authorityInfoAccess.getId(), ExtensionRules::isAccess)) {
      return Optional.of(unreadable("authority information access", certificate));
    }
    if (!reads(certificate, Extension.nameConstraints.getId(), ExtensionRules::isConstraints)) {
      return Optional.of(unreadable("name constraints", certificate));
    }
    return Optional.empty();
  }

  private static Fault unreadable(String extension, X509Certificate certificate) {
    return new Fault(
        Reason.CERTIFICATE_INVALID,
        "The " + extension + " of " + Shown.name(certificate) + " cannot be read.");
  }

  /** RFC 5280, section 4.2.2.1: at least one access description. */
  private static boolean isAccess(byte[] octets) {
    ASN1Sequence descriptions = ASN1Sequence.getInstance(octets);
    descriptions.forEach(AccessDescription::getInstance);
    return descriptions.size() > 0;
  }

  /** RFC 5280, section 4.2.1.10: permitted or excluded names, of which addresses are ranges. */
  private static boolean isConstraints(byte[] octets) {
    List<GeneralSubtree> subtrees = subtrees(NameConstraints.getInstance(octets)).toList();
    return !subtrees.isEmpty()
        && subtrees.stream()
            .map(GeneralSubtree::getBase)
            .filter(base -> base.getTagNo() == GeneralName.iPAddress)
            .allMatch(base -> RANGES.contains(length(base)));
  }

  private static Stream<GeneralSubtree> subtrees(NameConstraints constraints) {
    return Stream.concat(
        stream(constraints.getPermittedSubtrees()), stream(constraints.getExcludedSubtrees()));
  }

  private static Stream<GeneralSubtree> stream(GeneralSubtree @Nullable [] subtrees) {
    return subtrees == null ? Stream.empty() : Arrays.stream(subtrees);
  }

  private static int length(GeneralName address) {
    return ASN1OctetString.getInstance(address.getName()).getOctets().length;
  }

  /** RFC 5280, section 4.2.1.10: name constraints are for CA certificates. */
  private Optional<Fault> constrainedLeaf() {
    X509Certificate leaf = path.getFirst();
    boolean wrong =
        leaf.getBasicConstraints() < 0
            && leaf.getExtensionValue(Extension.nameConstraints.getId()) != null;
    return wrong
        ? Optional.of(
            new Fault(
                Reason.CERTIFICATE_INVALID,
                Shown.name(leaf) + " has name constraints, which only a CA may have."))
        : Optional.empty();
  }

  /** What is no name of its kind cannot be within the names that a CA may certify. */
  private Optional<Fault> unnamable() {
    X509Certificate leaf = path.getFirst();
    return names(leaf)
        .filter(name -> !isName(name))
        .filter(name -> path.stream().skip(1).anyMatch(above -> constrains(above, name.getTagNo())))
        .findFirst()
        .map(name ->
            new Fault(
                Reason.CERTIFICATE_NAME_CONSTRAINT,
                Shown.name(leaf)
                    + " has a malformed name, of a kind that a CA above it may certify in part"
                    + " only."));
  }

  private static boolean isName(GeneralName name) {
    return switch (name.getTagNo()) {
      case GeneralName.iPAddress -> ADDRESSES.contains(length(name));
      case GeneralName.dNSName -> !String.valueOf(name.getName()).startsWith(".");
      default -> true;
    };
  }

  private static Stream<GeneralName> names(X509Certificate certificate) {
    try {
      return extension(certificate, Extension.subjectAlternativeName.getId())
          .map(octets -> Arrays.stream(GeneralNames.getInstance(octets).getNames()))
          .orElse(Stream.empty());
    } catch (RuntimeException malformed) {
      return Stream.empty();
    }
  }

  private static boolean constrains(X509Certificate authority, int kind) {
    return extension(authority, Extension.nameConstraints.getId()).stream()
        .flatMap(octets -> subtrees(NameConstraints.getInstance(octets)))
        .anyMatch(subtree -> subtree.getBase().getTagNo() == kind);
  }

  /**
   * A root whose authority key identifier points elsewhere is no root to OpenSSL, which then asks
   * for its issuer in vain.
   */
  private Optional<Fault> foreignRoot() {
    X509Certificate root = path.getLast();
    boolean selfIssued = root.getSubjectX500Principal().equals(root.getIssuerX500Principal());
    boolean foreign =
        selfIssued
            && !reads(
                root,
                Extension.authorityKeyIdentifier.getId(),
                octets -> pointsTo(root, AuthorityKeyIdentifier.getInstance(octets)));
    return foreign
        ? Optional.of(
            new Fault(
                Reason.CERTIFICATE_INVALID,
                "The authority key identifier of the root "
                    + Shown.name(root)
                    + " points to another certificate."))
        : Optional.empty();
  }

  private static boolean pointsTo(X509Certificate root, AuthorityKeyIdentifier authority) {
    byte[] key = authority.getKeyIdentifierOctets();
    Optional<byte[]> own =
        extension(root, Extension.subjectKeyIdentifier.getId())
            .map(octets -> SubjectKeyIdentifier.getInstance(octets).getKeyIdentifier());
    boolean sameKey = key == null || own.isEmpty() || Arrays.equals(key, own.get());
    boolean sameSerial =
        authority.getAuthorityCertSerialNumber() == null
            || authority.getAuthorityCertSerialNumber().equals(root.getSerialNumber());
    return sameKey && sameSerial && sameName(root, authority.getAuthorityCertIssuer());
  }

  private static boolean sameName(X509Certificate root, @Nullable GeneralNames issuer) {
    return issuer == null
        || Arrays.stream(issuer.getNames())
            .filter(name -> name.getTagNo() == GeneralName.directoryName)
            .findFirst()
            .map(name -> principal(name).equals(root.getIssuerX500Principal()))
            .orElse(true);
  }

  private static X500Principal principal(GeneralName name) {
    try {
      return new X500Principal(name.getName().toASN1Primitive().getEncoded());
    } catch (IOException malformed) {
      throw new IllegalArgumentException(malformed);
    }
  }

  /** Whether an extension is absent, or as it should be. */
  private static boolean reads(
      X509Certificate certificate, String oid, Predicate<byte[]> asItShouldBe) {
    try {
      return extension(certificate, oid).map(asItShouldBe::test).orElse(true);
    } catch (RuntimeException malformed) {
      return false;
    }
  }

  private static Optional<byte[]> extension(X509Certificate certificate, String oid) {
    return Optional.ofNullable(certificate.getExtensionValue(oid))
        .map(value -> ASN1OctetString.getInstance(value).getOctets());
  }
}
