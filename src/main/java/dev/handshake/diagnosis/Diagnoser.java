package dev.handshake.diagnosis;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.Fault;
import dev.handshake.observation.Alert;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Outcome;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Check;
import dev.handshake.reason.Finding;
import dev.handshake.reason.Findings;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.target.Confirm;
import dev.handshake.target.Expectation;
import dev.handshake.target.HttpCheck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Names the failure: a pure function of what one probe saw, what is true of the chain, and what
 * else is known.
 *
 * <p>Every reason that holds is collected; of these the first in precedence is the reason, and the
 * rest stay findings.
 */
public final class Diagnoser {
  private final Observation seen;
  private final Optional<ChainFindings> chain;
  private final Facts facts;
  private final Refusal refusal;
  private final Optional<Acceptance> acceptance;

  private Diagnoser(Observation seen, Optional<ChainFindings> chain, Facts facts) {
    this.seen = seen;
    this.chain = chain;
    this.facts = facts;
    this.refusal = Refusal.of(seen);
    this.acceptance = Refusal.acceptance(seen);
  }

  public static Diagnosis diagnose(Observation seen, Optional<ChainFindings> chain, Facts facts) {
    return new Diagnoser(seen, chain, facts).diagnose();
  }

  private Diagnosis diagnose() {
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.addAll(chainVerdicts());
    return switch (seen.target().module().expect()) {
      case Expectation.Accepted _ -> {
        verdicts.addAll(refusalVerdict());
        verdicts.addAll(acceptedVerdicts());
        yield first(verdicts)
            .map(worst -> failure(worst, verdicts))
            .orElseGet(() -> success(Optional.empty(), verdicts));
      }
      case Expectation.Refused expected -> refused(expected, verdicts);
    };
  }

  // ---- a target that must refuse ----

  private Diagnosis refused(Expectation.Refused expected, List<Verdict> verdicts) {
    Optional<Reason> word = refusedWith(expected);
    boolean asExpected =
        word.isPresent()
            && (expected.reasons().isEmpty()
                || expected.reasons().contains(word.get())
                || word.get() == Reason.HTTP_STATUS);
    if (asExpected) {
      return success(word, verdicts);
    }
    verdicts.addAll(refusalVerdict());
    verdicts.addAll(notRefusedVerdicts());
    return failure(first(verdicts).orElseGet(this::unnamed), verdicts);
  }

  private Optional<Reason> refusedWith(Expectation.Refused expected) {
    boolean byStatus =
        seen.http().map(answer -> expected.status().contains(answer.status())).orElse(false);
    Optional<Reason> refused = refusalVerdict().stream().map(Verdict::reason).findFirst();
    return refused.or(() -> byStatus ? Optional.of(Reason.HTTP_STATUS) : Optional.empty());
  }

  private List<Verdict> notRefusedVerdicts() {
    if (refusal instanceof Refusal.Refused) {
      return List.of();
    }
    Optional<Verdict> end = EndVerdict.of(seen).filter(verdict -> !isHttp(verdict.reason()));
    if (end.isPresent() || acceptance.isEmpty()) {
      return end.stream().toList();
    }
    String who = EndVerdict.where(seen);
    return switch (acceptance.get()) {
      case NOT_REQUESTED ->
          List.of(
              new Verdict(
                  Reason.MTLS_NOT_ENFORCED,
                  Phase.HANDSHAKE,
                  "%s must refuse us, but asks for no client certificate.".formatted(who)));
      case CONFIRMED ->
          Refusal.byTlsAlone(seen)
              ? List.of(
                  unconfirmed(
                      "%s must refuse us; the TLS layer did not, and the application was not asked."))
              : List.of(
                  new Verdict(
                      Reason.MTLS_NOT_ENFORCED,
                      proofPhase(),
                      "%s must refuse us, but let us in%s."
                          .formatted(
                              who,
                              seen.http()
                                  .map(http -> " with HTTP status " + http.status())
                                  .orElse(""))));
      case UNCONFIRMED -> List.of(unconfirmed("%s must refuse us, but stayed silent."));
      case REJECTED -> List.of();
    };
  }

