package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.ChainQuestion;
import dev.handshake.certificate.Fault;
import dev.handshake.certificate.KnownIntermediates;
import dev.handshake.certificate.PeerChain;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.report.ReportDraft;
import dev.handshake.report.TargetStatus;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The intermediate of one target's trusted chain tells what another target did not send. */
class TrustedPathsTest {
  private static final Instant NOW = Instant.parse("2011-03-04T05:06:07Z");
  private static final String OTHER = "other.example.com";

  @Test
  void anIntermediateOfOneTargetNamesWhatAnotherLacks() throws CertificateEncodingException {
    HeldCertificate root = HeldCertificate.named("root", NOW).authority().mint();
    HeldCertificate issuing =
        HeldCertificate.named("issuing", NOW).authority().issuedBy(root).mint();
    HeldCertificate leaf = HeldCertificate.named("crm", NOW).issuedBy(issuing).mint();
    HeldCertificate alone = HeldCertificate.named("other", NOW).dns(OTHER).issuedBy(issuing).mint();
    KnownIntermediates known = new KnownIntermediates();
    ChainInspector inspector = new ChainInspector(known);
    ChainQuestion question =
        ChainQuestion.ofServer(
            PeerChain.ofDer(List.of(alone.certificate().getEncoded())),
            TrustAnchors.of("corporate", Set.of(root.certificate()), List.of()),
            OTHER);
    assertThat(inspector.inspect(question, NOW).faults())
        .extracting(Fault::detail)
        .containsExactly(
            "The issuer of CN=other, CN=issuing, was not sent and is not known; it may be an unknown root.");

    new TrustedPaths(known)
        .report(
            ReportDraft.of(target(), NOW)
                .handshake()
                .chain(List.of(leaf.certificate(), issuing.certificate()), Map.of())
                .report(),
            TargetStatus.CLOSED);
    assertThat(inspector.inspect(question, NOW).faults())
        .extracting(Fault::detail)
        .containsExactly("The server did not send CN=issuing, which issued CN=other.");
  }

  private static Target target() {
    String host = "crm.example.com";
    return new Target(
        "crm", Endpoint.parse(host + ":443"), host, host, ProbeModule.DEFAULT, new TreeMap<>());
  }
}
