package dev.handshake.web;

import dev.handshake.metrics.Pieces;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * One answer on its way. Each piece is rendered once the one before has been handed to the socket,
 * so that a slow reader holds the memory of one piece and no thread.
 */
final class Delivery {
  private static final int MOST_SENT = 1 << 17;
  private static final int LEAST_RENDERED = 1 << 14;

  private final WorkerExecutor worker;
  private final HttpServerResponse response;
  private final Pieces pieces;
  private final Waiting waiting = new Waiting();
  private final OutputStream out;
  private final Promise<Void> ended = Promise.promise();
  private boolean more = true;

  /**
   * An answer of which nothing is sent yet.
   *
   * @param worker renders
   * @throws IOException never, since it writes to memory
   */
  Delivery(WorkerExecutor worker, HttpServerResponse response, Pieces pieces, boolean gzip)
      throws IOException {
    this.worker = worker;
    this.response = response;
    this.pieces = pieces;
    this.out = gzip ? new Gzip(waiting) : waiting;
  }

  /**
   * Sends the answer.
   *
   * @return ends with the answer or its reader; fails if a piece cannot be rendered
   */
  Future<Void> send() {
    next();
    return ended.future().onComplete(_ -> close());
  }

  /** How many bytes of the answer it has room for. */
  int held() {
    return waiting.held();
  }

  private void next() {
    worker.executeBlocking(this::render, false).onComplete(this::rendered, ended::fail);
  }

  private Buffer render() throws IOException {
    if (waiting.size() == 0) {
      while (more && waiting.size() < LEAST_RENDERED) {
        more = pieces.writeNext(out);
        if (!more) {
          out.close();
        }
      }
    }
    return waiting.take(MOST_SENT);
  }

  /** That the reader is gone is the end of the answer, and no fault. */
  private void rendered(Buffer piece) {
    if (piece.length() == 0) {
      response.end().onComplete(_ -> ended.complete());
    } else {
      response.write(piece).onComplete(_ -> next(), _ -> ended.complete());
    }
  }

  /** What compresses holds memory outside the heap. */
  private void close() {
    try {
      out.close();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Compression by the fastest level: a third of the time of the usual one, and a tenth larger. */
  private static final class Gzip extends GZIPOutputStream {
    Gzip(OutputStream out) throws IOException {
      super(out, LEAST_RENDERED);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
