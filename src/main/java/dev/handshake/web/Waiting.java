package dev.handshake.web;

import io.vertx.core.buffer.Buffer;
import java.io.OutputStream;

/** What was rendered and not yet sent, in a buffer that is used again once all was taken. */
final class Waiting extends OutputStream {
  private static final int CAPACITY = 1 << 17;

  private final Buffer buffer = Buffer.buffer(CAPACITY);
  private int start;
  private int end;

  /** How many bytes wait. */
  int size() {
    return end - start;
  }

  /** How many bytes it has room for, or had at most. */
  int held() {
    return buffer.length();
  }

  @Override
  public void write(int single) {
    buffer.setByte(end++, (byte) single);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    buffer.setBytes(end, bytes, offset, length);
    end += length;
  }

  /** The next so many bytes, or fewer; they stand until more is written after the last. */
  Buffer take(int most) {
    Buffer taken = buffer.slice(start, Math.min(end, start + most));
    start += taken.length();
    if (start == end) {
      start = 0;
      end = 0;
    }
    return taken;
  }
}
