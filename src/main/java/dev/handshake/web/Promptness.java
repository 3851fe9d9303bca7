package dev.handshake.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection of HTTP/1.1 whose client takes too long over one request, however steadily it
 * drips: from its first byte, or from the connection for the first request, to its last.
 */
final class Promptness {
  private final Duration longest;
  private @Nullable Future<?> deadline;

  private Promptness(Duration longest) {
    this.longest = longest;
  }

  /** Demands it of a connection that has just been opened; called on its event loop. */
  static void demand(ChannelPipeline pipeline, Duration longest) {
    ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
    if (decoder != null) {
      Promptness promptness = new Promptness(longest);
      pipeline.addBefore(decoder.name(), null, promptness.new Beginning());
      pipeline.addAfter(decoder.name(), null, promptness.new End());
    }
  }

  private void begin(ChannelHandlerContext context) {
    if (deadline == null) {
      deadline =
          context
              .executor()
              .schedule(
                  () -> {
                    var _ = context.close();
                  },
                  longest.toMillis(),
                  TimeUnit.MILLISECONDS);
    }
  }

  private void end() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  /** Sees bytes. */
  private final class Beginning extends ChannelInboundHandlerAdapter {
    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      begin(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      begin(context);
      context.fireChannelRead(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      end();
      context.fireChannelInactive();
    }
  }

  /** Sees parts of requests. */
  private final class End extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object part) {
      if (part instanceof LastHttpContent) {
        end();
      }
      context.fireChannelRead(part);
    }
  }
}
