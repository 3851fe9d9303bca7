package dev.handshake.metrics;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** All metrics in a text format: those of targets family by family, row by row, then the others. */
final class TextPieces implements Pieces {
  /** A piece ends with the row that makes it as large as this. */
  private static final int PIECE = 1 << 16;

  private static final int LARGE_ROW = 1 << 12;

  private final TextFormat format;
  private final List<TextRow> rows;
  private final List<TextSeries> families;
  private final Pieces others;
  private final TextBytes text;
  private int family;
  private int row;
  private boolean begun;

  /**
   * @param families make what writes to a text
   * @param others is written after the families of targets
   */
  TextPieces(
      TextFormat format,
      List<Row> rows,
      Function<TextBytes, List<TextSeries>> families,
      Pieces others) {
    this.format = format;
    this.text = new TextBytes(PIECE + LARGE_ROW);
    this.rows = rows.stream().map(it -> TextRow.of(it, text)).toList();
    this.families = families.apply(text);
    this.others = others;
  }

  @Override
  public boolean writeNext(OutputStream out) throws IOException {
    if (family == families.size()) {
      return others.writeNext(out);
    }
    while (family < families.size() && text.size() < PIECE) {
      fill(families.get(family));
    }
    text.drain(out);
    return true;
  }

  /** Adds rows of a family until it or the piece is at its end. */
  private void fill(TextSeries series) {
    byte[] head = format.head(series.metric()).getBytes(StandardCharsets.UTF_8);
    for (; row < rows.size() && text.size() < PIECE; row++) {
      add(series, head);
    }
    if (row == rows.size()) {
      family++;
      row = 0;
      begun = false;
    }
  }

  /** The head stands before the first sample; without any it is left out. */
  private void add(TextSeries series, byte[] head) {
    if (begun) {
      series.lines(rows.get(row));
      return;
    }
    int before = text.size();
    text.add(head);
    series.lines(rows.get(row));
    begun = text.size() > before + head.length;
    if (!begun) {
      text.cut(before);
    }
  }
}
