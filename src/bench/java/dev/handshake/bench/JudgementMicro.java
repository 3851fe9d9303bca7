package dev.handshake.bench;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.ChainQuestion;
import dev.handshake.credential.IdentityFindings;
import dev.handshake.diagnosis.Diagnoser;
import dev.handshake.diagnosis.Diagnoses;
import dev.handshake.diagnosis.Diagnosis;
import dev.handshake.diagnosis.Facts;
import dev.handshake.observation.Observation;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to judge a chain and an identity, and to name what a probe saw. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class JudgementMicro {
  private final Observed observed = new Observed();
  private final ChainQuestion question = observed.question();
  private final Optional<ChainFindings> findings =
      Optional.of(observed.chains.inspect(question, Observed.TIME));
  private final Facts facts = observed.facts();
  private final Observation probe = observed.probe(1, Observed.TIME);
  private final Diagnoses diagnoses = new Diagnoses();

  /** A chain that was never seen: parsed, its path built, its signatures verified. */
  @Benchmark
  public ChainFindings chainAtFirstSight() {
    return new ChainInspector().inspect(question, Observed.TIME);
  }

  /** A chain as it comes off the wire, the same as last time. */
  @Benchmark
  public Optional<ChainFindings> chainRemembered() {
    return observed.chains.known(observed.question(), Observed.TIME);
  }

  /** Our own certificate, the same as last time. */
  @Benchmark
  public Optional<IdentityFindings> identityRemembered() {
    return observed.identities.known(observed.identity, Observed.TIME);
  }

  /** A confirmed probe, named anew. */
  @Benchmark
  public Diagnosis diagnosis() {
    return Diagnoser.diagnose(probe, findings, facts);
  }

  /** A confirmed probe that saw what the one before saw. */
  @Benchmark
  public Diagnosis diagnosisRemembered() {
    return diagnoses.of(probe, findings, facts);
  }
}
