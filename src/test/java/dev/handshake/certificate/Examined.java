package dev.handshake.certificate;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.reason.Finding;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;

/** Short words for the tests of this package: a time, chains, anchors, and what was found. */
final class Examined {
  /** A time long past, so that a hidden look at the real clock shows. */
  static final Instant NOW = Instant.parse("2011-03-04T05:06:07Z");

  static final String HOST = "crm.example.com";

  private Examined() {}

  static HeldCertificate root(String name) {
    return HeldCertificate.named(name, NOW).authority().mint();
  }

  static HeldCertificate authority(String name, HeldCertificate issuer) {
    return HeldCertificate.named(name, NOW).authority().issuedBy(issuer).mint();
  }

  static HeldCertificate.Builder leafOf(HeldCertificate issuer) {
    return HeldCertificate.named("leaf", NOW).dns(HOST).issuedBy(issuer);
  }

  static HeldCertificate leaf(HeldCertificate issuer) {
    return leafOf(issuer).mint();
  }

  /** The name and key of one authority, certified by another. */
  static HeldCertificate crossSigned(HeldCertificate subject, HeldCertificate issuer) {
    return HeldCertificate.named("unused", NOW)
        .subject(X500Name.getInstance(subject.certificate().getSubjectX500Principal().getEncoded()))
        .keys(new KeyPair(subject.certificate().getPublicKey(), subject.key()))
        .authority()
        .issuedBy(issuer)
        .mint();
  }

  static PeerChain chain(HeldCertificate... certificates) {
    return chain(
        Arrays.stream(certificates)
            .map(HeldCertificate::certificate)
            .toArray(X509Certificate[]::new));
  }

  static PeerChain chain(X509Certificate... certificates) {
    return PeerChain.ofDer(Arrays.stream(certificates).map(Examined::der).toList());
  }

  static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException impossible) {
      throw new AssertionError(impossible);
    }
  }

  static TrustAnchors anchors(HeldCertificate... anchors) {
    return TrustAnchors.of("test", certificates(anchors), List.of());
  }

  static TrustAnchors knowing(TrustAnchors anchors, HeldCertificate... intermediates) {
    return TrustAnchors.of(
        anchors.name(), anchors.anchors(), List.copyOf(certificates(intermediates)));
  }

  private static Set<X509Certificate> certificates(HeldCertificate... held) {
    Set<X509Certificate> certificates = new LinkedHashSet<>();
    Arrays.stream(held).map(HeldCertificate::certificate).forEach(certificates::add);
    return certificates;
  }

  static ChainFindings inspect(PeerChain chain, TrustAnchors anchors) {
    return new ChainInspector().inspect(ChainQuestion.ofServer(chain, anchors, HOST), NOW);
  }

  static List<Finding> findings(PeerChain chain, TrustAnchors anchors) {
    return findings(inspect(chain, anchors));
  }

  static List<Finding> findings(ChainFindings findings) {
    return findings.faults().stream().map(Fault::finding).toList();
  }

  static String detail(ChainFindings findings, Finding finding) {
    return findings.faults().stream()
        .filter(fault -> fault.finding().equals(finding))
        .map(Fault::detail)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + finding.word() + " in " + findings.faults()));
  }
}
