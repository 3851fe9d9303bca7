package dev.handshake.metrics;

import dev.handshake.report.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Text of the two text formats in UTF-8, in one array that is filled, written and filled again.
 * Values and numbers are spelt as the client library spells them.
 */
final class TextBytes {
  private byte[] bytes;
  private int size;

  TextBytes(int capacity) {
    bytes = new byte[capacity];
  }

  int size() {
    return size;
  }

  /** Forgets what comes after the first so many bytes. */
  void cut(int length) {
    size = length;
  }

  byte[] copy() {
    return Arrays.copyOf(bytes, size);
  }

  /** Writes all, and is empty afterwards. */
  void drain(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
    size = 0;
  }

  TextBytes add(byte[] from, int start, int end) {
    ensure(end - start);
    System.arraycopy(from, start, bytes, size, end - start);
    size += end - start;
    return this;
  }

  TextBytes add(byte[] more) {
    return add(more, 0, more.length);
  }

  TextBytes add(char ascii) {
    ensure(1);
    bytes[size++] = (byte) ascii;
    return this;
  }

  TextBytes add(String text) {
    return add(text.getBytes(StandardCharsets.UTF_8));
  }

  TextBytes ascii(String text) {
    ensure(text.length());
    for (int index = 0; index < text.length(); index++) {
      bytes[size++] = (byte) text.charAt(index);
    }
    return this;
  }

  void set(int place, char ascii) {
    bytes[place] = (byte) ascii;
  }

  /** A label's value as it stands between its quotes. */
  TextBytes escaped(String text) {
    for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
      switch (unit) {
        case '\\', '"' -> add('\\').add((char) unit);
        case '\n' -> add('\\').add('n');
        default -> {
          ensure(1);
          bytes[size++] = unit;
        }
      }
    }
    return this;
  }

  /** The same of a text from strangers, made {@linkplain Printable printable} and cut. */
  TextBytes shown(String text) {
    return text.length() <= MetricNames.LONGEST_VALUE && plain(text)
        ? this
        : escaped(Row.value(text));
  }

  TextBytes number(double value) {
    Decimal.add(value, this);
    return this;
  }

  TextBytes number(long value) {
    if (value < 0) {
      return ascii(Long.toString(value));
    }
    int end = size + 1;
    for (long rest = value / 10; rest > 0; rest /= 10) {
      end++;
    }
    ensure(end - size);
    size = end;
    for (long rest = value; end == size || rest > 0; rest /= 10) {
      bytes[--end] = (byte) ('0' + rest % 10);
    }
    return this;
  }

  /** Adds a text that needs no more than backslashes, as nearly all do; else adds nothing. */
  private boolean plain(String text) {
    ensure(2 * text.length());
    int end = size;
    for (int index = 0; index < text.length(); index++) {
      char unit = text.charAt(index);
      if (unit < ' ' || unit > '~') {
        return false;
      }
      if (unit == '\\' || unit == '"') {
        bytes[end++] = '\\';
      }
      bytes[end++] = (byte) unit;
    }
    size = end;
    return true;
  }

  private void ensure(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }
}
