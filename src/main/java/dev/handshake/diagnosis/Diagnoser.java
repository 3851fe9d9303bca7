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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

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
  private final ClientEvidence evidence;
  private final Answer answer;
  private final PolicyVerdict policy;
  private final Optional<Interception> interception;

  private Diagnoser(Observation seen, Optional<ChainFindings> chain, Facts facts) {
    this.seen = seen;
    this.chain = chain;
    this.facts = facts;
    this.evidence = ClientEvidence.of(seen, facts);
    this.answer = Answer.of(seen, evidence);
    this.policy = PolicyVerdict.of(seen, chain);
    this.interception =
        seen.chain()
            .flatMap(sent ->
                chain.map(findings ->
                    Interception.of(
                        seen.target(),
                        sent,
                        seen.connection().flatMap(Connection::ocspStaple),
                        findings,
                        facts.issuer())));
  }

  /**
   * Diagnoses one observation.
   *
   * @param chain what is true of the certificates that were seen; empty where none were
   */
  public static Diagnosis diagnose(Observation seen, Optional<ChainFindings> chain, Facts facts) {
    Diagnoser diagnoser = new Diagnoser(seen, chain, facts);
    return switch (seen.target().module().expect()) {
      case Expectation.Accepted() -> diagnoser.mustAccept();
      case Expectation.Refused expected when expected.ofOffer() ->
          diagnoser.mustRefuseOffer(expected);
      case Expectation.Refused expected -> diagnoser.mustRefuse(expected);
    };
  }

  private Diagnosis mustAccept() {
    List<Verdict> verdicts = verdicts();
    unconfirmed().ifPresent(verdicts::add);
    return worst(verdicts)
        .map(worst -> failure(worst, verdicts))
        .orElseGet(
            () -> success(Optional.empty(), verdicts, SuccessSummary.accepted(answer, seen)));
  }

  private Diagnosis mustRefuse(Expectation.Refused expected) {
    Optional<Reason> word = MustRefuse.asExpected(expected, answer, evidence, seen);
    if (word.isPresent()) {
      return success(
          word, serverVerdicts().toList(), SuccessSummary.refused(word.get(), answer, seen));
    }
    List<Verdict> verdicts = verdicts();
    MustRefuse.instead(answer, evidence, seen).ifPresent(verdicts::add);
    return failure(worst(verdicts).orElseThrow(this::unnamed), verdicts);
  }

  /** The server's chain has no part in this question: what is wrong with it stays a finding. */
  private Diagnosis mustRefuseOffer(Expectation.Refused expected) {
    Verdict verdict = OfferVerdict.of(seen);
    return expected.reasons().contains(verdict.reason())
        ? success(Optional.of(verdict.reason()), List.of(), OfferVerdict.asItMust(verdict))
        : failure(OfferVerdict.withExpected(verdict, seen), List.of(verdict));
  }

  private IllegalStateException unnamed() {
    return new IllegalStateException(
        "outcome: " + seen.outcome() + " (expected: one with a verdict where we must be refused)");
  }

  // ---- all that holds whatever is expected of the target ----

  private List<Verdict> verdicts() {
    List<Verdict> verdicts = new ArrayList<>(serverVerdicts().toList());
    answer
        .refusal()
        .ifPresentOrElse(
            refusal -> verdicts.add(ClientVerdict.of(refusal, evidence, seen)),
            () -> {
              EndVerdict.of(seen).ifPresent(verdicts::add);
              HttpVerdict.of(seen).ifPresent(verdicts::add);
            });
    return verdicts;
  }

  /** What holds of the server whether it lets us in or not. */
  private Stream<Verdict> serverVerdicts() {
    return Stream.of(
            interception.flatMap(Interception::verdict).stream(),
            chainVerdicts(),
            policy.verdict(seen).stream())
        .flatMap(Function.identity());
  }

  private Stream<Verdict> chainVerdicts() {
    return chainFaults()
        .flatMap(fault ->
            switch (fault.finding()) {
              case Reason reason -> Stream.of(new Verdict(reason, Phase.HANDSHAKE, fault.detail()));
              case Remark _ -> Stream.empty();
            });
  }

  private Stream<Fault> chainFaults() {
    return chain.stream().flatMap(findings -> findings.faults().stream());
  }

  private Optional<Verdict> unconfirmed() {
    return seen.target().module().confirm() == Confirm.REQUIRED && is(Acceptance.UNCONFIRMED)
        ? Optional.of(
            new Verdict(
                Reason.ACCEPTANCE_UNCONFIRMED,
                Phase.CONFIRM,
                "%s asked for a client certificate and then stayed silent."
                    .formatted(Wording.who(seen))))
        : Optional.empty();
  }

  private boolean is(Acceptance acceptance) {
    return answer.acceptance().equals(Optional.of(acceptance));
  }

  private static Optional<Verdict> worst(List<Verdict> verdicts) {
    return verdicts.stream().min(Comparator.comparing(Verdict::reason));
  }

  // ---- the diagnosis ----

  private Diagnosis failure(Verdict worst, List<Verdict> verdicts) {
    return new Diagnosis(
        false,
        Optional.of(worst.reason()),
        Optional.of(worst.phase()),
        Optional.empty(),
        findings(verdicts, ownFaults()),
        worst.summary() + interception.flatMap(Interception::suspicion).orElse(""),
        Optional.of(remedy(worst)),
        answer.acceptance(),
        alert(),
        checks(Optional.empty(), verdicts));
  }

  /** What fails before the proxy was asked is the proxy's matter, and not the target's. */
  private String remedy(Verdict worst) {
    boolean atProxy =
        seen.target().module().route().proxy().isPresent()
            && (worst.phase() == Phase.RESOLVE || worst.phase() == Phase.CONNECT);
    return worst
        .remedy()
        .orElseGet(() ->
            Remedies.of(
                atProxy && worst.reason() != Reason.INTERNAL
                    ? Reason.PROXY_FAILED
                    : worst.reason()));
  }

  private Diagnosis success(Optional<Reason> refusedWith, List<Verdict> verdicts, String summary) {
    return new Diagnosis(
        true,
        Optional.empty(),
        Optional.empty(),
        refusedWith,
        findings(verdicts, refusedWith.isPresent() ? List.of() : evidence.ofItself()),
        summary,
        Optional.empty(),
        answer.acceptance(),
        alert(),
        checks(refusedWith, verdicts));
  }

  /** That nobody knows our authority is proved by a refusal alone. */
  private List<Reason> ownFaults() {
    return answer.refusal().isPresent()
        ? evidence.proved().stream().map(ClientEvidence.Proof::reason).toList()
        : evidence.ofItself();
  }

  private Findings findings(List<Verdict> verdicts, List<Reason> own) {
    List<Finding> all = new ArrayList<>(own);
    verdicts.forEach(verdict -> all.add(verdict.reason()));
    chainFaults().forEach(fault -> all.add(fault.finding()));
    if (is(Acceptance.UNCONFIRMED)) {
      all.add(Reason.ACCEPTANCE_UNCONFIRMED);
    }
    all.addAll(remarks());
    return Findings.of(all);
  }

  private List<Remark> remarks() {
    List<Remark> remarks = new ArrayList<>(policy.findings());
    remark(remarks, Remark.ACCEPTANCE_TLS_ONLY, answer.byTlsAlone());
    remark(remarks, Remark.CLIENT_CERTIFICATE_NOT_IN_AUTHORITIES, evidence.notNamed());
    remark(remarks, Remark.NARROW_CLIENT, facts.secondLook() && answer.acceptance().isPresent());
    remark(remarks, Remark.SERVER_NAME_WARNING, connected(Connection::serverNameWarning));
    remark(remarks, Remark.ADDRESS_FAILED, !seen.failedAddresses().isEmpty());
    remark(remarks, Remark.RETRANSMISSIONS, connected(Connection::retransmitted));
    remark(remarks, Remark.LATE, seen.late());
    remarks.addAll(OfferVerdict.remarks(seen));
    return remarks;
  }

  private static void remark(List<Remark> remarks, Remark remark, boolean holds) {
    if (holds) {
      remarks.add(remark);
    }
  }

  private boolean connected(Predicate<Connection> fact) {
    return seen.connection().filter(fact).isPresent();
  }

  private Optional<Alert> alert() {
    return switch (seen.outcome()) {
      case Outcome.AlertReceived(var alert, _) -> Optional.of(alert);
      case Outcome.BrokeOff(_, _, var sent, _) -> sent;
      case Outcome.Completed _,
          Outcome.ResolveFailed _,
          Outcome.ConnectFailed _,
          Outcome.ProxyFailed _,
          Outcome.StartTlsFailed _,
          Outcome.NotTls _,
          Outcome.TimedOut _,
          Outcome.Closed _,
          Outcome.Reset _,
          Outcome.TooLarge _,
          Outcome.IdentityUnusable _,
          Outcome.HttpInvalid _,
          Outcome.OwnFault _ ->
          Optional.empty();
    };
  }

  private Map<Check, Boolean> checks(Optional<Reason> refusedWith, List<Verdict> verdicts) {
    Map<Check, Boolean> checks = new EnumMap<>(Check.class);
    chain.ifPresent(findings -> checks.putAll(findings.checks()));
    checks.putAll(policy.checks());
    interception.map(Interception::checks).ifPresent(checks::putAll);
    checks.putAll(OfferVerdict.checks(seen, refusedWith));
    if (seen.target().module().expect() instanceof Expectation.Refused expected
        && !expected.ofOffer()) {
      enforced(refusedWith, verdicts)
          .ifPresent(enforced -> checks.put(Check.MTLS_ENFORCED, enforced));
    }
    return checks;
  }

  /** Whether a target that must refuse does; empty where it gave no answer to that. */
  private Optional<Boolean> enforced(Optional<Reason> refusedWith, List<Verdict> verdicts) {
    if (refusedWith.isPresent() || is(Acceptance.REJECTED)) {
      return Optional.of(true);
    }
    boolean letIn =
        verdicts.stream().anyMatch(verdict -> verdict.reason() == Reason.MTLS_NOT_ENFORCED);
    return letIn ? Optional.of(false) : Optional.empty();
  }
}
