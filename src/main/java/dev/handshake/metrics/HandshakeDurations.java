package dev.handshake.metrics;

import dev.handshake.observation.Observation;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Phase;
import dev.handshake.report.Report;
import dev.handshake.report.ReportListener;
import dev.handshake.report.TargetStatus;
import dev.handshake.target.Target;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long completed handshakes took, per target. Handshakes during which the agent itself was late
 * are left out and counted, since their time is not the server's.
 */
public final class HandshakeDurations implements ReportListener {
  static final Metric METRIC =
      new Metric(
          Metric.Kind.HISTOGRAM,
          MetricNames.HANDSHAKE_DURATION,
          List.of("le"),
          "How long completed handshakes took, from ClientHello to our Finished, in seconds.",
          "until a handshake was completed; those during which the agent was late do not count");

  private final ConcurrentHashMap<String, HandshakeHistogram> histograms =
      new ConcurrentHashMap<>();
  private final LongAdder late = new LongAdder();

  @Override
  public void report(Report report, TargetStatus status) {
    Observation seen = report.observation();
    Duration took = seen.timings().phases().get(Phase.HANDSHAKE);
    if (took == null || !seen.outcome().reached(Stage.FINISHED)) {
      return;
    }
    if (seen.durationsAreOurs()) {
      late.increment();
    } else {
      histograms
          .computeIfAbsent(seen.target().key(), _ -> new HandshakeHistogram())
          .observe(ProbeFamilies.seconds(took));
    }
  }

  @Override
  public void removed(Target target) {
    histograms.remove(target.key());
  }

  /** How many completed handshakes were left out. */
  public long late() {
    return late.sum();
  }

  TextSeries text(TextBytes out) {
    return new TextHistogram(METRIC, this::of, out);
  }

  HistogramSnapshot snapshot(List<Row> rows) {
    List<HistogramDataPointSnapshot> points = new ArrayList<>(rows.size());
    for (Row row : rows) {
      of(row).ifPresent(histogram -> points.add(histogram.snapshot(row.labels())));
    }
    return new HistogramSnapshot(METRIC.metadata(), points);
  }

  private Optional<HandshakeHistogram> of(Row row) {
    return Optional.ofNullable(histograms.get(row.state().target().key()));
  }
}
