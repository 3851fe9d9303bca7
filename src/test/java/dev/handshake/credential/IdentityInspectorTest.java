package dev.handshake.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.reason.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is remembered of our own certificates, and what is never answered from memory. */
class IdentityInspectorTest {
  private static final Instant NOW = Instant.parse("2011-03-04T05:06:07Z");
  private static final Instant END = NOW.plus(Duration.ofDays(30));

  private final HeldCertificate root = HeldCertificate.named("root", NOW).authority().mint();
  private final IdentityInspector inspector =
      new IdentityInspector(
          new ChainInspector(),
          List.of(TrustAnchors.of("test", Set.of(root.certificate()), List.of())));
  private final Identity.Usable identity = until(END);

  private Identity.Usable until(Instant end) {
    return HeldCertificate.named("agent", NOW)
        .valid(NOW, end)
        .issuedBy(root)
        .mint()
        .identity("agent");
  }

  @Test
  void findingsAreTheSameWhileNothingElseIsFound() {
    IdentityFindings first = inspector.inspect(identity, NOW.plusSeconds(30));
    assertThat(inspector.known(identity, NOW.plusSeconds(60)).orElseThrow()).isSameAs(first);
  }

  @Test
  void anExpiryBetweenTwoProbesIsSeen() {
    assertThat(inspector.inspect(identity, END).has(Reason.CERTIFICATE_EXPIRED)).isFalse();
    assertThat(
            inspector
                .known(identity, END.plusNanos(1))
                .orElseThrow()
                .has(Reason.CERTIFICATE_EXPIRED))
        .isTrue();
  }

  @Test
  void aRenewalIsAnotherSight() {
    Instant late = END.plusSeconds(1);
    assertThat(inspector.inspect(identity, late).has(Reason.CERTIFICATE_EXPIRED)).isTrue();
    Identity.Usable renewed = until(END.plus(Duration.ofDays(60)));
    assertThat(inspector.known(renewed, late)).isEmpty();
    assertThat(inspector.inspect(renewed, late).has(Reason.CERTIFICATE_EXPIRED)).isFalse();
  }
}
