package dev.handshake.metrics;

import dev.handshake.report.Report;
import dev.handshake.report.ReportListener;
import dev.handshake.report.ReportStore;
import dev.handshake.report.TargetStatus;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** A store and all that is told of it, for tests to fill and scrape. */
public final class Scrape {
  public final ReportStore store = new ReportStore(() -> Instant.EPOCH);
  public final HandshakeDurations durations = new HandshakeDurations();
  public final PrometheusRegistry registry = new PrometheusRegistry();
  public final Exposition exposition = new Exposition(registry, store, durations);

  public void hear(Report report, TargetStatus status) {
    for (ReportListener listener : List.of(store, durations)) {
      listener.report(report, status);
    }
  }

  /** The bytes that a scraper with this Accept header gets. */
  public byte[] bytes(String accept) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Pieces pieces = exposition.pieces(accept);
      while (pieces.writeNext(out)) {
        // until all is written
      }
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return out.toByteArray();
  }

  public String text(String accept) {
    return new String(bytes(accept), StandardCharsets.UTF_8);
  }

  /** The samples whose name is this one, in the text format. */
  public List<String> samples(String name) {
    return text("").lines().filter(line -> line.matches(name + "[{ ].*")).toList();
  }
}
