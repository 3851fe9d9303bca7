package dev.handshake.diagnosis;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.PeerChain;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Outcome;
import dev.handshake.target.Target;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Diagnoses, each target's last success remembered: a probe that saw nothing else than the one
 * before comes to the same diagnosis, which then is the same object. What has changed, or went
 * wrong, is diagnosed anew.
 *
 * <p>Bounded; safe for use by many threads.
 */
public final class Diagnoses {
  private static final int TARGETS = 100_000;

  private final Map<String, Success> successes;

  private record Success(Grounds grounds, Diagnosis diagnosis, boolean intercepted) {}

  public Diagnoses() {
    this(TARGETS);
  }

  Diagnoses(int targets) {
    this.successes =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Success> eldest) {
            return size() > targets;
          }
        };
  }

  /** The same as {@link Diagnoser#diagnose}. */
  public Diagnosis of(Observation seen, Optional<ChainFindings> chain, Facts facts) {
    if (!(seen.outcome() instanceof Outcome.Completed)) {
      return Diagnoser.diagnose(seen, chain, facts);
    }
    Grounds grounds = Grounds.of(seen, chain, facts);
    Success before = last(seen.target());
    if (before != null && before.grounds().equals(grounds)) {
      return before.diagnosis();
    }
    Diagnosis diagnosis = Diagnoser.diagnose(seen, chain, facts);
    if (diagnosis.success()) {
      remember(new Success(grounds, diagnosis, intercepted(seen, chain, facts)));
    }
    return diagnosis;
  }

  /**
   * Whether it is evident that somebody answers in a server's place.
   *
   * @param staple the OCSP answer that came with the chain
   * @param issuer what is known of its issuer beside it
   */
  public boolean intercepted(
      Target target,
      PeerChain chain,
      Optional<byte[]> staple,
      ChainFindings findings,
      IssuerFacts issuer) {
    Success before = last(target);
    if (before != null && before.grounds().areOf(target, chain, staple, findings, issuer)) {
      return before.intercepted();
    }
    return Interception.of(target, chain, staple, findings, issuer).evident();
  }

  private static boolean intercepted(Observation seen, Optional<ChainFindings> chain, Facts facts) {
    Optional<byte[]> staple = seen.connection().flatMap(Connection::ocspStaple);
    return seen.chain()
        .flatMap(sent ->
            chain.map(
                findings -> Interception.of(seen.target(), sent, staple, findings, facts.issuer())))
        .filter(Interception::evident)
        .isPresent();
  }

  private @Nullable Success last(Target target) {
    synchronized (successes) {
      return successes.get(target.key());
    }
  }

  private void remember(Success success) {
    synchronized (successes) {
      successes.put(success.grounds().seen().target().key(), success);
    }
  }
}
