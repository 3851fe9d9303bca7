package dev.handshake.metrics;

import io.prometheus.metrics.model.snapshots.Labels;

/** A row with its labels as they stand in the text formats, each after a comma. */
final class TextRow {
  private final Row row;
  private final byte[] text;
  private final int[] ends;

  private TextRow(Row row, byte[] text, int[] ends) {
    this.row = row;
    this.text = text;
    this.ends = ends;
  }

  /**
   * @param space for the moment of writing
   */
  static TextRow of(Row row, TextBytes space) {
    Labels labels = row.labels();
    int[] ends = new int[labels.size()];
    space.cut(0);
    for (int index = 0; index < ends.length; index++) {
      space.add(',').add(labels.getName(index)).add('=').add('"');
      space.escaped(labels.getValue(index)).add('"');
      ends[index] = space.size();
    }
    TextRow written = new TextRow(row, space.copy(), ends);
    space.cut(0);
    return written;
  }

  Row row() {
    return row;
  }

  /** How many labels, from this one on, have a name that sorts before another. */
  int before(String name, int from) {
    int index = from;
    while (index < ends.length && row.labels().getName(index).compareTo(name) < 0) {
      index++;
    }
    return index;
  }

  boolean has(int index, String name) {
    return index < ends.length && row.labels().getName(index).equals(name);
  }

  /** Adds the labels from one to before another. */
  void add(int from, int to, TextBytes out) {
    if (from < to) {
      out.add(text, from == 0 ? 0 : ends[from - 1], ends[to - 1]);
    }
  }

  void addAllFrom(int from, TextBytes out) {
    add(from, ends.length, out);
  }
}
