package dev.handshake.report;

import dev.handshake.breaker.BreakerState;
import dev.handshake.certificate.PeerChain;
import dev.handshake.observation.Shared;
import dev.handshake.target.Target;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * The latest and the recent of every target. Readers get immutable snapshots, at any time and from
 * any thread.
 */
public final class ReportStore implements ReportListener {
  private final ConcurrentHashMap<String, TargetState> states = new ConcurrentHashMap<>();
  private final Shared<List<ChainLink>> chains = new Shared<>();
  private final InstantSource clock;

  /**
   * An empty store.
   *
   * @param clock tells when a breaker changed its state; all else carries its own time
   */
  public ReportStore(InstantSource clock) {
    this.clock = clock;
  }

  /** All targets by name, each as it stands now. */
  public List<TargetState> targets() {
    Collection<TargetState> all = states.values();
    return all.stream().sorted(Comparator.comparing(state -> state.target().key())).toList();
  }

  /** One target as it stands now, at whichever of its addresses accepts first. */
  public Optional<TargetState> target(String name) {
    return Optional.ofNullable(states.get(name));
  }

  /** All targets of one name as they stand now: one, or one for each of its addresses. */
  public List<TargetState> targets(String name) {
    return targets().stream().filter(state -> state.target().name().equals(name)).toList();
  }

  /** How many targets are watched. */
  public int size() {
    return states.size();
  }

  @Override
  public void added(Target target) {
    update(target, UnaryOperator.identity());
  }

  @Override
  public void report(Report report, TargetStatus status) {
    update(report.target(), state -> probed(state, report, status));
  }

  private TargetState probed(TargetState state, Report report, TargetStatus status) {
    List<ChainLink> links =
        report.observation().chain().map(chain -> links(state, chain)).orElse(List.of());
    ProbeRecord probe = record(state, report, links);
    Optional<ChainSighting> sighting =
        links.isEmpty()
            ? Optional.empty()
            : Optional.of(ChainSighting.of(report, links, state.chain()));
    return state.probed(probe, sighting, status);
  }

  @Override
  public void skipped(Target target, TargetStatus status) {
    update(target, state -> state.skipped(status));
  }

  @Override
  public void transition(Target target, BreakerState from, BreakerState to, Report cause) {
    update(
        target,
        state ->
            state.moved(
                new History.Transition(clock.instant(), from, to, sameOrNew(state, cause))));
  }

  @Override
  public void removed(Target target) {
    states.remove(target.key());
  }

  private void update(Target target, UnaryOperator<TargetState> change) {
    states.compute(
        target.key(),
        (_, state) ->
            change.apply(
                state != null && state.target().equals(target)
                    ? state
                    : TargetState.unprobed(target)));
  }

  private ProbeRecord sameOrNew(TargetState state, Report cause) {
    return state
        .last()
        .filter(last -> last.time().equals(cause.observation().time()))
        .orElseGet(() ->
            record(
                state,
                cause,
                cause.observation().chain().map(chain -> links(state, chain)).orElse(List.of())));
  }

  private List<ChainLink> links(TargetState state, PeerChain chain) {
    return state
        .chain()
        .map(ChainSighting::links)
        .filter(links -> ChainLink.are(links, chain))
        .orElseGet(() -> chains.of(ChainLink.of(chain)));
  }

  private static ProbeRecord record(TargetState state, Report report, List<ChainLink> links) {
    ProbeRecord now = ProbeRecord.of(report, links);
    return state.last().map(now::sharing).orElse(now);
  }
}
