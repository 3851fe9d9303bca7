package dev.handshake.genesys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handshake.certificate.PeerCertificate;
import dev.handshake.certificate.PeerChain;
import dev.handshake.lab.HeldCertificate;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTextTest {
  private final Instant now = Instant.now();
  private final HeldCertificate root = HeldCertificate.named("root", now).authority().mint();
  private final HeldCertificate issuing =
      HeldCertificate.named("issuing", now).authority().issuedBy(root).mint();
  private final HeldCertificate leaf = HeldCertificate.named("leaf", now).issuedBy(issuing).mint();

  @Test
  void aChainInOneStringIsReadInItsOrderWhateverItsLineEnds() throws ApiException {
    String crlf = leaf.chainPem().replace("\n", "\r\n");
    String mixed = crlf + root.certificatePem() + " \r\n\n";

    PeerChain chain = PemText.chain(mixed);

    assertThat(chain.certificates().stream().flatMap(it -> it.x509().stream()))
        .containsExactly(leaf.certificate(), issuing.certificate(), root.certificate());
  }

  @Test
  void aLeafAloneWithABlankLineBehindItIsAChainOfOne() throws ApiException {
    PeerChain chain = PemText.chain(leaf.certificatePem() + "\n\n");

    assertThat(chain.certificates())
        .singleElement()
        .extracting(PeerCertificate::x509)
        .isEqualTo(Optional.of(leaf.certificate()));
  }

  @Test
  void base64WithoutArmourIsACertificateToo() throws Exception {
    String lines = Base64.getMimeEncoder().encodeToString(leaf.certificate().getEncoded());

    assertThat(PemText.chain(lines).leaf().x509()).contains(leaf.certificate());
    assertThat(PemText.chain(lines.replaceAll("\\s", "")).leaf().x509())
        .contains(leaf.certificate());
  }

  @Test
  void armourWithoutLineBreaksIsReadAsFormFieldsLeaveIt() throws ApiException {
    String pem = leaf.chainPem();

    for (String text : List.of(pem.replace("\n", ""), pem.replace("\n", " "))) {
      assertThat(PemText.chain(text).certificates().stream().flatMap(it -> it.x509().stream()))
          .containsExactly(leaf.certificate(), issuing.certificate());
    }
  }

  @Test
  void identityIsTheDigestOfTheLeafHoweverItIsWritten() throws Exception {
    String pem = PemText.chain(leaf.chainPem()).leaf().fingerprint();
    String bare = PemText.chain(encoded()).leaf().fingerprint();

    assertThat(pem).isEqualTo(bare).hasSize(64);
  }

  @Test
  void aCutOffChainIsNotBelievedAtAll() {
    String whole = leaf.chainPem();
    for (int length : new int[] {whole.length() - 20, whole.length() - 200, whole.length() / 3}) {
      assertThatThrownBy(() -> PemText.chain(whole.substring(0, length)))
          .isInstanceOfSatisfying(
              ApiException.class,
              it -> assertThat(it.fault()).isEqualTo(SourceFault.INVALID_ANSWER));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "certificate",
        "-----BEGIN CERTIFICATE-----\r\nMIInot+a+certificate\r\n-----END CERTIFICATE-----",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "\u0000\u202e"
      })
  void whatIsNoCertificateIsNotBelieved(String text) {
    assertThatThrownBy(() -> PemText.chain(text)).isInstanceOf(ApiException.class);
  }

  @Test
  void aTextWithMoreCertificatesThanAnyChainHasIsNotBelieved() {
    String many = leaf.certificatePem().repeat(11);

    assertThatThrownBy(() -> PemText.chain(many)).isInstanceOf(ApiException.class);
  }

  private String encoded() throws CertificateEncodingException {
    return Base64.getEncoder().encodeToString(leaf.certificate().getEncoded());
  }
}
