package dev.handshake.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * One target's histogram in a few hundred bytes, classic and native at once.
 *
 * <p>A native bucket with index i at schema s holds values above 2^((i-1)/2^s) and up to 2^(i/2^s).
 * It begins at schema 3, where bounds lie 9 % apart; once more than 100 buckets are in use,
 * neighbours are joined and the schema falls by one.
 */
final class HandshakeHistogram {
  private static final double[] BOUNDS = {
    .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, Double.POSITIVE_INFINITY
  };
  private static final int FIRST_SCHEMA = 3;
  private static final int MOST_BUCKETS = 100;

  /** The bounds of schema 3 from 1 to 2. */
  private static final double[] OCTAVE = octave();

  private final long[] classic = new long[BOUNDS.length];
  private int schema = FIRST_SCHEMA;
  private int[] indexes = {};
  private long[] counts = {};
  private long zeros;
  private double sum;

  /** Counts one duration in seconds; what is not above zero counts as zero. */
  synchronized void observe(double seconds) {
    sum += Math.max(seconds, 0);
    classic[classicIndex(seconds)]++;
    if (seconds <= 0) {
      zeros++;
      return;
    }
    int index = nativeIndex(seconds);
    for (int step = schema; step < FIRST_SCHEMA; step++) {
      index = joined(index);
    }
    count(index, 1);
    while (indexes.length > MOST_BUCKETS) {
      join();
    }
  }

  synchronized HistogramDataPointSnapshot snapshot(Labels labels) {
    return new HistogramDataPointSnapshot(
        ClassicHistogramBuckets.of(BOUNDS, classic.clone()),
        schema,
        zeros,
        0,
        NativeHistogramBuckets.of(indexes.clone(), counts.clone()),
        NativeHistogramBuckets.EMPTY,
        sum,
        labels,
        Exemplars.EMPTY,
        0L);
  }

  /** The upper bounds of the classic buckets; the last is infinity. */
  static DoubleStream bounds() {
    return DoubleStream.of(BOUNDS);
  }

  /**
   * Copies how many each classic bucket holds alone.
   *
   * @return the sum of all that was observed
   */
  synchronized double classic(long[] counts) {
    System.arraycopy(classic, 0, counts, 0, classic.length);
    return sum;
  }

  private void count(int index, long more) {
    int place = Arrays.binarySearch(indexes, index);
    if (place >= 0) {
      counts[place] += more;
      return;
    }
    int gap = -place - 1;
    int[] widerIndexes = Arrays.copyOf(indexes, indexes.length + 1);
    long[] widerCounts = Arrays.copyOf(counts, counts.length + 1);
    System.arraycopy(indexes, gap, widerIndexes, gap + 1, indexes.length - gap);
    System.arraycopy(counts, gap, widerCounts, gap + 1, counts.length - gap);
    widerIndexes[gap] = index;
    widerCounts[gap] = more;
    indexes = widerIndexes;
    counts = widerCounts;
  }

  private void join() {
    int[] oldIndexes = indexes;
    long[] oldCounts = counts;
    indexes = new int[0];
    counts = new long[0];
    schema--;
    for (int place = 0; place < oldIndexes.length; place++) {
      count(joined(oldIndexes[place]), oldCounts[place]);
    }
  }

  /** Half the index, rounded up: two buckets share the upper bound of the higher. */
  private static int joined(int index) {
    return (index + 1) >> 1;
  }

  private static int classicIndex(double seconds) {
    int index = 0;
    while (seconds > BOUNDS[index]) {
      index++;
    }
    return index;
  }

  private static int nativeIndex(double seconds) {
    int exponent = Math.getExponent(seconds);
    double fraction = Math.scalb(seconds, -exponent);
    int step = 0;
    while (fraction > OCTAVE[step]) {
      step++;
    }
    return exponent * (OCTAVE.length - 1) + step;
  }

  private static double[] octave() {
    double[] bounds = new double[(1 << FIRST_SCHEMA) + 1];
    for (int step = 0; step < bounds.length; step++) {
      bounds[step] = Math.pow(2, (double) step / (bounds.length - 1));
    }
    return bounds;
  }
}
