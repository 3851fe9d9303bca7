package dev.handshake.probe;

import dev.handshake.observation.Alert;
import dev.handshake.observation.Alert.Direction;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Listens between the socket and the TLS handler: counts bytes, reads what is in the clear, and
 * notes how the connection ended. It must stand before the TLS handler is added, which sends its
 * ClientHello at once.
 */
final class WireTap extends ChannelDuplexHandler {
  /** The largest flight of handshake bytes that is accepted from a server. */
  static final int MAX_FLIGHT = 256 * 1024;

  private static final int SAMPLE = 48;
  private static final int CLIENT_HELLO = 1;

  /** A record of a plain alert, and the alert that a name is unknown at the level of a warning. */
  private static final int ALERT_RECORD = 7;

  private static final int NAME_WARNING = 0x0170;

  /**
   * An alert with its type, tag and padding; a Finished alone is larger (RFC 8446, section 5.2).
   */
  private static final int LARGEST_ENCRYPTED_ALERT = 40;

  /** The kernel's state of a connection that is over in both directions. */
  private static final int TCP_CLOSE = 7;

  private final Listener listener;
  private final Stopwatch stopwatch;
  private final Duration patience;
  private final ServerFlight flight = new ServerFlight(MAX_FLIGHT);
  private final RecordReader records = new RecordReader(flight);
  private long bytesIn;
  private long bytesOut;
  private boolean handshaking = true;
  private boolean secondFlightLeft;
  private boolean reset;
  private boolean inactive;
  private boolean silenced;
  private Optional<Alert> alertSent = Optional.empty();

  /** Is told of what ends a probe before the TLS handler could know. */
  interface Listener {
    /** The first bytes are no TLS record. */
    void notTls(String sample);

    /** The server's flight grew past the limit. */
    void tooLarge(int bytes);
  }

