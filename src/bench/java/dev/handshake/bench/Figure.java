package dev.handshake.bench;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** A figure over all turns: its median and its spread. */
record Figure(double median, double least, double most) {
  static Figure of(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("values: none (expected: at least one)");
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Figure(median, sorted[0], sorted[sorted.length - 1]);
  }

  static Figure of(Collection<Double> values) {
    return of(values.stream().mapToDouble(Double::doubleValue));
  }

  /** Of each value over the one at the same place of another list. */
  static <T> Figure ofRatios(List<T> dividends, List<T> divisors, ToDoubleFunction<T> value) {
    return of(
        IntStream.range(0, dividends.size())
            .mapToDouble(at ->
                value.applyAsDouble(dividends.get(at)) / value.applyAsDouble(divisors.get(at))));
  }

  /** As "median (least to most)" with so many decimals. */
  String text(int decimals) {
    String number = "%." + decimals + "f";
    return String.format(
        Locale.ROOT, number + " (" + number + " to " + number + ")", median, least, most);
  }
}
