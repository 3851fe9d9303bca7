package dev.handshake.report;

import static dev.handshake.observation.Engine.BORINGSSL;
import static dev.handshake.observation.Engine.JDK;
import static dev.handshake.target.TlsVersion.TLS_1_2;
import static dev.handshake.target.TlsVersion.TLS_1_3;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;

/** What counts as a change of what a server shows and negotiates. */
class ConnectionChangesTest {
  private static final Target CRM =
      Target.of("crm", Endpoint.parse("crm.example.com:443"), ProbeModule.DEFAULT);
  private static final Duration DAY = Duration.ofDays(1);
  private static final String AES_128 = "TLS_AES_128_GCM_SHA256";
  private static final String AES_256 = "TLS_AES_256_GCM_SHA384";
  private static final String OLD = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
  private static final String DHE = "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256";

  private final Instant start =
      Instant.ofEpochSecond(ThreadLocalRandom.current().nextLong(2_000_000_000L));
  private final ReportStore store = new ReportStore(() -> start);
  private Instant now = start;

  @Test
  void theFirstSightIsNoChange() {
    hear(modern().chain(issuedBy("First CA").chain(), Map.of()));

    assertThat(counts()).isEqualTo(counted(0, 0, 0, 0));
    for (Fact fact : Fact.values()) {
      assertThat(changes(fact).last()).as(fact.word()).isEmpty();
    }
  }

  @Test
  void whatWasNotSeenInTheLastDayCountsAndIsDated() {
    hear(modern().chain(issuedBy("First CA").chain(), Map.of()));
    after(Duration.ofSeconds(30));
    hear(old().chain(issuedBy("Second CA").chain(), Map.of()));

    assertThat(counts()).isEqualTo(counted(1, 1, 1, 1));
    assertChanged(Fact.ISSUER, "CN=First CA", "CN=Second CA");
    assertChanged(Fact.PROTOCOL, "TLSv1.3", "TLSv1.2");
    assertChanged(Fact.CIPHER, AES_128, OLD);
    assertChanged(Fact.GROUP, "X25519", "P-256");
  }

  @Test
  void oneFactMayChangeWithoutTheOthers() {
    hear(modern());
    hear(draft().negotiated(BORINGSSL, TLS_1_3, AES_256, "X25519"));

    assertThat(counts()).isEqualTo(counted(0, 0, 1, 0));
  }

  @Test
  void aRenewalByTheSameIssuerIsAChangeOfTheLeafAlone() {
    hear(modern().chain(issuedBy("First CA").chain(), Map.of()));
    hear(modern().chain(issuedBy("First CA").chain(), Map.of()));

    assertThat(state().leaves().count()).isEqualTo(1);
    assertThat(counts()).isEqualTo(counted(0, 0, 0, 0));
  }

  @Test
  void serversThatTakeTurnsCountOnce() {
    for (int turn = 0; turn < 200; turn++) {
      hear(turn % 2 == 0 ? modern() : old());
      after(Duration.ofHours(1));
    }

    assertThat(counts()).isEqualTo(counted(0, 1, 1, 1));
    assertThat(changes(Fact.CIPHER).last().map(Changes.Change::time))
        .contains(start.plus(Duration.ofHours(1)));
  }

  @Test
  void whatComesBackAfterADayIsAChangeAndWhatStaysIsNot() {
    hear(modern());
    hear(old());
    after(DAY.minusSeconds(1));
    hear(old());
    hear(modern());
    assertThat(counts()).as("within a day").isEqualTo(counted(0, 1, 1, 1));

    after(DAY.plusSeconds(1));
    hear(modern());
    assertThat(counts()).as("what stays").isEqualTo(counted(0, 1, 1, 1));

    hear(old());
    assertThat(counts()).as("what comes back").isEqualTo(counted(0, 2, 2, 2));
    assertThat(changes(Fact.PROTOCOL).last().map(Changes.Change::time)).contains(now);
  }

  @Test
  void aFailedProbeThatSawNothingChangesNothing() {
    hear(modern().chain(issuedBy("First CA").chain(), Map.of()));
    ConnectionChanges before = state().connections();
    after(Duration.ofSeconds(30));
    hear(draft().fails(Reason.CONNECT_REFUSED, Phase.CONNECT, "refused"));
    hear(
        draft()
            .connection(Optional.empty(), Optional.empty(), Optional.empty())
            .fails(Reason.CONNECTION_RESET, Phase.HANDSHAKE, "reset"));

    assertThat(state().connections()).isEqualTo(before);
  }

