package dev.handshake.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBucket;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.NativeHistogramBucket;
import org.junit.jupiter.api.Test;

class HandshakeHistogramTest {
  private final HandshakeHistogram histogram = new HandshakeHistogram();

  @Test
  void aClassicBucketHoldsItsUpperBound() {
    histogram.observe(.001);
    histogram.observe(.0010001);
    histogram.observe(5);
    histogram.observe(60);

    assertThat(snapshot().getClassicBuckets().stream().map(ClassicHistogramBucket::getCount))
        .containsExactly(1L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 1L, 1L);
    assertThat(snapshot().getSum()).isEqualTo(65.0020001);
  }

  @Test
  void aNativeBucketLiesBetweenPowersOfTheEighthRootOfTwo() {
    histogram.observe(1);
    histogram.observe(1.0001);
    histogram.observe(2);
    histogram.observe(.005);

    HistogramDataPointSnapshot seen = snapshot();
    assertThat(seen.getNativeSchema()).isEqualTo(3);
    assertThat(seen.getNativeBucketsForPositiveValues().stream())
        .extracting(NativeHistogramBucket::getBucketIndex)
        .containsExactly((int) Math.ceil(8 * Math.log(.005) / Math.log(2)), 0, 1, 8);
  }

  @Test
  void moreThanAHundredBucketsAreJoinedWithoutLosingOne() {
    double value = 1e-4;
    int observed = 0;
    while (value < 1e4) {
      histogram.observe(value);
      value *= 1.05;
      observed++;
    }

    HistogramDataPointSnapshot seen = snapshot();
    assertThat(seen.getNativeSchema()).isEqualTo(1);
    assertThat(seen.getNativeBucketsForPositiveValues().size()).isBetween(40, 100);
    assertThat(
            seen.getNativeBucketsForPositiveValues().stream()
                .mapToLong(NativeHistogramBucket::getCount)
                .sum())
        .isEqualTo(observed);
    NativeHistogramBucket lowest =
        seen.getNativeBucketsForPositiveValues().stream().findFirst().orElseThrow();
    assertThat(Math.pow(2, lowest.getBucketIndex() / 2.0)).isGreaterThanOrEqualTo(1e-4);
    assertThat(Math.pow(2, (lowest.getBucketIndex() - 1) / 2.0)).isLessThan(1e-4);
  }

  @Test
  void nothingIsNotAboveZero() {
    histogram.observe(0);

    assertThat(snapshot().getNativeZeroCount()).isEqualTo(1);
    assertThat(snapshot().getCount()).isEqualTo(1);
  }

  private HistogramDataPointSnapshot snapshot() {
    return histogram.snapshot(Labels.of("target", "crm"));
  }
}
