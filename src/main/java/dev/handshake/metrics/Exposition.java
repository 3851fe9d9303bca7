package dev.handshake.metrics;

import dev.handshake.report.ReportStore;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All metrics in the format that a scraper asks for: text, OpenMetrics or protobuf.
 *
 * <p>Targets are written from the store, so that a target that was removed is gone by itself: in
 * the text formats straight from their states, in protobuf family by family by the client library,
 * which writes all that is not of targets.
 */
public final class Exposition {
  private static final List<Family> FAMILIES =
      Stream.concat(ProbeFamilies.ALL.stream(), ChainFamilies.ALL.stream()).toList();

  private final ExpositionFormats formats = ExpositionFormats.init();
  private final PrometheusRegistry registry;
  private final ReportStore store;
  private final HandshakeDurations durations;

  public Exposition(PrometheusRegistry registry, ReportStore store, HandshakeDurations durations) {
    this.registry = registry;
    this.store = store;
    this.durations = durations;
  }

  /**
   * The Content-Type of what is written for an Accept header.
   *
   * @param accept the header, or empty
   */
  public String contentType(String accept) {
    return formats.findWriter(accept).getContentType();
  }

  /**
   * All metrics as they are now.
   *
   * @param accept the Accept header, or empty
   */
  public Pieces pieces(String accept) {
    ExpositionFormatWriter writer = formats.findWriter(accept);
    List<Row> rows = store.targets().stream().map(Row::of).toList();
    return switch (writer) {
      case PrometheusTextFormatWriter _ -> text(TextFormat.PROMETHEUS, rows, writer);
      case OpenMetricsTextFormatWriter _ -> text(TextFormat.OPEN_METRICS, rows, writer);
      default -> new SnapshotPieces(writer, snapshots(rows));
    };
  }

  /** The library writes the others last, and so the end that OpenMetrics wants. */
  private Pieces text(TextFormat format, List<Row> rows, ExpositionFormatWriter writer) {
    return new TextPieces(
        format, rows, this::series, new SnapshotPieces(writer, List.of(registry::scrape)));
  }

  private List<TextSeries> series(TextBytes out) {
    Stream<TextSeries> families = FAMILIES.stream().map(family -> new TextFamily(family, out));
    return Stream.concat(families, Stream.of(durations.text(out))).toList();
  }

  private List<Supplier<MetricSnapshots>> snapshots(List<Row> rows) {
    Stream<Supplier<MetricSnapshots>> targets =
        FAMILIES.stream().map(family -> () -> MetricSnapshots.of(family.snapshot(rows)));
    return Stream.concat(
            targets,
            Stream.of(() -> MetricSnapshots.of(durations.snapshot(rows)), registry::scrape))
        .toList();
  }
}
