package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.ChainQuestion;
import dev.handshake.certificate.PeerChain;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.lab.HeldCertificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Test;

class ChainTextTest {
  private static final Instant NOW = Instant.parse("2026-11-20T03:00:00Z");
  private static final String NAME = "crm.example.com";

  private final HeldCertificate root = authority("Root").mint();
  private final HeldCertificate issuing = authority("Issuing CA").issuedBy(root).mint();
  private final HeldCertificate leaf = server().mint();

  @Test
  void aChainIsATreeThatEndsInTheTrustStore() {
    assertThat(lines(List.of(), leaf, issuing))
        .containsExactly(
            "CN=crm.example.com  EC P-256  30 days left (2026-12-20)",
            "└─ CN=Issuing CA    EC P-256  400 days left (2027-12-25)",
            "   └─ CN=Root       EC P-256  400 days left (2027-12-25)  in trust store lab");
  }

  @Test
  void aRootThatWasSentIsShownOnce() {
    assertThat(lines(List.of(), leaf, issuing, root))
        .hasSize(3)
        .last()
        .asString()
        .startsWith("   └─ CN=Root ")
        .endsWith("  in trust store lab");
  }

  @Test
  void anIntermediateThatIsKnownHereIsShownAsNotSent() {
    assertThat(lines(List.of(issuing.certificate()), leaf))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("CN=crm.example.com "),
            second -> assertThat(second).startsWith("└─ CN=Issuing CA ").endsWith("  not sent"),
            third -> assertThat(third).endsWith("  in trust store lab"));
  }

  @Test
  void theIssuerThatNobodyKnowsIsNamed() {
    assertThat(lines(List.of(), leaf))
        .hasSize(2)
        .last()
        .asString()
        .startsWith("└─ CN=Issuing CA ")
        .endsWith("  not sent, not in trust store lab");
  }

  @Test
  void aRootOutsideTheTrustStoreIsSaidToBe() {
    HeldCertificate other = authority("Other Root").mint();
    assertThat(lines(List.of(), server().issuedBy(other).mint(), other))
        .hasSize(2)
        .last()
        .asString()
        .startsWith("└─ CN=Other Root ")
        .endsWith("  not in trust store lab");
  }

  @Test
  void aCertificateSignedByItselfIsOutsideTheTrustStoreToo() {
    HeldCertificate alone = HeldCertificate.named(NAME, NOW).dns(NAME).mint();
    assertThat(lines(List.of(), alone))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("CN=crm.example.com ")
        .endsWith("  not in trust store lab");
  }

  @Test
  void aChainWithAnotherFaultIsNotSaidToBeUntrusted() {
    HeldCertificate limited = authority("Limited CA").authority(0).issuedBy(root).mint();
    HeldCertificate below = authority("Lower CA").issuedBy(limited).mint();
    HeldCertificate bad = server().issuedBy(below).mint();
    assertThat(lines(List.of(), bad, below, limited, root))
        .noneMatch(line -> line.contains("not in trust store"));
  }

  @Test
  void whatIsLeftIsColouredByHowLittleItIs() {
    assertThat(left(-3)).contains("\u001b[1;31mexpired 3 days ago (2026-11-17)\u001b[0m");
    assertThat(left(6)).contains("\u001b[33m6 days left (2026-11-26)\u001b[0m");
    assertThat(left(20)).contains("\u001b[33m20 days left");
    assertThat(left(21)).contains("21 days left (2026-12-11)").doesNotContain("\u001b");
  }

  @Test
  void aCertificateOfTheFutureSaysWhenItBegins() {
    HeldCertificate early =
        server().valid(NOW.plus(Duration.ofDays(2)), NOW.plus(Duration.ofDays(30))).mint();
    assertThat(lines(List.of(), early, issuing).getFirst()).contains("not valid before 2026-11-22");
  }

  @Test
  void aCertificateWithoutASubjectIsNamedByWhatItIsFor() {
    GeneralNames names = new GeneralNames(new GeneralName(GeneralName.dNSName, NAME));
    HeldCertificate nameless =
        HeldCertificate.named(NAME, NOW)
            .issuedBy(issuing)
            .subject(new X500NameBuilder(BCStyle.INSTANCE).build())
            .extension(Extension.subjectAlternativeName.getId(), true, names)
            .mint();
    assertThat(lines(List.of(), nameless, issuing).getFirst())
        .startsWith("(no subject, for crm.example.com) ");
  }

  @Test
  void aLongAndHostileNameIsCutEscapedAndPushesItsOwnLineAlone() {
    HeldCertificate hostile =
        server()
            .subject(
                new X500NameBuilder(BCStyle.INSTANCE)
                    .addRDN(BCStyle.O, "\u001b[2J\u202e".repeat(40))
                    .build())
            .mint();
    List<String> lines = lines(List.of(), hostile, issuing);
    assertThat(lines.getFirst())
        .startsWith("O=\\u001b[2J\\u202e")
        .contains("...  EC P-256")
        .hasSizeLessThan(200);
    assertThat(String.join("", lines).replace("└─", "").chars())
        .allMatch(unit -> unit >= ' ' && unit < 0x7f);
    assertThat(lines.get(1)).startsWith("└─ CN=Issuing CA  EC P-256");
  }

  @Test
  void ofAVeryLongChainTheFirstTenAreShown() {
    List<X509Certificate> many = new ArrayList<>(Collections.nCopies(14, leaf.certificate()));
    List<String> lines = lines(PeerChain.ofDer(der(many)), Optional.empty(), Style.PLAIN);
    assertThat(lines).hasSize(11);
    assertThat(lines.getLast().strip()).isEqualTo("└─ and 4 more");
  }

  @Test
  void bytesThatAreNoCertificateAreSaidToBe() {
    List<String> lines =
        lines(PeerChain.ofDer(List.of(new byte[] {1, 2, 3})), Optional.empty(), Style.PLAIN);
    assertThat(lines).containsExactly("(a certificate that cannot be read)");
  }

  private String left(int days) {
    HeldCertificate ending =
        server().valid(NOW.minus(Duration.ofDays(30)), NOW.plus(Duration.ofDays(days))).mint();
    return lines(chain(ending, issuing), findings(chain(ending, issuing)), Style.COLOURED)
        .getFirst();
  }

  private List<String> lines(List<X509Certificate> known, HeldCertificate... sent) {
    PeerChain chain = chain(sent);
    return lines(chain, findings(chain, known), Style.PLAIN);
  }

  private static List<String> lines(
      PeerChain chain, Optional<ChainFindings> findings, Style style) {
    return ChainText.lines(chain, findings, "lab", style, NOW);
  }

  private Optional<ChainFindings> findings(PeerChain chain) {
    return findings(chain, List.of());
  }

  private Optional<ChainFindings> findings(PeerChain chain, List<X509Certificate> known) {
    TrustAnchors anchors = TrustAnchors.of("lab", Set.of(root.certificate()), known);
    return Optional.of(
        new ChainInspector().inspect(ChainQuestion.ofServer(chain, anchors, NAME), NOW));
  }

  private static PeerChain chain(HeldCertificate... sent) {
    return PeerChain.ofDer(der(Arrays.stream(sent).map(HeldCertificate::certificate).toList()));
  }

  private static List<byte[]> der(List<X509Certificate> certificates) {
    return certificates.stream()
        .map(certificate -> {
          try {
            return certificate.getEncoded();
          } catch (CertificateEncodingException impossible) {
            throw new AssertionError(impossible);
          }
        })
        .toList();
  }

  private static HeldCertificate.Builder authority(String name) {
    return HeldCertificate.named(name, NOW)
        .authority()
        .valid(NOW.minus(Duration.ofDays(60)), NOW.plus(Duration.ofDays(400)));
  }

  private HeldCertificate.Builder server() {
    return HeldCertificate.named(NAME, NOW).dns(NAME).issuedBy(issuing);
  }
}