  /**
   * @param patience about two round trips: how long a reset may lag behind the server's end
   */
  WireTap(Listener listener, Stopwatch stopwatch, Duration patience) {
    this.listener = listener;
    this.stopwatch = stopwatch;
    this.patience = patience;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (silenced || !(message instanceof ByteBuf buffer)) {
      ReferenceCountUtil.release(message);
      return;
    }
    stopwatch.heard();
    boolean first = bytesIn == 0;
    bytesIn += buffer.readableBytes();
    if (first && !looksLikeTls(buffer)) {
      silenced = true;
      String sample = sample(buffer);
      buffer.release();
      listener.notTls(sample);
      return;
    }
    records.read(buffer);
    if (first && beginsWithNameWarning(buffer)) {
      buffer.skipBytes(ALERT_RECORD);
    }
    if (handshaking && (bytesIn > MAX_FLIGHT || flight.tooLarge())) {
      silenced = true;
      buffer.release();
      listener.tooLarge((int) bytesIn);
      return;
    }
    ctx.fireChannelRead(buffer);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    stopwatch.seenTo();
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    if (bytesOut > 0) {
      stopwatch.leaving();
    }
    ctx.flush();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf buffer) {
      bytesOut += buffer.readableBytes();
      readOutbound(buffer);
    }
    // The TLS handler closes a connection it cannot write to, and with it goes the alert that waits
    // to be read.
    var _ = ctx.write(message, ctx.newPromise().addListener(this::written));
    promise.trySuccess();
  }

  /** A reset that arrived before our first write is told to that write, and to no read after it. */
  private void written(Future<? super Void> write) {
    if (write.cause() instanceof IOException failure
        && !(failure instanceof ClosedChannelException)) {
      reset = true;
    }
  }

  @Override
  @SuppressWarnings("deprecation") // not the method, only its presence on ChannelHandler
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      reset = true;
    }
    ctx.fireExceptionCaught(cause);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded(ctx);
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  /**
   * A server that closes with bytes of ours unread or still to come resets the connection, and
   * whether an end reaches us before that is chance. So an end is waited on for the reset.
   */
  private void inputEnded(ChannelHandlerContext ctx) {
    noteReset(ctx.channel());
    if (handshaking && !reset) {
      var _ =
          ctx.executor()
              .schedule(
                  () -> {
                    noteReset(ctx.channel());
                    var _ = ctx.close();
                  },
                  patience.toNanos(),
                  TimeUnit.NANOSECONDS);
    } else {
      var _ = ctx.close();
    }
  }

  private void noteReset(Channel channel) {
    if (channel instanceof EpollSocketChannel epoll && epoll.isOpen()) {
      reset |= epoll.tcpInfo().state() == TCP_CLOSE;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    inactive = true;
    ctx.fireChannelInactive();
  }

  /** The first record of a server is a handshake message or an alert, of version 3.x. */
  private static boolean looksLikeTls(ByteBuf buffer) {
    int index = buffer.readerIndex();
    int type = buffer.getUnsignedByte(index);
    boolean typeFits = type == RecordReader.HANDSHAKE || type == RecordReader.ALERT;
    boolean versionFits = buffer.readableBytes() < 2 || buffer.getUnsignedByte(index + 1) == 3;
    return typeFits && versionFits;
  }

  /**
   * Whether the server begins by warning that it does not know the name (RFC 6066, section 3). The
   * JDK takes the warning for a fatal alert, so engines do not get to see it.
   */
  private static boolean beginsWithNameWarning(ByteBuf buffer) {
    int index = buffer.readerIndex();
    return buffer.readableBytes() >= ALERT_RECORD
        && buffer.getUnsignedByte(index) == RecordReader.ALERT
        && buffer.getUnsignedShort(index + 3) == 2
        && buffer.getUnsignedShort(index + 5) == NAME_WARNING;
  }

  private static String sample(ByteBuf buffer) {
    StringBuilder text = new StringBuilder();
    int end = Math.min(buffer.readableBytes(), SAMPLE);
    for (int offset = 0; offset < end; offset++) {
      int octet = buffer.getUnsignedByte(buffer.readerIndex() + offset);
      if (octet >= 0x20 && octet < 0x7f && octet != '\\') {
        text.append((char) octet);
      } else {
        text.append(octet == '\r' ? "\\r" : octet == '\n' ? "\\n" : "\\x%02x".formatted(octet));
      }
    }
    return text.toString();
  }

  /** Looks at the records we send; the TLS handler writes whole ones. */
  private void readOutbound(ByteBuf buffer) {
    int index = buffer.readerIndex();
    while (handshaking && index + 6 <= buffer.writerIndex()) {
      int type = buffer.getUnsignedByte(index);
      int size = buffer.getUnsignedShort(index + 3);
      if (type == RecordReader.ALERT && size == 2 && index + 7 <= buffer.writerIndex()) {
        alertSent = Optional.of(new Alert(Direction.SENT, buffer.getUnsignedByte(index + 6)));
      } else if ((type == RecordReader.APPLICATION_DATA && size > LARGEST_ENCRYPTED_ALERT)
          || (type == RecordReader.HANDSHAKE
              && buffer.getUnsignedByte(index + 5) != CLIENT_HELLO)) {
        secondFlightLeft = true;
      }
      index += 5 + size;
    }
  }

  /** From here on what comes is no longer part of the server's flight. */
  void handshakeDone() {
    handshaking = false;
  }

  /** How many encrypted records have begun, the one that is not yet complete included. */
  int encryptedRecordsBegun() {
    return flight.encryptedRecords() + (records.within() ? 1 : 0);
  }

  ServerFlight flight() {
    return flight;
  }

  long bytesIn() {
    return bytesIn;
  }

  long bytesOut() {
    return bytesOut;
  }

  /** Whether our flight after the server's certificate has left. */
  boolean secondFlightLeft() {
    return secondFlightLeft;
  }

  /** Whether the connection ended with an error of the transport. */
  boolean reset() {
    return reset;
  }

  /** Whether the connection ended. */
  boolean inactive() {
    return inactive;
  }

  /** An alert that we sent in the clear. */
  Optional<Alert> alertSent() {
    return alertSent;
  }
}
