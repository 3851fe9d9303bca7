package dev.handshake.probe;

import io.netty.buffer.ByteBuf;

/**
 * Cuts a stream of bytes into TLS records (RFC 8446, section 5.1), whatever the reads were cut
 * into.
 */
final class RecordReader {
  static final int CHANGE_CIPHER_SPEC = 20;
  static final int ALERT = 21;
  static final int HANDSHAKE = 22;
  static final int APPLICATION_DATA = 23;

  private static final int HEADER = 5;

  private final Records records;
  private final byte[] header = new byte[HEADER];
  private int have;
  private int left;

  /** Is told of each record. */
  interface Records {
    /** A piece of a record's content. */
    void content(int type, ByteBuf buffer, int index, int length);

    /** The record is complete. */
    void end(int type);
  }

  RecordReader(Records records) {
    this.records = records;
  }

  /** Reads all readable bytes and leaves the buffer as it was. */
  void read(ByteBuf buffer) {
    int index = buffer.readerIndex();
    int end = buffer.writerIndex();
    while (index < end) {
      if (have < HEADER) {
        header[have++] = buffer.getByte(index++);
        left = have == HEADER ? length() : 0;
      } else {
        int piece = Math.min(left, end - index);
        records.content(type(), buffer, index, piece);
        index += piece;
        left -= piece;
      }
      if (have == HEADER && left == 0) {
        have = 0;
        records.end(type());
      }
    }
  }

  /** Whether a record has begun and not ended. */
  boolean within() {
    return have > 0;
  }

  private int type() {
    return header[0] & 0xff;
  }

  private int length() {
    return ((header[3] & 0xff) << 8) | (header[4] & 0xff);
  }
}
