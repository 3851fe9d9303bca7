package dev.handshake.probe;

import dev.handshake.preamble.Octets;
import dev.handshake.preamble.Preamble;
import dev.handshake.preamble.Step;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Holds one conversation in plain text on a connection, and is gone before TLS begins there.
 * Bounded in time and in bytes; what it heard beyond the other side's agreement it hands on.
 */
final class PreambleHandler extends ChannelInboundHandlerAdapter {
  private final Preamble preamble;
  private final long nanos;
  private final LostTime lost;
  private final Promise<Ended> ended = Promise.promise();
  private Octets heard;
  private int bytesIn;
  private String awaited = "";
  private Step.@Nullable State state;
  private @Nullable ScheduledFuture<?> timer;

  /** What the conversation came to. */
  sealed interface Ended {
    /** TLS may begin; {@code surplus} came already. */
    record Agreed(Octets surplus) implements Ended {}

    /** It may not. */
    record Failed(String detail) implements Ended {}
  }

  private PreambleHandler(Preamble preamble, Octets heard, long nanos, LostTime lost) {
    this.preamble = preamble;
    this.heard = heard;
    this.bytesIn = heard.size();
    this.nanos = nanos;
    this.lost = lost;
  }

  /**
   * Holds a conversation, on the channel's event loop. Where it fails the channel is closed.
   *
   * @param heard bytes that came before it began
   * @param nanos how long it may take
   * @param lost what our own loop loses meanwhile, which is given back
   */
  static Future<Ended> hold(
      Preamble preamble, Channel channel, Octets heard, long nanos, LostTime lost) {
    PreambleHandler handler = new PreambleHandler(preamble, heard, nanos, lost);
    channel.pipeline().addFirst("preamble", handler);
    return handler.ended.future();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    schedule(ctx, nanos, lost.since());
    follow(ctx, preamble.begin());
  }

  private void schedule(ChannelHandlerContext ctx, long delay, Duration lostBefore) {
    timer =
        ctx.executor()
            .schedule(
                () -> {
                  Duration meanwhile = lost.since().minus(lostBefore);
                  if (meanwhile.isPositive()) {
                    schedule(ctx, meanwhile.toNanos(), lostBefore.plus(meanwhile));
                  } else {
                    timedOut(ctx);
                  }
                },
                delay,
                TimeUnit.NANOSECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof ByteBuf buffer && !ended.future().isComplete()) {
        hear(buffer);
        judge(ctx);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void hear(ByteBuf buffer) {
    int length = Math.min(buffer.readableBytes(), Preamble.MOST_BYTES + 1 - bytesIn);
    byte[] more = new byte[length];
    buffer.readBytes(more);
    heard = heard.and(more);
    bytesIn += length;
  }

  private void judge(ChannelHandlerContext ctx) {
    if (state != null) {
      follow(ctx, state.hear(heard));
    }
  }

  /** Goes on as far as what was heard allows: in a loop, since a peer may say much at once. */
  private void follow(ChannelHandlerContext ctx, Step first) {
    Step step = first;
    while (step instanceof Step.Say say) {
      step = said(ctx, say);
    }
    switch (step) {
      case Step.Say _ -> throw new AssertionError("the loop ends with another");
      case Step.More() -> {
        if (bytesIn > Preamble.MOST_BYTES) {
          failed(
              ctx,
              "sent more than %d KiB as its %s".formatted(Preamble.MOST_BYTES / 1024, awaited));
        }
      }
      case Step.Agreed(int taken) -> end(ctx, new Ended.Agreed(heard.from(taken)));
      case Step.Refused(String detail) -> failed(ctx, detail);
    }
  }

  private Step said(ChannelHandlerContext ctx, Step.Say say) {
    heard = heard.from(say.taken());
    awaited = say.awaited();
    state = say.next();
    if (!say.words().isEmpty()) {
      // Whether a write fails is told by what is read: a refusal may be waiting there.
      var _ = ctx.writeAndFlush(Unpooled.wrappedBuffer(say.words().toBytes()));
    }
    return say.next().hear(heard);
  }

  // ---- ends ----

  private void timedOut(ChannelHandlerContext ctx) {
    failed(
        ctx,
        "gave no %s%s within %d ms%s"
            .formatted(
                heard.isEmpty() ? "" : "whole ",
                awaited,
                TimeUnit.NANOSECONDS.toMillis(nanos + 500_000),
                heard.isEmpty() ? "" : ", only " + heard.quoted()));
  }

  private void gone(ChannelHandlerContext ctx, String how) {
    failed(
        ctx,
        heard.isEmpty()
            ? "%s the connection where its %s was expected".formatted(how, awaited)
            : "%s the connection in the midst of its %s, after %s"
                .formatted(how, awaited, heard.quoted()));
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      gone(ctx, "closed");
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    gone(ctx, "closed");
    ctx.fireChannelInactive();
  }

  @Override
  @SuppressWarnings("deprecation") // not the method, only its presence on ChannelHandler
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      gone(ctx, "reset");
    } else if (ended.tryFail(cause)) {
      leave(ctx);
      var _ = ctx.close();
    }
  }

  private void failed(ChannelHandlerContext ctx, String detail) {
    if (!ended.future().isComplete()) {
      end(ctx, new Ended.Failed(detail));
      var _ = ctx.channel().close();
    }
  }

  private void end(ChannelHandlerContext ctx, Ended how) {
    leave(ctx);
    ended.tryComplete(how);
  }

  private void leave(ChannelHandlerContext ctx) {
    if (timer != null) {
      timer.cancel(false);
    }
    if (!ctx.isRemoved()) {
      ctx.pipeline().remove(this);
    }
  }
}