  private Verdict unnamed() {
    return new Verdict(
        Reason.INTERNAL,
        Phase.HANDSHAKE,
        "No verdict fits this probe of a target that must refuse.");
  }

  private Phase proofPhase() {
    return seen.http().isPresent() ? Phase.REQUEST : Phase.CONFIRM;
  }

  // ---- what holds whatever is expected ----

  private List<Verdict> chainVerdicts() {
    List<Verdict> verdicts = new ArrayList<>();
    for (Fault fault : chainFaults()) {
      if (fault.finding() instanceof Reason reason) {
        verdicts.add(new Verdict(reason, Phase.HANDSHAKE, fault.detail()));
      }
    }
    return verdicts;
  }

  private List<Verdict> refusalVerdict() {
    return switch (refusal) {
      case Refusal.None() -> List.of();
      case Refusal.Refused(var phase, var how) -> List.of(refusedUs(phase, how));
    };
  }

  private Verdict refusedUs(Phase phase, String how) {
    String who = EndVerdict.where(seen);
    boolean sent = seen.client().sent() && !seen.client().late();
    return sent
        ? new Verdict(
            Reason.CLIENT_CERTIFICATE_REJECTED,
            phase,
            "%s asked for a client certificate and refused the one of identity %s %s."
                .formatted(who, seen.target().module().identity().orElse("(none)"), how))
        : new Verdict(
            Reason.CLIENT_CERTIFICATE_REQUIRED,
            phase,
            "%s wants a client certificate; none was sent, and it refused %s.".formatted(who, how));
  }

  private List<Verdict> acceptedVerdicts() {
    List<Verdict> verdicts = new ArrayList<>();
    if (refusal instanceof Refusal.None) {
      EndVerdict.of(seen).ifPresent(verdicts::add);
      unexpectedStatus().ifPresent(verdicts::add);
    }
    boolean required = seen.target().module().confirm() == Confirm.REQUIRED;
    if (required && acceptance.equals(Optional.of(Acceptance.UNCONFIRMED))) {
      verdicts.add(unconfirmed("%s asked for a client certificate and then stayed silent."));
    }
    return verdicts;
  }

  private Optional<Verdict> unexpectedStatus() {
    Optional<HttpCheck> check = seen.target().module().http();
    return seen.http()
        .filter(
            answer -> !check.map(HttpCheck::expectStatus).orElseThrow().contains(answer.status()))
        .map(answer ->
            new Verdict(
                Reason.HTTP_STATUS,
                Phase.REQUEST,
                "%s answered %s %s with status %d, expected was %s."
                    .formatted(
                        EndVerdict.where(seen),
                        check.orElseThrow().method(),
                        check.orElseThrow().path(),
                        answer.status(),
                        statuses(check.orElseThrow()))));
  }

  private static String statuses(HttpCheck check) {
    List<Integer> sorted = check.expectStatus().stream().sorted().toList();
    boolean range = sorted.size() > 4 && sorted.getLast() - sorted.getFirst() == sorted.size() - 1;
    return range
        ? sorted.getFirst() + " to " + sorted.getLast()
        : String.join(", ", sorted.stream().map(String::valueOf).toList());
  }

  private Verdict unconfirmed(String sentence) {
    return new Verdict(
        Reason.ACCEPTANCE_UNCONFIRMED, Phase.CONFIRM, sentence.formatted(EndVerdict.where(seen)));
  }

  private List<Fault> chainFaults() {
    return chain.map(ChainFindings::faults).orElse(List.of());
  }

  private static boolean isHttp(Reason reason) {
    return reason == Reason.HTTP_STATUS
        || reason == Reason.HTTP_TIMEOUT
        || reason == Reason.HTTP_INVALID;
  }

  // ---- the diagnosis ----

  private static Optional<Verdict> first(List<Verdict> verdicts) {
    return verdicts.stream().min(Comparator.comparing(Verdict::reason));
  }

