package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.observation.Alert;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Evidence;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.report.Report;
import dev.handshake.report.ReportDraft;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProbeTextTest {
  private static final Instant NOW = Instant.parse("2026-11-20T03:00:00Z");
  private static final Target CRM =
      Target.of(
          "crm",
          Endpoint.parse("crm.example.com:443"),
          ProbeModule.DEFAULT.withTrust("corporate").withIdentity("data-actions"));

  private final HeldCertificate leaf =
      HeldCertificate.named("crm.example.com", NOW)
          .valid(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(90)))
          .mint();

  @Test
  void aFailureSaysVerdictWhyWhoAndWhatToDoBeforeTheFacts() {
    Report report =
        ReportDraft.of(CRM, NOW)
            .handshake()
            .phase(Phase.CONFIRM, Duration.ofNanos(900_000))
            .chain(List.of(leaf.certificate()), Map.of())
            .client(true, Optional.empty(), "CN=a", "CN=b", "CN=c", "CN=d", "CN=e")
            .acceptance(Acceptance.REJECTED)
            .alert(new Alert(Alert.Direction.RECEIVED, 48))
            .fails(
                Reason.CLIENT_CERTIFICATE_UNTRUSTED, Phase.CONFIRM, "It refused our certificate.")
            .report();
    assertThat(text(report))
        .isEqualTo(
            """
            FAILED  crm  crm.example.com:443  client_certificate_untrusted in confirm
              why     It refused our certificate.
              means   The server refused our certificate: it does not trust the authority that issued it, or was
                      not sent the way there.
              who     client: our own side, which shows the client certificate or lacks it
              do      look up client_certificate_untrusted
              more    docs/reasons.md#client_certificate_untrusted
              alert   48 unknown_ca, received
              tls     TLSv1.3, TLS_AES_256_GCM_SHA384, X25519, by boringssl
              client  certificate asked for, data-actions shown: rejected
                      accepted issuers: CN=a; CN=b; CN=c and 2 more
              chain   CN=crm.example.com  EC P-256  90 days left (2027-02-18)  in trust store corporate
              time    resolve 0.40 ms, connect 1.1 ms, handshake 5.2 ms, confirm 0.90 ms, total 7.9 ms
            """);
  }

  @Test
  void aSuccessSaysWhatWasSeenAndNobodyHasToAct() {
    Report report =
        ReportDraft.of(CRM, NOW)
            .handshake()
            .client(true, Optional.of(Evidence.HTTP_STATUS), "CN=a")
            .acceptance(Acceptance.CONFIRMED)
            .http(200)
            .report();
    assertThat(text(report))
        .isEqualTo(
            """
            OK  crm  crm.example.com:443
              what    all is well
              tls     TLSv1.3, TLS_AES_256_GCM_SHA384, X25519, by boringssl
              client  certificate asked for, data-actions shown: confirmed by http_status
              http    HTTP/1.1 200
              time    resolve 0.40 ms, connect 1.1 ms, handshake 5.2 ms, total 7.0 ms
            """);
  }

  @Test
  void aRefusalThatWasWantedIsNamed() {
    Report report =
        ReportDraft.of(CRM, NOW)
            .handshake()
            .refusedWith(Reason.CLIENT_CERTIFICATE_REQUIRED)
            .report();
    assertThat(text(report))
        .startsWith("OK  crm  crm.example.com:443  refused with client_certificate_required\n");
  }

  @Test
  void aProbeThatReachedNothingHasNothingToShow() {
    Report report =
        ReportDraft.of(CRM, NOW)
            .phase(Phase.RESOLVE, Duration.ofMillis(2))
            .fails(Reason.DNS_NOT_FOUND, Phase.RESOLVE, "crm.example.com does not exist.")
            .report();
    assertThat(text(report))
        .isEqualTo(
            """
            FAILED  crm  crm.example.com:443  dns_not_found in resolve
              why     crm.example.com does not exist.
              means   The name does not exist (NXDOMAIN).
              who     network: whoever runs the name servers, routes and firewalls on the way
              do      look up dns_not_found
              more    docs/reasons.md#dns_not_found
              time    resolve 2.0 ms, total 2.3 ms
            """);
  }

  @Test
  void aTargetNamedByItsAddressIsNamedOnce() {
    Target plain = Target.of("crm.example.com:443", CRM.endpoint(), ProbeModule.DEFAULT);
    assertThat(text(ReportDraft.of(plain, NOW).report())).startsWith("OK  crm.example.com:443\n");
  }

  @Test
  void aConnectionWithoutServerHelloSaysNothingOfTls() {
    Report report =
        ReportDraft.of(CRM, NOW)
            .connection(Optional.empty(), Optional.empty(), Optional.empty())
            .fails(Reason.NOT_TLS, Phase.HANDSHAKE, "It answered in plain text.")
            .report();
    assertThat(text(report)).doesNotContain("  tls ");
  }

  @Test
  void theOptionThatHelpsHereFollowsTheRemedy() {
    Report report =
        ReportDraft.of(CRM, NOW)
            .fails(Reason.CLIENT_CERTIFICATE_REQUIRED, Phase.CONFIRM, "It wants one.")
            .report();
    assertThat(ProbeText.of(report, Style.PLAIN, NOW, Optional.of("--key.file=F")))
        .contains("  do      look up client_certificate_required\n  try     --key.file=F\n");
  }

  @Test
  void findingsBesideTheReasonAreExplained() {
    Report report =
        ReportDraft.of(CRM, NOW)
            .handshake()
            .fails(Reason.CERTIFICATE_EXPIRED, Phase.HANDSHAKE, "It expired.")
            .finding(Reason.CERTIFICATE_NAME_MISMATCH)
            .finding(Remark.NARROW_CLIENT)
            .report();
    assertThat(text(report))
        .contains(
            """
              also    certificate_name_mismatch: No subjectAltName of the certificate matches the name that was
                      meant; the CN is no name.
                      narrow_client: Only the second engine got through; clients with a narrower offer will not.
            """);
  }

  @Test
  void eachReasonSaysWhoMustAct() {
    assertThat(Arrays.stream(Reason.values()))
        .allSatisfy(reason -> {
          Report report =
              ReportDraft.of(CRM, NOW).fails(reason, Phase.HANDSHAKE, "It failed.").report();
          assertThat(text(report))
              .containsPattern("\n  who     " + reason.party().word() + ": \\S+ .*\n");
        });
  }

  @ParameterizedTest
  @EnumSource(Remark.class)
  void eachRemarkIsExplained(Remark remark) {
    Report report = ReportDraft.of(CRM, NOW).finding(remark).report();
    assertThat(text(report)).containsPattern("\n  also    " + remark.word() + ": [A-Z].{20,}");
  }

  @Test
  void longSentencesAreWrapped() {
    String sentence = "The server said something that goes on and on. ".repeat(8).strip();
    Report report =
        ReportDraft.of(CRM, NOW).fails(Reason.HTTP_STATUS, Phase.REQUEST, sentence).report();
    assertThat(text(report).lines().filter(line -> line.contains("goes on")))
        .hasSizeGreaterThan(3)
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Sheet.WIDTH));
    assertThat(text(report).replaceAll("\\s+", " ")).contains(sentence);
  }

  @Test
  void colourMarksTheVerdictOnATerminalOnly() {
    Report bad =
        ReportDraft.of(CRM, NOW).fails(Reason.NOT_TLS, Phase.HANDSHAKE, "It is not.").report();
    String coloured = ProbeText.of(bad, Style.COLOURED, NOW, Optional.empty());
    assertThat(coloured)
        .startsWith("\u001b[1;31mFAILED\u001b[0m  crm")
        .contains("\u001b[1;31mnot_tls");
    assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(text(bad));
    assertThat(text(bad)).doesNotContain("\u001b");
  }

  @Test
  void textOfThePeerActsOnNoTerminal() {
    String hostile = "CN=\u001b]0;owned\u0007\u202eevil\r\nOK  forged";
    Report report =
        ReportDraft.of(CRM, NOW)
            .handshake()
            .client(false, Optional.empty(), hostile)
            .acceptance(Acceptance.REJECTED)
            .fails(Reason.CLIENT_CERTIFICATE_REQUIRED, Phase.CONFIRM, "It is " + hostile + ".")
            .report();
    String text = text(report);
    assertThat(text.chars()).allMatch(unit -> unit == '\n' || (unit >= ' ' && unit < 0x7f));
    assertThat(text.lines()).noneMatch(line -> line.startsWith("OK"));
    assertThat(text).contains("\\u001b]0;owned\\u0007\\u202eevil\\u000d\\u000aOK");
  }

  private static String text(Report report) {
    return ProbeText.of(report, Style.PLAIN, NOW, Optional.empty());
  }
}
