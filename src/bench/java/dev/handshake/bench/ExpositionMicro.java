package dev.handshake.bench;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.diagnosis.Diagnoser;
import dev.handshake.diagnosis.Facts;
import dev.handshake.metrics.Exposition;
import dev.handshake.metrics.HandshakeDurations;
import dev.handshake.metrics.Pieces;
import dev.handshake.observation.Observation;
import dev.handshake.report.Report;
import dev.handshake.report.ReportStore;
import dev.handshake.report.TargetStatus;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to keep a report, and to write the metrics of 1,000 targets in each format. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ExpositionMicro {
  private static final int TARGETS = 1_000;

  private final ReportStore store = new ReportStore(() -> Observed.TIME);
  private final HandshakeDurations durations = new HandshakeDurations();
  private final Exposition exposition = new Exposition(new PrometheusRegistry(), store, durations);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Report report;

  public ExpositionMicro() {
    Observed observed = new Observed();
    Optional<ChainFindings> findings =
        Optional.of(observed.chains.inspect(observed.question(), Observed.TIME));
    Facts facts = observed.facts();
    Report last = report(observed, findings, facts, 0);
    for (int number = 0; number < TARGETS; number++) {
      last = report(observed, findings, facts, number);
      store.report(last, TargetStatus.CLOSED);
      durations.report(last, TargetStatus.CLOSED);
    }
    report = last;
  }

  private static Report report(
      Observed observed, Optional<ChainFindings> findings, Facts facts, int number) {
    Observation seen = observed.probe(number, Observed.TIME);
    return new Report(seen, findings, Diagnoser.diagnose(seen, findings, facts));
  }

  /** One more report of a target, like the one before. */
  @Benchmark
  public int reportKept() {
    store.report(report, TargetStatus.CLOSED);
    return store.size();
  }

  @Benchmark
  public int text() throws IOException {
    return write("text/plain");
  }

  @Benchmark
  public int openMetrics() throws IOException {
    return write("application/openmetrics-text; version=1.0.0");
  }

  @Benchmark
  public int protobuf() throws IOException {
    return write(
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited");
  }

  private int write(String accept) throws IOException {
    int bytes = 0;
    Pieces pieces = exposition.pieces(accept);
    boolean more = true;
    while (more) {
      more = pieces.writeNext(out);
      bytes += out.size();
      out.reset();
    }
    return bytes;
  }
}
