package dev.handshake.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Policy;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.target.TlsVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a diagnosis is remembered for, and what is never answered from memory. */
class DiagnosesTest {
  private final HeldCertificate root = HeldCertificate.named("Root", Seen.TIME).authority().mint();
  private final HeldCertificate leaf = mint();
  private final Diagnoses diagnoses = new Diagnoses();

  private HeldCertificate mint() {
    return HeldCertificate.named("crm", Seen.TIME).dns("crm.example.com").issuedBy(root).mint();
  }

  @Test
  void aProbeThatSawTheSameComesToTheSameDiagnosis() {
    Diagnosis first = of(good().lasting(Phase.HANDSHAKE, Duration.ofMillis(5)).bytesIn(2311));
    Diagnosis second = of(good().lasting(Phase.HANDSHAKE, Duration.ofMillis(9)).bytesIn(2310));
    assertThat(second).isSameAs(first);
    assertThat(first.success()).isTrue();
  }

  @Test
  void whateverElseIsSeenIsDiagnosedAnew() {
    Stream.of(
            good().over(TlsVersion.TLS_1_2),
            good().withoutGroup(),
            good().agentLate(),
            good().retransmitted(),
            good().serverNameWarning(),
            good().failedBefore("203.0.113.9"),
            good().answered(200),
            good().answered(500),
            good().heldBack(),
            good().requested(),
            good().secondLook(),
            good().at("crm.example.com:443", "203.0.113.8"),
            good().stapled(new byte[] {1}),
            good().issuer(new IssuerFacts(Optional.of(false), Optional.empty(), Set.of())),
            good().chain(mint().chain(), Set.of(root.certificate())),
            good().chain(leaf.chain(), Set.of()),
            good().module(now -> now.withPolicy(Policy.DEFAULT.withPublic(true))),
            Seen.closed(Stage.SERVER_HELLO),
            Seen.timedOut(Phase.HANDSHAKE))
        .forEach(changed -> {
          of(good());
          assertThat(of(changed)).isEqualTo(changed.diagnose());
          assertThat(of(good())).isEqualTo(good().diagnose());
        });
  }

  @Test
  void aFailureIsNeverRemembered() {
    Seen failing = good().answered(500);
    assertThat(of(failing).reason()).contains(Reason.HTTP_STATUS);
    assertThat(of(failing)).isNotSameAs(of(failing));
  }

  @Test
  void daysThatRunOutAreSeen() {
    Policy ten = Policy.DEFAULT.withMinDaysLeft(10);
    Instant end = leaf.certificate().getNotAfter().toInstant();
    Seen asked = good().module(now -> now.withPolicy(ten));
    assertThat(at(asked, end.minus(Duration.ofDays(11))).success()).isTrue();
    assertThat(at(asked, end.minus(Duration.ofDays(10))).success()).isTrue();
    assertThat(at(asked, end.minus(Duration.ofDays(10)).plusNanos(1)).reason())
        .contains(Reason.POLICY_VIOLATION);
  }

  @Test
  void interceptionIsToldOfTheVeryChainAlone() {
    HeldCertificate proxy = HeldCertificate.named("Zscaler Root", Seen.TIME).authority().mint();
    HeldCertificate forged =
        HeldCertificate.named("crm", Seen.TIME).dns("crm.example.com").issuedBy(proxy).mint();
    IssuerFacts moved =
        new IssuerFacts(Optional.of(false), Optional.of("CN=Public"), Set.of("example.com"));
    Seen clean = good();
    Seen bad = good().chain(forged.chain(), Set.of(proxy.certificate())).issuer(moved);
    of(clean);
    assertThat(intercepted(clean)).isFalse();
    assertThat(intercepted(bad)).isTrue();
    assertThat(of(bad).reason()).contains(Reason.CERTIFICATE_INTERCEPTED);
    assertThat(intercepted(clean)).isFalse();
  }

  @Test
  void theTargetThatWasNotMetForTheLongestTimeIsForgotten() {
    Diagnoses one = new Diagnoses(1);
    Observation seen = good().observation();
    Observation other =
        seen.of(Target.of("other", Endpoint.parse("crm.example.com:443"), ProbeModule.DEFAULT));
    Diagnosis first = of(one, good());
    assertThat(of(one, good())).isSameAs(first);
    one.of(other, good().findings(), Facts.NONE);
    assertThat(of(one, good())).isEqualTo(first).isNotSameAs(first);
  }

  private Seen good() {
    return Seen.completed().chain(leaf.chain(), Set.of(root.certificate()));
  }

  private Diagnosis of(Seen seen) {
    return of(diagnoses, seen);
  }

  private static Diagnosis of(Diagnoses diagnoses, Seen seen) {
    return diagnoses.of(seen.observation(), seen.findings(), seen.facts());
  }

  private Diagnosis at(Seen seen, Instant time) {
    Observation one = seen.observation();
    Observation then =
        new Observation(
            one.target(),
            time,
            one.remote(),
            one.failedAddresses(),
            one.timings(),
            one.outcome(),
            one.connection(),
            one.client(),
            one.chain(),
            one.http(),
            one.requestHeldBack(),
            one.late());
    return diagnoses.of(then, seen.findings(), seen.facts());
  }

  private boolean intercepted(Seen seen) {
    Observation one = seen.observation();
    return diagnoses.intercepted(
        one.target(),
        one.chain().orElseThrow(),
        one.connection().flatMap(Connection::ocspStaple),
        seen.findings().orElseThrow(),
        seen.facts().issuer());
  }
}
