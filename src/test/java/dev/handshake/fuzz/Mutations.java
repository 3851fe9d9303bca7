package dev.handshake.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes hostile input of valid input: bits turned, bytes set to what is on an edge, pieces left
 * out, repeated, moved or taken from another specimen, and what may be a length made another.
 */
final class Mutations {
  private static final int[] EDGES = {
    0, 1, 0x7f, 0x80, 0x81, 0x84, 0xfe, 0xff, '\n', '"', '-', '{'
  };
  private static final int MOST_AT_ONCE = 4;
  private static final int LONGEST_PIECE = 64;
  private static final int MOST_BYTES = 64 * 1024;

  private final List<byte[]> specimens;
  private final SplittableRandom random;

  Mutations(List<byte[]> specimens, SplittableRandom random) {
    this.specimens = specimens;
    this.random = random;
  }

  byte[] next() {
    byte[] bytes = any().clone();
    for (int hits = 1 + random.nextInt(MOST_AT_ONCE); hits > 0; hits--) {
      bytes = bytes.length == 0 ? piece(any()) : hit(bytes);
    }
    return bytes.length > MOST_BYTES ? Arrays.copyOf(bytes, MOST_BYTES) : bytes;
  }

  private byte[] hit(byte[] bytes) {
    int place = random.nextInt(bytes.length);
    return switch (random.nextInt(9)) {
      case 0 -> flipped(bytes, place);
      case 1 -> set(bytes, place, EDGES[random.nextInt(EDGES.length)]);
      case 2 -> Arrays.copyOf(bytes, place);
      case 3 -> spliced(bytes, place, place, piece(bytes));
      case 4 -> spliced(bytes, place, place, piece(any()));
      case 5 -> spliced(bytes, place, place + 1 + random.nextInt(LONGEST_PIECE), new byte[0]);
      case 6 -> spliced(bytes, place, place + 1 + random.nextInt(LONGEST_PIECE), piece(any()));
      case 7 -> lengthened(bytes, place);
      default -> repeated(bytes, place);
    };
  }

  private byte[] any() {
    return specimens.get(random.nextInt(specimens.size()));
  }

  private byte[] flipped(byte[] bytes, int place) {
    return set(bytes, place, bytes[place] ^ (1 << random.nextInt(8)));
  }

  private static byte[] set(byte[] bytes, int place, int octet) {
    byte[] other = bytes.clone();
    other[place] = (byte) octet;
    return other;
  }

  /** Two bytes that say how much of the input is left say a little more or less. */
  private byte[] lengthened(byte[] bytes, int place) {
    int left = bytes.length - place - 2 + random.nextInt(-2, 3);
    byte[] other =
        set(bytes, place, random.nextBoolean() ? left : bytes[place] + random.nextInt(-2, 3));
    return place + 1 < bytes.length && random.nextBoolean()
        ? set(set(other, place, left >> 8), place + 1, left)
        : other;
  }

  private byte[] piece(byte[] bytes) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt(256)};
    }
    int from = random.nextInt(bytes.length);
    return Arrays.copyOfRange(
        bytes, from, Math.min(bytes.length, from + 1 + random.nextInt(LONGEST_PIECE)));
  }

  private byte[] repeated(byte[] bytes, int place) {
    byte[] piece = piece(bytes);
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int times = 1 << random.nextInt(10); times > 0; times--) {
      many.writeBytes(piece);
    }
    return spliced(bytes, place, place, many.toByteArray());
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] piece) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, from);
    out.writeBytes(piece);
    int rest = Math.min(to, bytes.length);
    out.write(bytes, rest, bytes.length - rest);
    return out.toByteArray();
  }
}
