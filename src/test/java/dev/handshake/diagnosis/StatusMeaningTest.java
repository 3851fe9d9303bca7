package dev.handshake.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.observation.TokenUse;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Reason;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Load, what is behind a gateway, and access tokens are told apart from faults of TLS. */
class StatusMeaningTest {
  private static final String WHY = "the token endpoint refuses the client";

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504})
  void loadIsNoFaultOfTlsAndLeavesTheCertificateAccepted(int status) {
    Diagnosis diagnosis = Seen.completed().sent().answered(status).diagnose();
    assertThat(diagnosis.reason()).contains(Reason.HTTP_STATUS);
    assertThat(diagnosis.acceptance()).contains(Acceptance.CONFIRMED);
    assertThat(diagnosis.summary()).contains("with status " + status, "no fault of TLS");
    assertThat(diagnosis.remedy().orElseThrow()).contains("certificates are good");
  }

  @Test
  void anOverloadedServerAndASlowServiceBehindItAreTwoThings() {
    List<Diagnosis> told =
        Stream.of(429, 502, 503, 504)
            .map(status -> Seen.completed().sent().answered(status).diagnose())
            .toList();
    assertThat(told.get(0).summary()).contains("too many requests");
    assertThat(told.get(1).summary()).contains("behind it", "no proper answer");
    assertThat(told.get(2).summary()).contains("overloaded");
    assertThat(told.get(3).summary()).contains("behind it", "not answer in time");
    assertThat(told.stream().map(Diagnosis::remedy).distinct()).hasSize(4);
  }

  @Test
  void theWishToBeLeftAloneIsSaid() {
    Duration wish = Duration.ofSeconds(42);
    assertThat(Seen.completed().sent().answered(429).notBefore(wish).diagnose().summary())
        .contains("42 s of patience");
    assertThat(Seen.completed().sent().answered(503).notBefore(wish).diagnose().summary())
        .contains("42 s of patience");
  }

  @Test
  void aRefusedTokenIsNoRefusedCertificate() {
    Diagnosis diagnosis =
        Seen.completed().sent().answered(401, new TokenUse.Borne(), "invalid_token").diagnose();
    assertThat(diagnosis.reason()).contains(Reason.HTTP_STATUS);
    assertThat(diagnosis.acceptance()).contains(Acceptance.CONFIRMED);
    assertThat(diagnosis.summary())
        .endsWith(
            "it refused the access token that the request bore (invalid_token), not the certificate.");
    assertThat(diagnosis.remedy().orElseThrow()).contains("audience", "http.oauth");
  }

  @Test
  void aTokenThatMayNotIsNoRefusedOne() {
    Diagnosis diagnosis =
        Seen.completed()
            .sent()
            .answered(403, new TokenUse.Borne(), "insufficient_scope")
            .diagnose();
    assertThat(diagnosis.reason()).contains(Reason.HTTP_STATUS);
    assertThat(diagnosis.acceptance()).contains(Acceptance.CONFIRMED);
    assertThat(diagnosis.summary()).contains("does not allow", "(insufficient_scope)");
    assertThat(diagnosis.remedy().orElseThrow()).contains("scope");
  }

  static Stream<Integer> unexpected() {
    return Stream.of(302, 400, 401, 403, 404, 429, 500, 502, 503, 504);
  }

  @ParameterizedTest
  @MethodSource("unexpected")
  void thatThereWasNoTokenIsNeverSilent(int status) {
    Diagnosis diagnosis =
        Seen.completed().sent().answered(status, new TokenUse.Missing(WHY)).diagnose();
    assertThat(diagnosis.reason()).contains(Reason.HTTP_STATUS);
    assertThat(diagnosis.summary()).contains("no access token (" + WHY + ")");
  }

  @Test
  void whereTheTokenIsMissingTheRemedyIsOurs() {
    Diagnosis diagnosis =
        Seen.completed().sent().answered(401, new TokenUse.Missing(WHY)).diagnose();
    assertThat(diagnosis.remedy().orElseThrow()).startsWith("Look at the token endpoint");
    Diagnosis busy = Seen.completed().sent().answered(503, new TokenUse.Missing(WHY)).diagnose();
    assertThat(busy.remedy().orElseThrow()).startsWith("Look at the server's load");
  }

  @Test
  void aTokenThatIsHeldBackIsSaidToBe() {
    Diagnosis diagnosis = Seen.completed().sent().answered(401, new TokenUse.Withheld()).diagnose();
    assertThat(diagnosis.summary()).contains("no access token", "tls.verify is false");
  }

  @Test
  void withoutATokenInPlayAnotherCredentialIsWanted() {
    Diagnosis diagnosis = Seen.completed().sent().answered(401).diagnose();
    assertThat(diagnosis.summary()).contains("other credentials in HTTP");
  }

  @Test
  void anyTokenUseMakesAnExpectedStatusASuccess() {
    assertThat(
            Seen.completed()
                .sent()
                .asking(401)
                .answered(401, new TokenUse.Missing(WHY))
                .diagnose()
                .success())
        .isTrue();
  }
}
