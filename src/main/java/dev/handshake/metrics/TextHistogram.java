package dev.handshake.metrics;

import java.util.Optional;
import java.util.function.Function;

/** Writes one histogram of each target in the text formats, in its classic form. */
final class TextHistogram implements TextSeries {
  private static final byte[] NONE = {};

  private final Metric metric;
  private final Function<Row, Optional<HandshakeHistogram>> histograms;
  private final byte[][] bounds;
  private final byte[] bucket;
  private final byte[] count;
  private final byte[] sum;
  private final long[] counts;
  private final TextBytes out;

  TextHistogram(
      Metric metric, Function<Row, Optional<HandshakeHistogram>> histograms, TextBytes out) {
    this.out = out;
    this.metric = metric;
    this.histograms = histograms;
    this.bucket = new TextBytes(64).add(metric.name()).add("_bucket").copy();
    this.count = new TextBytes(64).add(metric.name()).add("_count").copy();
    this.sum = new TextBytes(64).add(metric.name()).add("_sum").copy();
    this.bounds =
        HandshakeHistogram.bounds()
            .mapToObj(bound -> new TextBytes(16).add(",le=\"").number(bound).add('"').copy())
            .toArray(byte[][]::new);
    this.counts = new long[bounds.length];
  }

  @Override
  public Metric metric() {
    return metric;
  }

  @Override
  public void lines(TextRow row) {
    histograms.apply(row.row()).ifPresent(it -> lines(it, row));
  }

  private void lines(HandshakeHistogram histogram, TextRow row) {
    double total = histogram.classic(counts);
    long upTo = 0;
    for (int index = 0; index < counts.length; index++) {
      upTo += counts[index];
      series(bucket, bounds[index], row).number(upTo).add('\n');
    }
    series(count, NONE, row).number(upTo).add('\n');
    series(sum, NONE, row).number(total).add('\n');
  }

  private TextBytes series(byte[] name, byte[] bound, TextRow row) {
    out.add(name);
    int start = out.size();
    row.addAllFrom(0, out);
    out.add(bound);
    if (out.size() > start) {
      out.set(start, '{');
      out.add('}');
    }
    return out.add(' ');
  }
}
