package dev.handshake.metrics;

import java.io.IOException;
import java.io.OutputStream;

/**
 * An answer that is written piece by piece, so that it never exists as a whole. Each piece is made
 * when it is asked for; all of them tell of the moment at which the answer was begun.
 */
public interface Pieces {
  /**
   * Writes the next piece.
   *
   * @return whether there is another
   * @throws IOException if the stream does
   */
  boolean writeNext(OutputStream out) throws IOException;
}