  @Test
  void aFailedProbeThatSawSomethingElseIsAChangeAndStaysThatFailure() {
    hear(modern());
    hear(old().fails(Reason.CERTIFICATE_EXPIRED, Phase.HANDSHAKE, "expired"));

    assertThat(counts()).isEqualTo(counted(0, 1, 1, 1));
    assertThat(state().last().flatMap(last -> last.diagnosis().reason()))
        .contains(Reason.CERTIFICATE_EXPIRED);
  }

  @Test
  void aChangeTouchesNeitherSuccessNorFindings() {
    hear(modern());
    hear(old());

    ProbeRecord last = state().last().orElseThrow();
    assertThat(last.diagnosis().success()).isTrue();
    assertThat(last.diagnosis().findings().words()).isEmpty();
    assertThat(state().tally().failures()).isEmpty();
  }

  @Test
  void anotherEngineIsNoChangeOfCipherOrGroup() {
    hear(draft().negotiated(BORINGSSL, TLS_1_2, OLD, "X25519"));
    hear(draft().negotiated(JDK, TLS_1_2, DHE, "ffdhe2048"));
    hear(draft().negotiated(JDK, TLS_1_2, DHE, "ffdhe2048"));
    hear(draft().negotiated(BORINGSSL, TLS_1_2, OLD, "X25519"));

    assertThat(counts()).isEqualTo(counted(0, 0, 0, 0));
  }

  @Test
  void eachEngineIsComparedWithItselfHoweverLongTheOtherWasUsed() {
    hear(draft().negotiated(BORINGSSL, TLS_1_2, OLD, "X25519"));
    for (int day = 0; day < 3; day++) {
      hear(draft().negotiated(JDK, TLS_1_2, DHE, "ffdhe2048"));
      after(DAY);
    }
    hear(draft().negotiated(BORINGSSL, TLS_1_2, OLD, "P-256"));

    assertThat(counts()).isEqualTo(counted(0, 0, 0, 1));
    assertChanged(Fact.GROUP, "X25519", "P-256");
  }

  @Test
  void anotherProtocolIsAChangeWhicheverEngineSeesIt() {
    hear(modern());
    hear(draft().negotiated(JDK, TLS_1_2, DHE, "ffdhe2048"));

    assertThat(counts()).isEqualTo(counted(0, 1, 0, 0));
  }

  @Test
  void hostileIssuersAreKeptShort() {
    HeldCertificate hostile =
        HeldCertificate.named("x", start)
            .subject(
                new X500NameBuilder()
                    .addRDN(BCStyle.CN, "\u001b[2J\u202e" + "x".repeat(5000))
                    .build())
            .mint();
    hear(modern().chain(issuedBy("First CA").chain(), Map.of()));
    hear(modern().chain(hostile.chain(), Map.of()));

    Changes.Change change = changes(Fact.ISSUER).last().orElseThrow();
    assertThat(change.to()).hasSizeBetween(200, 256).doesNotContain("\u001b", "\u202e");
  }

  private static Map<Fact, Long> counted(long issuer, long protocol, long cipher, long group) {
    return Map.of(
        Fact.ISSUER, issuer, Fact.PROTOCOL, protocol, Fact.CIPHER, cipher, Fact.GROUP, group);
  }

  private Map<Fact, Long> counts() {
    Map<Fact, Long> counts = new EnumMap<>(Fact.class);
    for (Fact fact : Fact.values()) {
      counts.put(fact, changes(fact).count());
    }
    return counts;
  }

  private void assertChanged(Fact fact, String from, String to) {
    assertThat(changes(fact).last()).as(fact.word()).contains(new Changes.Change(from, to, now));
  }

  private Changes changes(Fact fact) {
    return state().connections().of(fact);
  }

  private TargetState state() {
    return store.target("crm").orElseThrow();
  }

  private void after(Duration time) {
    now = now.plus(time);
  }

  private void hear(ReportDraft draft) {
    store.report(draft.report(), TargetStatus.CLOSED);
  }

  private ReportDraft modern() {
    return draft().negotiated(BORINGSSL, TLS_1_3, AES_128, "X25519");
  }

  private ReportDraft old() {
    return draft().negotiated(BORINGSSL, TLS_1_2, OLD, "P-256");
  }

  private ReportDraft draft() {
    return ReportDraft.of(CRM, now);
  }

  private HeldCertificate issuedBy(String authority) {
    HeldCertificate issuer = HeldCertificate.named(authority, start).authority().mint();
    return HeldCertificate.named("crm.example.com", start).issuedBy(issuer).mint();
  }
}