  private Diagnosis failure(Verdict worst, List<Verdict> verdicts) {
    return new Diagnosis(
        false,
        Optional.of(worst.reason()),
        Optional.of(worst.phase()),
        Optional.empty(),
        findings(verdicts),
        worst.summary(),
        Optional.of(Remedies.of(worst.reason())),
        acceptance,
        alert(),
        checks(false));
  }

  private Diagnosis success(Optional<Reason> refusedWith, List<Verdict> verdicts) {
    return new Diagnosis(
        true,
        Optional.empty(),
        Optional.empty(),
        refusedWith,
        findings(verdicts),
        successSummary(refusedWith),
        Optional.empty(),
        acceptance,
        alert(),
        checks(refusedWith.isPresent()));
  }

  private String successSummary(Optional<Reason> refusedWith) {
    String who = EndVerdict.where(seen);
    if (refusedWith.isPresent()) {
      return "%s refused us as it must (%s).".formatted(who, refusedWith.get().word());
    }
    String over =
        seen.connection()
            .flatMap(Connection::protocol)
            .map(version -> " over " + version.word())
            .orElse("");
    String client =
        switch (acceptance.orElse(Acceptance.NOT_REQUESTED)) {
          case NOT_REQUESTED -> "";
          case CONFIRMED ->
              (seen.client().sent()
                      ? " and accepted our certificate"
                      : " and let us in without a certificate")
                  + Refusal.evidence(seen).map(proof -> " (" + proof.word() + ")").orElse("");
          case UNCONFIRMED ->
              " and asked for a client certificate; whether it accepts ours it did not say";
          case REJECTED -> " and refused our certificate";
        };
    return "%s completed the handshake%s%s.".formatted(who, over, client);
  }

  private Findings findings(List<Verdict> verdicts) {
    List<Finding> all = new ArrayList<>();
    verdicts.forEach(verdict -> all.add(verdict.reason()));
    chainFaults().forEach(fault -> all.add(fault.finding()));
    if (acceptance.equals(Optional.of(Acceptance.UNCONFIRMED))) {
      all.add(Reason.ACCEPTANCE_UNCONFIRMED);
    }
    if (acceptance.equals(Optional.of(Acceptance.CONFIRMED)) && Refusal.byTlsAlone(seen)) {
      all.add(Remark.ACCEPTANCE_TLS_ONLY);
    }
    seen.connection().ifPresent(connection -> all.addAll(remarks(connection)));
    if (!seen.failedAddresses().isEmpty()) {
      all.add(Remark.ADDRESS_FAILED);
    }
    if (seen.late()) {
      all.add(Remark.LATE);
    }
    return Findings.of(all);
  }

  private List<Finding> remarks(Connection connection) {
    List<Finding> remarks = new ArrayList<>();
    if (connection.serverNameWarning()) {
      remarks.add(Remark.SERVER_NAME_WARNING);
    }
    if (connection.retransmitted()) {
      remarks.add(Remark.RETRANSMISSIONS);
    }
    if (facts.secondLook() && EndVerdict.of(seen).isEmpty()) {
      remarks.add(Remark.NARROW_CLIENT);
    }
    return remarks;
  }

  private Optional<Alert> alert() {
    return switch (seen.outcome()) {
      case Outcome.AlertReceived(var alert, _) -> Optional.of(alert);
      case Outcome.BrokeOff(_, _, var sent, _) -> sent;
      default -> Optional.empty();
    };
  }

  private Map<Check, Boolean> checks(boolean refusedAsExpected) {
    Map<Check, Boolean> checks = new EnumMap<>(Check.class);
    chain.ifPresent(findings -> checks.putAll(findings.checks()));
    boolean negative = seen.target().module().expect() instanceof Expectation.Refused;
    if (negative && acceptance.isPresent()) {
      checks.put(Check.MTLS_ENFORCED, refusedAsExpected);
    }
    return checks;
  }
}
