package dev.handshake.certificate;

import static dev.handshake.certificate.Examined.NOW;
import static dev.handshake.certificate.Examined.anchors;
import static dev.handshake.certificate.Examined.chain;
import static dev.handshake.certificate.Examined.detail;
import static dev.handshake.certificate.Examined.findings;
import static dev.handshake.certificate.Examined.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.reason.Check;
import dev.handshake.reason.Reason;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.DEROctetString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9525: which names a certificate is good for. */
class NameTest {
  private final HeldCertificate root = root("root");

  private ChainFindings inspect(HeldCertificate leaf, String name) {
    return new ChainInspector()
        .inspect(ChainQuestion.ofServer(chain(leaf), anchors(root), name), NOW);
  }

  private HeldCertificate.Builder named(String commonName) {
    return HeldCertificate.named(commonName, NOW).issuedBy(root);
  }

  @ParameterizedTest
  @CsvSource({
    "www.example.com, www.example.com, true",
    "www.example.com, WWW.Example.COM, true",
    "WWW.EXAMPLE.COM, www.example.com, true",
    "www.example.com, www.example.com., true",
    "www.example.com, example.com, false",
    "example.com, www.example.com, false",
    "*.example.com, www.example.com, true",
    "*.example.com, example.com, false",
    "*.example.com, a.b.example.com, false",
    "*.example.com, .example.com, false",
    "*.example.com, xn--bcher-kva.example.com, true",
    "w*.example.com, www.example.com, false",
    "*w.example.com, www.example.com, false",
    "www.*.com, www.example.com, false",
    "*.*.com, www.example.com, false",
    "*.com, example.com, false",
    "*, localhost, false",
    "localhost, localhost, true",
    "xn--bcher-kva.example, bücher.example, true",
    "XN--BCHER-KVA.example, BÜCHER.example, true",
    "127.0.0.1, 127.0.0.1, false",
    "*.0.0.1, 127.0.0.1, false",
  })
  void dnsNamesMatchAsRfc9525HasIt(String presented, String wanted, boolean matches) {
    ChainFindings findings = inspect(named("leaf").dns(presented).mint(), wanted);
    assertThat(findings(findings).contains(Reason.CERTIFICATE_NAME_MISMATCH)).isEqualTo(!matches);
    assertThat(findings.checks()).containsEntry(Check.NAME, matches);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "2001:db8::1, 2001:DB8:0:0:0:0:0:1, true",
    "2001:db8::1, [2001:db8::1], true",
    "fe80::1, fe80::1%eth0, true",
    "2001:db8::1, 2001:db8::2, false",
    "192.0.2.1, 999.0.2.1, false",
    "192.0.2.1, www.example.com, false",
  })
  void addressesMatchAsBytes(String presented, String wanted, boolean matches) {
    ChainFindings findings = inspect(named("leaf").ip(presented).mint(), wanted);
    assertThat(findings(findings).contains(Reason.CERTIFICATE_NAME_MISMATCH)).isEqualTo(!matches);
  }

  @Test
  void aNameThatIsTooLongForAnyIsNoMatchAndNoFault() {
    for (String name : List.of("a".repeat(300), "\u00e9".repeat(2_000))) {
      assertThat(ReferenceIdentity.of(name).matches(SubjectNames.of(root("a").certificate())))
          .isFalse();
    }
  }

  @Test
  void aCommonNameIsNoName() {
    ChainFindings findings = inspect(named("www.example.com").mint(), "www.example.com");
    assertThat(findings(findings)).containsExactly(Reason.CERTIFICATE_NAME_MISMATCH);
    assertThat(detail(findings, Reason.CERTIFICATE_NAME_MISMATCH))
        .isEqualTo(
            "CN=www.example.com has no subjectAltName to match www.example.com; its common name"
                + " does not count.");
  }

  @Test
  void theMismatchSaysWhatWasWantedAndTheFirstNamesFound() {
    HeldCertificate leaf =
        named("leaf").dns("a.example", "b.example", "c.example", "d.example").ip("::1").mint();
    assertThat(detail(inspect(leaf, "www.example.com"), Reason.CERTIFICATE_NAME_MISMATCH))
        .isEqualTo(
            "The certificate is for a.example, b.example, c.example and 2 more, not for"
                + " www.example.com.");
  }

  @Test
  void theLastOfAThousandNamesCounts() {
    String[] names =
        IntStream.range(0, 1000).mapToObj(i -> "h" + i + ".example").toArray(String[]::new);
    assertThat(inspect(named("leaf").dns(names).mint(), "h999.example").faults()).isEmpty();
  }

  @Test
  void hostileNamesAreEscapedAndCut() {
    HeldCertificate leaf = named("leaf").dns("a\n\u0007<b>.example", "x".repeat(5000)).mint();
    assertThat(detail(inspect(leaf, "www.example.com"), Reason.CERTIFICATE_NAME_MISMATCH))
        .contains("a\\u000a\\u0007<b>.example, xxx")
        .contains("xxx..., not for")
        .hasSizeLessThan(400);
  }

  @Test
  void malformedSubjectAltNamesAreNoNames() {
    HeldCertificate leaf =
        named("leaf").extension("2.5.29.17", false, new DEROctetString(new byte[] {1, 2})).mint();
    assertThat(findings(inspect(leaf, "leaf"))).contains(Reason.CERTIFICATE_NAME_MISMATCH);
  }
}
