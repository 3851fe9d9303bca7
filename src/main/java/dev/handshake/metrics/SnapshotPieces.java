package dev.handshake.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** Metrics as the client library writes them, some families at a time. */
final class SnapshotPieces implements Pieces {
  private final ExpositionFormatWriter writer;
  private final Iterator<Supplier<MetricSnapshots>> families;

  SnapshotPieces(ExpositionFormatWriter writer, List<Supplier<MetricSnapshots>> families) {
    this.writer = writer;
    this.families = families.iterator();
  }

  @Override
  public boolean writeNext(OutputStream out) throws IOException {
    writer.write(out, families.next().get());
    return families.hasNext();
  }
}
