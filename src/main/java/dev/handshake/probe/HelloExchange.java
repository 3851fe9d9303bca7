package dev.handshake.probe;

import dev.handshake.observation.Alert;
import dev.handshake.observation.Alert.Direction;
import dev.handshake.observation.ClientAuthentication;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Outcome.BreakOff;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Phase;
import dev.handshake.target.TlsVersion;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One question and its answer: our own ClientHello, and whether the server takes what it offers.
 *
 * <p>A ServerHello is the answer. What may follow it in the clear, up to the ServerHelloDone of TLS
 * 1.2, brings facts alone: a server that breaks off within it has accepted all the same, unless it
 * says otherwise by an alert.
 */
final class HelloExchange extends ChannelInboundHandlerAdapter implements WireTap.Listener {
  private static final int CLOSE_NOTIFY = 0;
  private static final int UNEXPECTED_MESSAGE = 10;
  private static final int ILLEGAL_PARAMETER = 47;
  private static final Logger LOG = LoggerFactory.getLogger(HelloExchange.class);

  private static final int DECODE_ERROR = 50;
  private static final int USER_CANCELED = 90;
  private static final int WARNING = 1;
  private static final int FATAL = 2;

  private final HelloOffer offer;
  private final Duration patience;
  private final Deadline deadline;
  private final Stopwatch stopwatch;
  private final LostTime lost;
  private final Promise<ProbeHandler.Ended> ended;
  private final WireTap tap;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ScheduledFuture<?> timer;
  private boolean over;

  /**
   * @param patience how long the answer may take
   */
  HelloExchange(
      HelloOffer offer,
      Duration patience,
      Deadline deadline,
      Stopwatch stopwatch,
      LostTime lost,
      Duration roundTrip,
      Promise<ProbeHandler.Ended> ended) {
    this.offer = offer;
    this.patience = patience;
    this.deadline = deadline;
    this.stopwatch = stopwatch;
    this.lost = lost;
    this.tap = new WireTap(this, stopwatch, ProbeHandler.listeningTime(roundTrip));
    this.ended = ended;
  }

  WireTap tap() {
    return tap;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    lost.schedule(ctx.executor(), deadline.nanosFor(patience), this::timedOut, set -> timer = set);
    var _ = ctx.writeAndFlush(Unpooled.wrappedBuffer(offer.record()));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
    look();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end(tap.reset() ? new Outcome.Reset(stage()) : new Outcome.Closed(stage()));
    ctx.fireChannelInactive();
  }

