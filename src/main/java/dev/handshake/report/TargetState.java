package dev.handshake.report;

import dev.handshake.breaker.BreakerState;
import dev.handshake.target.Target;
import java.time.Instant;
import java.util.Optional;

/**
 * All that is known of a target at one moment.
 *
 * @param status where its breaker stands
 * @param last the last probe; empty before the first
 * @param lastSuccess when the last successful probe began
 * @param chain the last chain that was seen, also if a later probe saw none
 * @param leaves how often the leaf has changed
 * @param connections how often what was negotiated has changed
 */
public record TargetState(
    Target target,
    TargetStatus status,
    Optional<ProbeRecord> last,
    Optional<Instant> lastSuccess,
    Optional<ChainSighting> chain,
    Changes leaves,
    ConnectionChanges connections,
    Tally tally,
    History history) {

  static TargetState unprobed(Target target) {
    return new TargetState(
        target,
        TargetStatus.CLOSED,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Changes.NONE,
        ConnectionChanges.NONE,
        Tally.NONE,
        History.NONE);
  }

  TargetState probed(ProbeRecord probe, Optional<ChainSighting> sighting, TargetStatus now) {
    return new TargetState(
        target,
        now,
        Optional.of(probe),
        probe.diagnosis().success() ? Optional.of(probe.time()) : lastSuccess,
        sighting.or(() -> chain),
        sighting.map(TargetState::leaf).map(leaves::with).orElse(leaves),
        connections.with(probe),
        tally.probed(probe),
        history.with(probe));
  }

  TargetState skipped(TargetStatus now) {
    return new TargetState(
        target, now, last, lastSuccess, chain, leaves, connections, tally.skipped(), history);
  }

  TargetState moved(History.Transition transition) {
    TargetStatus now = status.state() == transition.to() ? status : entered(transition.to());
    return new TargetState(
        target,
        now,
        last,
        lastSuccess,
        chain,
        leaves,
        connections,
        tally.moved(transition.to()),
        history.with(transition));
  }

  private static Changes.Seen leaf(ChainSighting chain) {
    return new Changes.Seen(
        chain.links().getFirst().fingerprint(), Optional.empty(), chain.lastSeen());
  }

  /** A state that no report told of: a trial began, or the breaker was closed by request. */
  private TargetStatus entered(BreakerState state) {
    return state == BreakerState.CLOSED
        ? TargetStatus.CLOSED
        : new TargetStatus(state, status.failures(), Optional.empty());
  }
}
