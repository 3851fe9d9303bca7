package dev.handshake.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.observation.Alert;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Outcome.BreakOff;
import dev.handshake.observation.Outcome.ConnectFault;
import dev.handshake.observation.Outcome.ResolveFault;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Evidence;
import dev.handshake.reason.Finding;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.target.Expectation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of a diagnosis whatever was seen and whatever was expected. */
class EveryCombinationTest {
  private static final Set<Reason> ABOUT_OURS =
      EnumSet.range(Reason.CLIENT_CERTIFICATE_REQUIRED, Reason.CLIENT_CERTIFICATE_REJECTED);

  private static final Expectation MUST_REFUSE_OFFER =
      new Expectation.Refused(
          EnumSet.of(Reason.PROTOCOL_MISMATCH, Reason.CONNECTION_CLOSED), Set.of());

  /** One way to end, and one way in which certificates were asked for, shown and answered. */
  record Ending(Outcome outcome, Exchange exchange) {
    Seen seen() {
      return exchange.on().apply(Seen.of(outcome));
    }

    @Override
    public String toString() {
      return outcome + ", " + exchange.name();
    }
  }

  record Exchange(String name, boolean reachesPastFinished, UnaryOperator<Seen> on) {}

  static List<Ending> endings() {
    List<Exchange> exchanges =
        List.of(
            new Exchange("not asked", false, seen -> seen),
            new Exchange("asked, none shown", false, Seen::requested),
            new Exchange("asked and shown", false, Seen::sent),
            new Exchange("asked late", true, Seen::askedLate),
            new Exchange("ticket", true, seen -> seen.sent().proved(Evidence.SESSION_TICKET)),
            new Exchange("data", true, seen -> seen.requested().proved(Evidence.APPLICATION_DATA)));
    List<Ending> endings = new ArrayList<>();
    for (Outcome outcome : outcomes()) {
      for (Exchange exchange : exchanges) {
        if (pastFinished(outcome) || !exchange.reachesPastFinished()) {
          endings.add(new Ending(outcome, exchange));
        }
      }
    }
    return endings;
  }

  private static List<Outcome> outcomes() {
    List<Outcome> outcomes = new ArrayList<>();
    outcomes.add(new Outcome.Completed());
    for (ResolveFault fault : ResolveFault.values()) {
      outcomes.add(new Outcome.ResolveFailed(fault, "no such luck"));
    }
    for (ConnectFault fault : ConnectFault.values()) {
      outcomes.add(new Outcome.ConnectFailed(fault, "203.0.113.7:443"));
    }
    for (Phase phase : Phase.values()) {
      outcomes.add(new Outcome.TimedOut(phase));
      outcomes.add(new Outcome.OwnFault(phase, "out of memory"));
    }
    for (Stage stage : Stage.values()) {
      outcomes.add(new Outcome.Closed(stage));
      outcomes.add(new Outcome.Reset(stage));
      for (int code : new int[] {40, 48, 80, 112}) {
        outcomes.add(new Outcome.AlertReceived(new Alert(Alert.Direction.RECEIVED, code), stage));
      }
      for (BreakOff why : BreakOff.values()) {
        outcomes.add(new Outcome.BrokeOff(why, "ITS_WORDS", Optional.empty(), stage));
      }
    }
    outcomes.add(new Outcome.ProxyFailed("answered \"HTTP/1.1 403 Forbidden\""));
    outcomes.add(new Outcome.StartTlsFailed("closed the connection"));
    outcomes.add(new Outcome.NotTls("SSH-2.0"));
    outcomes.add(new Outcome.TooLarge(300_000));
    outcomes.add(new Outcome.IdentityUnusable("gateway", "its key is missing"));
    outcomes.add(new Outcome.HttpInvalid("the answer is not HTTP"));
    return outcomes;
  }

