package dev.handshake.metrics;

import dev.handshake.report.TargetState;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.Stream;

/**
 * The answer of one probe as blackbox_exporter would give it, and with all that we have to tell of
 * the target, in the format that a scraper asks for.
 *
 * <p>Families of blackbox_exporter bear no label of the target, ours bear them all. Counters and
 * the histogram are left out: they tell of many probes, and {@code /metrics} has them.
 */
public final class ProbeExposition {
  private final ExpositionFormats formats = ExpositionFormats.init();

  /**
   * The Content-Type of what is written for an Accept header.
   *
   * @param accept the header, or empty
   */
  public String contentType(String accept) {
    return formats.findWriter(accept).getContentType();
  }

  /**
   * Writes what the last probe of a target found.
   *
   * @param skipped whether the target was not probed for this answer, since its breaker is open
   * @param accept the Accept header, or empty
   * @throws IOException if the stream does
   */
  public void write(TargetState state, boolean skipped, String accept, OutputStream out)
      throws IOException {
    List<Row> plain = List.of(new Row(state, Labels.EMPTY));
    List<Row> labelled = List.of(Row.of(state));
    Stream<MetricSnapshot> theirs =
        BlackboxFamilies.ALL.stream().map(family -> family.snapshot(plain));
    Stream<MetricSnapshot> ours =
        Stream.of(
                Stream.of(skipped(skipped)), ProbeFamilies.ALL.stream(), ChainFamilies.ALL.stream())
            .flatMap(families -> families)
            .filter(family -> family.metric().kind() != Metric.Kind.COUNTER)
            .map(family -> family.snapshot(labelled));
    formats
        .findWriter(accept)
        .write(
            out,
            MetricSnapshots.of(
                Stream.concat(theirs, ours)
                    .filter(family -> !family.getDataPoints().isEmpty())
                    .toArray(MetricSnapshot[]::new)));
  }

  private static Family skipped(boolean skipped) {
    return Family.gauge(
        BlackboxNames.SKIPPED,
        List.of(),
        "Whether the answer is that of an earlier probe, since the target's breaker is open.",
        "never",
        (_, sink) -> sink.add(ProbeFamilies.truth(skipped)));
  }
}
