package dev.handshake.metrics;

import dev.handshake.report.ReportStore;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * All metrics in the format that a scraper asks for: text, OpenMetrics or protobuf.
 *
 * <p>Targets are rendered from the store family by family, so that of thousands of targets only one
 * family's samples exist at a time, and a target that was removed is gone by itself.
 */
public final class Exposition {
  private static final byte[] END = "# EOF\n".getBytes(StandardCharsets.UTF_8);

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
   * Writes all metrics.
   *
   * @param accept the Accept header, or empty
   * @throws IOException if the stream does
   */
  public void write(String accept, OutputStream out) throws IOException {
    ExpositionFormatWriter writer = formats.findWriter(accept);
    boolean ends = writer instanceof OpenMetricsTextFormatWriter;
    List<Row> rows = store.targets().stream().map(Row::of).toList();
    for (Family family : families()) {
      write(writer, ends, MetricSnapshots.of(family.snapshot(rows)), out);
    }
    write(writer, ends, MetricSnapshots.of(durations.snapshot(rows)), out);
    write(writer, ends, registry.scrape(), out);
    if (ends) {
      out.write(END);
    }
  }

  private static List<Family> families() {
    return Stream.concat(ProbeFamilies.ALL.stream(), ChainFamilies.ALL.stream()).toList();
  }

  /** Each piece of OpenMetrics ends as if it were the whole; only the last may. */
  private static void write(
      ExpositionFormatWriter writer, boolean ends, MetricSnapshots families, OutputStream out)
      throws IOException {
    if (families.stream().allMatch(Exposition::empty)) {
      return;
    }
    if (!ends) {
      writer.write(out, families);
      return;
    }
    ByteArrayOutputStream piece = new ByteArrayOutputStream(1 << 16);
    writer.write(piece, families);
    out.write(piece.toByteArray(), 0, piece.size() - END.length);
  }

  private static boolean empty(MetricSnapshot family) {
    return family.getDataPoints().isEmpty();
  }
}