  private static boolean pastFinished(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Completed _, Outcome.HttpInvalid _ -> true;
      case Outcome.TimedOut(var phase) -> phase.compareTo(Phase.CONFIRM) >= 0;
      case Outcome.Closed(var stage) -> stage.compareTo(Stage.FINISHED) >= 0;
      case Outcome.Reset(var stage) -> stage.compareTo(Stage.FINISHED) >= 0;
      case Outcome.AlertReceived(_, var stage) -> stage.compareTo(Stage.FINISHED) >= 0;
      case Outcome.BrokeOff(_, _, _, var stage) -> stage.compareTo(Stage.FINISHED) >= 0;
      case Outcome.ResolveFailed _,
          Outcome.ConnectFailed _,
          Outcome.ProxyFailed _,
          Outcome.StartTlsFailed _,
          Outcome.NotTls _,
          Outcome.TooLarge _,
          Outcome.IdentityUnusable _,
          Outcome.OwnFault _ ->
          false;
    };
  }

  /** Each ending with each HTTP answer, each expectation and each chain that may go with it. */
  private static void each(Ending ending, Consumer<Seen> check) {
    List<UnaryOperator<Seen>> answers = new ArrayList<>();
    answers.add(seen -> seen);
    if (ending.outcome() instanceof Outcome.Completed) {
      answers.addAll(
          List.of(
              seen -> seen.asking().heldBack(),
              seen -> seen.answered(200),
              seen -> seen.answered(401),
              seen -> seen.answered(403, "Forbidden"),
              seen -> seen.answered(400, "The SSL certificate error"),
              seen -> seen.answered(496)));
    } else if (pastFinished(ending.outcome())) {
      answers.add(Seen::asking);
      answers.add(seen -> seen.asking().heldBack());
    }
    List<UnaryOperator<Seen>> expectations =
        List.of(
            seen -> seen,
            Seen::confirmRequired,
            Seen::mustRefuse,
            seen ->
                seen.expecting(
                    new Expectation.Refused(
                        Set.of(Reason.CLIENT_CERTIFICATE_REQUIRED), Set.of(403))));
    List<UnaryOperator<Seen>> chains =
        List.of(seen -> seen, seen -> seen.chainWith(Reason.CERTIFICATE_EXPIRED));
    if (mayEndAHelloOfOurOwn(ending)) {
      for (UnaryOperator<Seen> chain : chains) {
        check.accept(chain.apply(ending.seen().expecting(MUST_REFUSE_OFFER)));
      }
    }
    for (UnaryOperator<Seen> answer : answers) {
      for (UnaryOperator<Seen> expectation : expectations) {
        for (UnaryOperator<Seen> chain : chains) {
          check.accept(chain.apply(expectation.apply(answer.apply(ending.seen()))));
        }
      }
    }
  }

  /** It ends at the latest with the server's hello and chain, whatever it asks for. */
  private static boolean mayEndAHelloOfOurOwn(Ending ending) {
    return ending.exchange().name().equals("not asked")
        && (ending.outcome() instanceof Outcome.Completed || !pastFinished(ending.outcome()));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void hasOneReasonOrNoneAndAllThatGoesWithIt(Ending ending) {
    each(
        ending,
        seen -> {
          Diagnosis diagnosis = seen.diagnose();
          boolean failed = !diagnosis.success();
          assertThat(diagnosis.reason().isPresent()).isEqualTo(failed);
          assertThat(diagnosis.phase().isPresent()).isEqualTo(failed);
          assertThat(diagnosis.party().isPresent()).isEqualTo(failed);
          assertThat(diagnosis.remedy().isPresent()).isEqualTo(failed);
          assertThat(diagnosis.summary())
              .matches("\\S.*[^.]\\.")
              .doesNotContain("null", "Optional", "%", "  ", "[]");
          diagnosis
              .reason()
              .ifPresent(reason -> {
                assertThat(diagnosis.findings().all()).contains(reason);
                assertThat(diagnosis.findings().all())
                    .noneMatch(found -> precedes(found, reason) && !besideTheQuestion(found, seen));
                assertThat(allowed(reason)).contains(diagnosis.phase().orElseThrow());
              });
        });
  }

  /** Silence where no proof is required is found, but is no failure. */
  private static boolean precedes(Finding found, Reason reason) {
    return found instanceof Reason other
        && other != Reason.ACCEPTANCE_UNCONFIRMED
        && other.compareTo(reason) < 0;
  }

  /** Whoever asks about an offer is answered about it; what is wrong with the chain is found. */
  private static boolean besideTheQuestion(Finding found, Seen seen) {
    return isAboutOffer(seen) && found == Reason.CERTIFICATE_EXPIRED;
  }

  private static boolean isAboutOffer(Seen seen) {
    return seen.observation().target().module().expect().isRefusalOfOffer();
  }

  @ParameterizedTest
  @MethodSource("endings")
  void onlyARejectionBlamesOurCertificateAndItAlwaysIsFound(Ending ending) {
    each(
        ending,
        seen -> {
          Diagnosis diagnosis = seen.diagnose();
          boolean rejected = diagnosis.acceptance().equals(Optional.of(Acceptance.REJECTED));
          boolean blamed =
              diagnosis.findings().all().stream().anyMatch(ABOUT_OURS::contains)
                  || (diagnosis.refusedWith().isPresent() && !isAboutOffer(seen));
          boolean byStatus =
              diagnosis.refusedWith().equals(Optional.of(Reason.HTTP_STATUS)) && !rejected;
          assertThat(blamed).as(diagnosis.summary()).isEqualTo(rejected || byStatus);
          assertThat(rejected && !seen.observation().client().requested()).isFalse();
        });
  }

  @ParameterizedTest
  @MethodSource("endings")
  void successIsWhatWasExpected(Ending ending) {
    each(
        ending,
        seen -> {
          Observation observation = seen.observation();
          Diagnosis diagnosis = seen.diagnose();
          boolean mustRefuse =
              observation.target().module().expect() instanceof Expectation.Refused;
          assertThat(diagnosis.refusedWith().isPresent())
              .isEqualTo(mustRefuse && diagnosis.success());
          if (diagnosis.success() && !mustRefuse) {
            assertThat(diagnosis.acceptance()).isPresent();
            assertThat(diagnosis.findings().all())
                .noneMatch(finding ->
                    finding instanceof Reason && finding != Reason.ACCEPTANCE_UNCONFIRMED);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("endings")
  void anOfferThatMustBeRefusedSucceedsByTheWordsThatAreExpectedAlone(Ending ending) {
    each(
        ending,
        seen -> {
          if (isAboutOffer(seen)) {
            Diagnosis diagnosis = seen.diagnose();
            Set<Reason> expected = EnumSet.of(Reason.PROTOCOL_MISMATCH, Reason.CONNECTION_CLOSED);
            assertThat(diagnosis.refusedWith().map(expected::contains).orElse(false))
                .isEqualTo(diagnosis.success());
            assertThat(diagnosis.reason().equals(Optional.of(Reason.POLICY_VIOLATION)))
                .as(diagnosis.summary())
                .isEqualTo(ending.outcome() instanceof Outcome.Completed);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("endings")
  void httpIsBlamedOnlyWhereAnAnswerWasWanted(Ending ending) {
    each(
        ending,
        seen -> {
          Observation observation = seen.observation();
          boolean wanted =
              observation.target().module().http().isPresent() && !observation.requestHeldBack();
          boolean told =
              observation.outcome() instanceof Outcome.HttpInvalid
                  || observation.outcome().equals(new Outcome.TimedOut(Phase.REQUEST));
          assertThat(
                  seen.diagnose().findings().all().stream()
                          .anyMatch(
                              EnumSet.range(Reason.HTTP_STATUS, Reason.HTTP_INVALID)::contains)
                      && !wanted
                      && !told)
              .isFalse();
        });
  }

  /** The column of phases in the contract's table, of the reasons that are given so far. */
  private static Set<Phase> allowed(Reason reason) {
    return switch (reason) {
      case INTERNAL -> EnumSet.allOf(Phase.class);
      case DNS_NOT_FOUND, DNS_NO_ADDRESS, DNS_FAILED, DNS_TIMEOUT -> Set.of(Phase.RESOLVE);
      case CONNECT_REFUSED, CONNECT_TIMEOUT, CONNECT_UNREACHABLE -> Set.of(Phase.CONNECT);
      case PROXY_FAILED -> Set.of(Phase.PROXY);
      case STARTTLS_FAILED -> Set.of(Phase.STARTTLS);
      case HANDSHAKE_REJECTED -> Set.of(Phase.HANDSHAKE, Phase.CONFIRM);
      case CLIENT_CERTIFICATE_REQUIRED,
          CLIENT_CERTIFICATE_UNTRUSTED,
          CLIENT_CERTIFICATE_EXPIRED,
          CLIENT_CERTIFICATE_NOT_YET_VALID,
          CLIENT_CERTIFICATE_WRONG_EKU,
          CLIENT_CERTIFICATE_REVOKED,
          CLIENT_CERTIFICATE_REJECTED,
          MTLS_NOT_ENFORCED ->
          Set.of(Phase.HANDSHAKE, Phase.CONFIRM, Phase.REQUEST);
      case ACCEPTANCE_UNCONFIRMED -> Set.of(Phase.CONFIRM);
      case HTTP_STATUS, HTTP_TIMEOUT, HTTP_INVALID -> Set.of(Phase.REQUEST);
      default -> Set.of(Phase.HANDSHAKE);
    };
  }
}
