package dev.handshake.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.fuzz.FuzzTarget;
import dev.handshake.lab.CrlDraft;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.OcspDraft;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;

/** Certificates, OCSP answers and revocation lists: none is believed that was not signed so. */
public final class FuzzedCertificates {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final String NAME = "www.example.com";
  private static final HeldCertificate ROOT = HeldCertificate.named("root", NOW).authority().mint();
  private static final HeldCertificate ISSUING =
      HeldCertificate.named("issuing", NOW)
          .authority()
          .issuedBy(ROOT)
          .extension("2.5.29.30", true, constraints())
          .mint();
  private static final HeldCertificate LEAF =
      HeldCertificate.named("leaf", NOW)
          .issuedBy(ISSUING)
          .dns(NAME)
          .ip("::1")
          .extension(
              "1.3.6.1.5.5.7.1.1",
              false,
              new AuthorityInformationAccess(
                  new AccessDescription(X509ObjectIdentifiers.id_ad_ocsp, uri())))
          .extension("2.5.29.31", false, points())
          .mint();
  private static final TrustAnchors TRUST =
      TrustAnchors.of("trust", Set.of(ROOT.certificate()), List.of());
  private static final byte[] GOOD = OcspDraft.about(LEAF.certificate(), ISSUING, NOW).mint();
  private static final byte[] REVOKED =
      OcspDraft.about(LEAF.certificate(), ISSUING, NOW).revoked(NOW, 1).mint();
  private static final byte[] EMPTY_LIST = CrlDraft.of(ISSUING, NOW).mint();
  private static final byte[] LIST =
      CrlDraft.of(ISSUING, NOW).revoking(LEAF.certificate(), NOW, 1).mint();

  private FuzzedCertificates() {}

  public static List<FuzzTarget> targets() {
    return List.of(
        FuzzTarget.of("certificate", FuzzedCertificates::facts, der(LEAF), der(ISSUING), der(ROOT)),
        FuzzTarget.of("chain", FuzzedCertificates::chain, der(LEAF), der(ISSUING)),
        FuzzTarget.of("ocsp", FuzzedCertificates::ocsp, GOOD, REVOKED),
        FuzzTarget.of("crl", FuzzedCertificates::list, EMPTY_LIST, LIST));
  }

  /** Whatever a certificate says of itself is read or it is not; nothing throws. */
  private static void facts(byte[] der) {
    PeerCertificate certificate = new PeerCertificate(0, der);
    certificate
        .facts()
        .ifPresent(facts -> {
          assertThat(facts.serial()).matches("([0-9a-f]{2})+");
          assertThat(facts.fingerprintSha256()).isEqualTo(certificate.fingerprint());
        });
    var _ = certificate.demandsStaple();
    PeerChain chain = PeerChain.ofDer(List.of(der));
    var _ = Timestamps.count(chain, Optional.of(der));
    certificate.x509().ifPresent(FuzzedCertificates::read);
  }

  private static void read(X509Certificate certificate) {
    var _ = DistributionPoints.ofLists(certificate);
    var _ = DistributionPoints.ofResponders(certificate);
    var _ = DistributionPoints.ofIssuers(certificate);
    var _ = SubjectNames.of(certificate);
  }

  /** A leaf leads to the root only where what the issuer signed is there bit by bit. */
  private static void chain(byte[] der) throws GeneralSecurityException {
    for (List<byte[]> sent : List.of(List.of(der, der(ISSUING)), List.of(der(LEAF), der))) {
      PeerChain chain = PeerChain.ofDer(sent);
      ChainFindings findings =
          new ChainInspector().inspect(ChainQuestion.ofServer(chain, TRUST, NAME), NOW);
      for (X509Certificate trusted : findings.path()) {
        assertThat(signedParts()).anyMatch(part -> Arrays.equals(part, signed(trusted)));
      }
      var _ = StrictProfile.applyTo(findings);
    }
  }

  private static List<byte[]> signedParts() {
    List<byte[]> parts = new ArrayList<>();
    for (HeldCertificate held : List.of(ROOT, ISSUING, LEAF)) {
      parts.add(signed(held.certificate()));
    }
    return parts;
  }

  private static byte[] signed(X509Certificate certificate) {
    try {
      return certificate.getTBSCertificate();
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** A word about a certificate counts only where the responder signed exactly that. */
  private static void ocsp(byte[] response) throws IOException, OCSPException {
    OcspAnswer answer = OcspAnswer.read(response, LEAF.certificate(), ISSUING.certificate());
    if (answer instanceof OcspAnswer.Signed) {
      assertThat(List.of(said(GOOD), said(REVOKED)))
          .anyMatch(part -> Arrays.equals(part, saidOrNothing(response)));
    }
    var _ = answer.at(NOW);
    var _ = answer.nextUpdate();
  }

  private static byte[] saidOrNothing(byte[] response) {
    try {
      return said(response);
    } catch (IOException | OCSPException unreadable) {
      return new byte[0];
    }
  }

  private static byte[] said(byte[] response) throws IOException, OCSPException {
    return ((BasicOCSPResp) new OCSPResp(response).getResponseObject()).getTBSResponseData();
  }

  /** A list counts only where the issuer signed exactly that. */
  private static void list(byte[] der) throws GeneralSecurityException {
    Optional<RevocationList> list = RevocationList.ofDer(der);
    if (list.isEmpty()) {
      return;
    }
    RevocationStatus status = list.get().statusOf(LEAF.certificate(), ISSUING.certificate(), NOW);
    if (status instanceof RevocationStatus.Good || status instanceof RevocationStatus.Revoked) {
      assertThat(List.of(listed(EMPTY_LIST), listed(LIST)))
          .anyMatch(part -> Arrays.equals(part, listed(der)));
    }
    var _ = list.get().nextUpdate();
  }

  private static byte[] listed(byte[] der) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return ((X509CRL) factory.generateCRL(new ByteArrayInputStream(der))).getTBSCertList();
    } catch (GeneralSecurityException unreadable) {
      return new byte[0];
    }
  }

  private static byte[] der(HeldCertificate held) {
    try {
      return held.certificate().getEncoded();
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static GeneralName uri() {
    return new GeneralName(GeneralName.uniformResourceIdentifier, "http://pki.example.com/x");
  }

  private static CRLDistPoint points() {
    DistributionPointName name = new DistributionPointName(new GeneralNames(uri()));
    return new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(name, null, null)});
  }

  private static NameConstraints constraints() {
    GeneralName allowed = new GeneralName(GeneralName.dNSName, "example.com");
    return new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(allowed)}, null);
  }
}
