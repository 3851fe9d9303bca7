package dev.handshake.lab;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** Sends bodies as faults would have them. */
final class PlatformBending {
  private static final Buffer GARBAGE = Buffer.buffer(new byte[] {0, -1, 127, '{', -128, '"', 10});
  private static final Buffer BALLAST = Buffer.buffer("{\"name\":\"" + "x".repeat(16_000) + "\"},");

  private PlatformBending() {}

  static void send(RoutingContext context, PlatformFault fault, Buffer body) {
    HttpServerResponse response = context.response();
    switch (fault) {
      case PlatformFault.Drip(Duration pause) ->
          drip(
              context.vertx(),
              response.putHeader("Content-Length", "" + body.length()),
              body,
              pause);
      case PlatformFault.Truncated() -> {
        var _ = response.end(body.slice(0, body.length() / 2));
      }
      case PlatformFault.CutOff() -> cutOff(context, body);
      case PlatformFault.Garbage() -> {
        var _ = response.end(GARBAGE);
      }
      case PlatformFault.Oversized(long bytes) -> oversized(response, bytes);
      case PlatformFault.Content(String type, String text) -> {
        var _ = response.setStatusCode(200).putHeader("Content-Type", type).end(text);
      }
      case PlatformFault.Status _,
          PlatformFault.Delay _,
          PlatformFault.Reset _,
          PlatformFault.Echo _ -> {
        var _ = response.end(body);
      }
    }
  }

  /** Drops a connection with a reset, which nothing of TLS announces. */
  static void reset(RoutingContext context) {
    if (context.request().connection() instanceof HttpServerConnection connection) {
      Channel channel = connection.channelHandlerContext().channel();
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.unsafe().close(channel.voidPromise());
    }
  }

  private static void drip(Vertx vertx, HttpServerResponse response, Buffer body, Duration pause) {
    if (response.closed()) {
      return;
    }
    if (body.length() <= 1) {
      var _ = response.end(body);
      return;
    }
    var _ = response.write(body.slice(0, 1));
    vertx.setTimer(
        Math.max(1, pause.toMillis()),
        _ -> drip(vertx, response, body.slice(1, body.length()), pause));
  }

  private static void cutOff(RoutingContext context, Buffer body) {
    HttpServerResponse response = context.response();
    response.putHeader("Content-Length", Integer.toString(body.length()));
    response
        .write(body.slice(0, body.length() / 2))
        .onComplete(_ -> context.request().connection().close());
  }

  private static void oversized(HttpServerResponse response, long bytes) {
    response.setChunked(true).setStatusCode(200);
    var _ = response.write("{\"entities\":[");
    more(response, bytes);
  }

  private static void more(HttpServerResponse response, long left) {
    if (response.closed()) {
      return;
    }
    if (left <= 0) {
      var _ = response.end("{}]}");
      return;
    }
    response.write(BALLAST).onSuccess(_ -> more(response, left - BALLAST.length()));
  }
}