  @Override
  @SuppressWarnings("deprecation") // not the method, only its presence on ChannelHandler
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    end(cause instanceof IOException ? new Outcome.Reset(stage()) : ownFault(cause));
  }

  private static Outcome ownFault(Throwable cause) {
    LOG.error("a hello of our own failed by our own fault", cause);
    return new Outcome.OwnFault(Phase.HANDSHAKE, FaultWords.of(cause));
  }

  @Override
  public void notTls(String sample) {
    end(new Outcome.NotTls(sample));
  }

  @Override
  public void tooLarge(int bytes) {
    end(new Outcome.TooLarge(bytes));
  }

  private void timedOut() {
    end(new Outcome.TimedOut(Phase.HANDSHAKE));
  }

  /** Looks at what has been read so far. A table, from top to bottom. */
  private void look() {
    ServerFlight flight = tap.flight();
    if (flight.alert().isPresent()) {
      end(new Outcome.AlertReceived(flight.alert().get(), stage()));
    } else if (flight.outOfOrder()) {
      breakOff(UNEXPECTED_MESSAGE, "its ServerHello does not come first");
    } else if (flight.version().isPresent() && unasked(flight).isPresent()) {
      breakOff(ILLEGAL_PARAMETER, unasked(flight).get());
    } else if (flight.malformed()) {
      breakOff(DECODE_ERROR, "a message of its cannot be read");
    } else if (flight.isTls13() || flight.helloDone()) {
      end(new Outcome.Completed());
    }
  }

  /** What the server chose and we did not offer. */
  private Optional<String> unasked(ServerFlight flight) {
    int version = flight.version().orElseThrow();
    if (!offer.includesVersion(version)) {
      String name = TlsVersion.ofCode(version).map(TlsVersion::word).orElse(hex(version));
      return Optional.of("it chose " + name + ", which was not offered");
    }
    return flight
        .suite()
        .filter(suite -> !offer.includesSuite(suite))
        .map(suite -> "it chose " + TlsNames.suite(suite) + ", which was not offered");
  }

  private static String hex(int version) {
    return "version 0x%04x".formatted(version);
  }

  private void breakOff(int alert, String detail) {
    Optional<Alert> sent = Optional.of(new Alert(Direction.SENT, alert));
    end(new Outcome.BrokeOff(BreakOff.VIOLATION, detail, sent, stage()));
  }

  private Stage stage() {
    if (!tap.flight().chain().isEmpty()) {
      return Stage.CERTIFICATE;
    }
    return tap.flight().version().isPresent() ? Stage.SERVER_HELLO : Stage.CLIENT_HELLO;
  }

  /** Whether the server has chosen from what was offered, and nothing else. */
  private boolean accepted() {
    ServerFlight flight = tap.flight();
    return flight.version().isPresent() && !flight.outOfOrder() && unasked(flight).isEmpty();
  }

  private void end(Outcome outcome) {
    if (over) {
      return;
    }
    over = true;
    if (timer != null) {
      timer.cancel(false);
    }
    stopwatch.end();
    Outcome told = accepted() ? orAccepted(outcome) : outcome;
    farewell(told);
    ended.complete(
        new ProbeHandler.Ended(
            told,
            connection(),
            client(),
            HandshakeFacts.chain(tap.flight().chain()),
            Optional.empty(),
            false));
    if (context != null) {
      var _ = context.close();
    }
  }

  /**
   * What ends the flight behind an accepting ServerHello takes nothing of it back, but an alert.
   */
  private static Outcome orAccepted(Outcome outcome) {
    return switch (outcome) {
      case Outcome.AlertReceived _, Outcome.OwnFault _ -> outcome;
      case Outcome.Completed _,
          Outcome.ResolveFailed _,
          Outcome.ConnectFailed _,
          Outcome.ProxyFailed _,
          Outcome.StartTlsFailed _,
          Outcome.NotTls _,
          Outcome.TimedOut _,
          Outcome.Closed _,
          Outcome.Reset _,
          Outcome.BrokeOff _,
          Outcome.TooLarge _,
          Outcome.IdentityUnusable _,
          Outcome.HttpInvalid _ ->
          new Outcome.Completed();
    };
  }

  /** Says why we leave, as far as there is anything to say (RFC 8446, section 6). */
  private void farewell(Outcome outcome) {
    if (context == null || !context.channel().isActive()) {
      return;
    }
    if (outcome instanceof Outcome.Completed) {
      say(alert(WARNING, USER_CANCELED), alert(WARNING, CLOSE_NOTIFY));
    } else if (outcome instanceof Outcome.BrokeOff(_, _, var sent, _) && sent.isPresent()) {
      say(alert(FATAL, sent.get().code()));
    }
  }

  private void say(byte[]... records) {
    if (context != null) {
      var _ = context.writeAndFlush(Unpooled.wrappedBuffer(records));
    }
  }

  private byte[] alert(int level, int code) {
    int newest = TlsVersion.TLS_1_2.code();
    int version = Math.min(newest, tap.flight().version().orElse(offer.most().code()));
    return new byte[] {
      RecordReader.ALERT, 3, (byte) version, 0, 2, (byte) level, (byte) code,
    };
  }

  private ClientAuthentication client() {
    boolean requested = tap.flight().certificateRequested();
    return new ClientAuthentication(requested, false, false, List.of(), Optional.empty());
  }

  private Connection connection() {
    return HandshakeFacts.connection(
        Optional.empty(), tap, Optional.empty(), tap.flight().staple());
  }
}
