package dev.handshake.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.certificate.PeerChain;
import dev.handshake.lab.HeldCertificate;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;

/** What is expected here was given by blackbox_exporter 0.23 for certificates of these subjects. */
class GoNameTest {
  @Test
  void whatGoKnowsHasAnOrderOfItsOwnAndTheRestFollowsInHexadecimal() {
    X500NameBuilder name = new X500NameBuilder();
    name.addRDN(BCStyle.CN, "first");
    name.addRDN(BCStyle.C, "DE");
    name.addRDN(BCStyle.ST, "Bayern");
    name.addRDN(BCStyle.L, "Munich");
    name.addRDN(BCStyle.STREET, "Road 1");
    name.addRDN(BCStyle.POSTAL_CODE, "80331");
    name.addRDN(BCStyle.O, "Acme");
    name.addRDN(BCStyle.O, "Beta");
    name.addRDN(BCStyle.OU, "A");
    name.addMultiValuedRDN(
        new ASN1ObjectIdentifier[] {BCStyle.OU, BCStyle.DC}, new String[] {"B", "zz"});
    name.addRDN(BCStyle.CN, "z\u00e9");
    name.addRDN(BCStyle.SERIALNUMBER, "7");
    name.addRDN(BCStyle.DC, "test");
    name.addRDN(BCStyle.T, "Dr & x*");
    name.addRDN(BCStyle.GIVENNAME, "Ann");

    assertThat(written(name.build()))
        .isEqualTo(
            "SERIALNUMBER=7,CN=z\u00e9,OU=A+OU=B,O=Acme+O=Beta,POSTALCODE=80331,STREET=Road 1,"
                + "L=Munich,ST=Bayern,C=DE,2.5.4.42=#1303416e6e,2.5.4.12=#0c074472202620782a,"
                + "0.9.2342.19200300.100.1.25=#130474657374,0.9.2342.19200300.100.1.25=#13027a7a");
  }

  @Test
  void whatWouldEndAnAttributeIsEscaped() {
    X500NameBuilder name = new X500NameBuilder();
    name.addRDN(BCStyle.O, "Acme, Inc.");
    name.addRDN(BCStyle.CN, " a;b#\"<\u00c3\u00a9>");
    name.addRDN(BCStyle.EmailAddress, "x@y.z");

    assertThat(written(name.build()))
        .isEqualTo(
            "CN=\\ a\\;b#\\\"\\<\u00c3\u00a9\\>,O=Acme\\, Inc.,"
                + "1.2.840.113549.1.9.1=#0c057840792e7a");
  }

  @Test
  void aBackslashAtTheEndOfAValueLosesNothing() {
    X500NameBuilder name = new X500NameBuilder();
    name.addRDN(BCStyle.O, "Acme");
    name.addRDN(BCStyle.OU, "ivr");
    name.addRDN(BCStyle.CN, new DERUTF8String("crm\\"));

    assertThat(written(name.build())).isEqualTo("CN=crm\\\\,OU=ivr,O=Acme");
  }

  @Test
  void aNameThatIsEmptyOrCannotBeReadStaysAsItIs() {
    assertThat(GoName.of("")).isEmpty();
    assertThat(GoName.of("no name")).isEqualTo("no name");
  }

  private static String written(X500Name subject) {
    HeldCertificate held =
        HeldCertificate.named("x", Instant.parse("2026-11-20T14:00:00Z")).subject(subject).mint();
    try {
      return GoName.of(
          PeerChain.ofDer(List.of(held.certificate().getEncoded()))
              .leaf()
              .facts()
              .orElseThrow()
              .subject());
    } catch (CertificateEncodingException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }
}
