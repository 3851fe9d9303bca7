package dev.handshake.preamble;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Bytes that came from the other side, or are to be said to it. */
public final class Octets {
  /** None. */
  public static final Octets NONE = new Octets(new byte[0]);

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Octets of(byte[] bytes) {
    return new Octets(bytes.clone());
  }

  /** Words in ASCII. */
  static Octets of(String words) {
    return new Octets(words.getBytes(StandardCharsets.US_ASCII));
  }

  public byte[] toBytes() {
    return bytes.clone();
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** These, and others behind them. */
  public Octets and(byte[] others) {
    byte[] all = Arrays.copyOf(bytes, bytes.length + others.length);
    System.arraycopy(others, 0, all, bytes.length, others.length);
    return new Octets(all);
  }

  /** These without the first. */
  public Octets from(int index) {
    return new Octets(Arrays.copyOfRange(bytes, index, bytes.length));
  }

  public int size() {
    return bytes.length;
  }

  /** A line without its end, and where the next one begins. */
  record Line(String text, int end) {
    /** Whether it begins so, in capital or small letters. */
    boolean begins(String prefix) {
      return text.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    String quoted() {
      return Quoted.of(text);
    }
  }

  /** The line that begins at a place; empty while its end has not come. */
  Optional<Line> line(int from) {
    for (int index = from; index < bytes.length; index++) {
      if (bytes[index] == '\n') {
        int end = index > from && bytes[index - 1] == '\r' ? index - 1 : index;
        return Optional.of(new Line(text(from, end), index + 1));
      }
    }
    return Optional.empty();
  }

  /** One byte, 0 to 255. */
  int octet(int index) {
    return bytes[index] & 0xff;
  }

  /** An unsigned number of two bytes, the lower one first. */
  int little16(int index) {
    return octet(index) | octet(index + 1) << 8;
  }

  /** A piece as text, one character for each byte. */
  String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  String text() {
    return text(0, bytes.length);
  }

  /** Whether what came so far can begin like this, in capital or small letters. */
  boolean mayBegin(String prefix) {
    int length = Math.min(prefix.length(), bytes.length);
    return text(0, length).equalsIgnoreCase(prefix.substring(0, length));
  }

  /** All of it as it may be shown: escaped, cut and in quotation marks. */
  public String quoted() {
    return Quoted.of(text());
  }
}
