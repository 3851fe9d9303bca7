package dev.handshake.outgoing;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.ext.web.client.impl.ClientPhase;
import io.vertx.ext.web.client.impl.HttpContext;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one call has open: nothing once it was abandoned, however late that comes to be. It reads
 * the body up to a bound, and abandons itself beyond.
 */
final class Errand implements BodyCodec<Buffer> {
  private final int longest;
  private @Nullable HttpClientRequest current;
  private Optional<CallFault> fault = Optional.empty();
  private boolean abandoned;

  Errand(int longest) {
    this.longest = longest;
  }

  /** Lets the errand of a request know of it before it is sent: the web client keeps it inside. */
  static void watch(HttpContext<?> context) {
    if (context.phase() == ClientPhase.SEND_REQUEST
        && context.request().bodyCodec() instanceof Errand errand
        && !errand.begin(context.clientRequest())) {
      context.fail(new CallException(new CallFault.Unreachable("it came too late")));
      return;
    }
    context.next();
  }

  private synchronized boolean begin(HttpClientRequest request) {
    // Futures tell what went wrong; Vert.x would log it as an error besides.
    request.exceptionHandler(_ -> {});
    request.connection().exceptionHandler(_ -> {});
    if (abandoned) {
      var _ = request.connection().close();
      return false;
    }
    current = request;
    return true;
  }

  synchronized boolean isAbandoned() {
    return abandoned;
  }

  synchronized void abandon() {
    abandoned = true;
    if (current != null) {
      var _ = current.reset();
    }
  }

  /** What became of it: that the body was too long says more than how it broke off. */
  synchronized CallFault fault(Throwable failure, Duration limit) {
    return fault.orElseGet(() -> CallFault.of(failure, limit));
  }

  private synchronized void overflow() {
    if (fault.isEmpty() && current != null) {
      int status = current.response().result().statusCode();
      fault = Optional.of(new CallFault.TooLarge(status, longest));
      abandon();
    }
  }

  @Override
  public BodyStream<Buffer> stream() {
    return new Body();
  }

  /** The body of one answer, in memory. */
  private final class Body implements BodyStream<Buffer> {
    private final Promise<Buffer> whole = Promise.promise();
    private final Buffer read = Buffer.buffer();

    @Override
    public Future<Void> write(Buffer piece) {
      if (read.length() + piece.length() <= longest) {
        read.appendBuffer(piece);
      } else {
        overflow();
      }
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
      whole.tryComplete(read);
      return Future.succeededFuture();
    }

    @Override
    public Future<Buffer> result() {
      return whole.future();
    }

    @Override
    public void handle(Throwable broken) {
      whole.tryFail(broken);
    }

    @Override
    public BodyStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
      return this;
    }

    @Override
    public BodyStream<Buffer> setWriteQueueMaxSize(int size) {
      return this;
    }

    @Override
    public boolean writeQueueFull() {
      return false;
    }

    @Override
    public BodyStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
      return this;
    }
  }
}
