package dev.handshake.diagnosis;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.PeerChain;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Timings;
import dev.handshake.reason.Phase;
import dev.handshake.target.Target;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that the diagnosis of a completed probe rests on: what was seen, but for times and numbers of
 * bytes, which differ from probe to probe where nothing has changed.
 *
 * @param seen without times, numbers of bytes and staple
 * @param staple the OCSP answer that came with the chain
 * @param daysLeft the leaf's whole days to come at the time of the probe, where a policy asks
 */
record Grounds(
    Observation seen,
    Optional<ByteBuffer> staple,
    OptionalLong daysLeft,
    Optional<ChainFindings> chain,
    Facts facts) {
  private static final Timings UNTIMED = new Timings(Map.<Phase, Duration>of(), Duration.ZERO);

  static Grounds of(Observation seen, Optional<ChainFindings> chain, Facts facts) {
    return new Grounds(
        untimed(seen),
        seen.connection().flatMap(Connection::ocspStaple).map(ByteBuffer::wrap),
        daysLeft(seen),
        chain,
        facts);
  }

  /** Whether they are grounds for the same word on interception, whatever else was seen. */
  boolean areOf(
      Target target,
      PeerChain sent,
      Optional<byte[]> stapled,
      ChainFindings findings,
      IssuerFacts issuer) {
    return chain.filter(findings::equals).isPresent()
        && seen.target().equals(target)
        && seen.chain().filter(sent::equals).isPresent()
        && staple.equals(stapled.map(ByteBuffer::wrap))
        && facts.issuer().equals(issuer);
  }

  private static OptionalLong daysLeft(Observation seen) {
    return seen.target().module().policy().minDaysLeft() == 0
        ? OptionalLong.empty()
        : seen.chain()
            .flatMap(sent -> sent.leaf().x509())
            .map(leaf -> Duration.between(seen.time(), leaf.getNotAfter().toInstant()))
            .map(left -> OptionalLong.of(Math.floorDiv(left.toSeconds(), 86_400)))
            .orElse(OptionalLong.empty());
  }

  private static Observation untimed(Observation seen) {
    return new Observation(
        seen.target(),
        Instant.EPOCH,
        seen.remote(),
        seen.failedAddresses(),
        UNTIMED,
        seen.outcome(),
        seen.connection().map(connection -> connection.lasting(0, 0)),
        seen.client(),
        seen.chain(),
        seen.http(),
        seen.requestHeldBack(),
        seen.late());
  }
}
