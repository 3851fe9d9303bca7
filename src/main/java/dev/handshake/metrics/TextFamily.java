package dev.handshake.metrics;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the samples of one family as lines of the text formats, labels sorted by name. Serves one
 * scrape, since it keeps the row in hand.
 */
final class TextFamily implements TextSeries, Family.Sink {
  private final Family family;
  private final List<String> labels;
  private final byte[] name;
  private final byte[][] keys;
  private final int[] sorted;
  private final boolean info;
  private final TextBytes out;
  private @Nullable TextRow row;

  TextFamily(Family family, TextBytes out) {
    this.family = family;
    this.out = out;
    this.labels = family.metric().labels();
    this.name = bytes(family.metric().name());
    this.keys = labels.stream().map(label -> bytes("," + label + "=\"")).toArray(byte[][]::new);
    this.sorted =
        IntStream.range(0, keys.length)
            .boxed()
            .sorted(Comparator.comparing(labels::get))
            .mapToInt(Integer::intValue)
            .toArray();
    this.info = family.metric().kind() == Metric.Kind.INFO;
  }

  @Override
  public Metric metric() {
    return family.metric();
  }

  @Override
  public void lines(TextRow next) {
    row = next;
    family.source().samples(next.row(), this);
  }

  @Override
  public void add(double value, String... texts) {
    Row.check(labels, texts);
    out.add(name);
    labels(Objects.requireNonNull(row, "sample outside of a row"), texts);
    out.add(' ');
    if (info) {
      out.add('1');
    } else {
      out.number(value);
    }
    out.add('\n');
  }

  /** Merges the labels of the row with those of the sample; one that both have is said once. */
  private void labels(TextRow row, String... texts) {
    int start = out.size();
    int next = 0;
    for (int place : sorted) {
      String label = labels.get(place);
      int upTo = row.before(label, next);
      row.add(next, upTo, out);
      if (!row.has(upTo, label)) {
        out.add(keys[place]).shown(texts[place]).add('"');
      }
      next = upTo;
    }
    row.addAllFrom(next, out);
    if (out.size() > start) {
      out.set(start, '{');
      out.add('}');
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
