package dev.handshake.probe;

import dev.handshake.observation.Outcome;
import dev.handshake.observation.Outcome.ConnectFault;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Phase;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects TCP to the first of several addresses that accepts, on the event loop that asks for it.
 *
 * <p>A connection is a bare channel of Vert.x's transport: nothing of it is used but the channel,
 * and a client's socket around it costs as much as the handshake's own bookkeeping.
 */
final class Connector {
  private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

  private final ChannelFactory<? extends Channel> channels;
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  Connector(Vertx vertx) {
    this.channels = ((VertxInternal) vertx).transport().channelFactory(false);
  }

  /** What dialling came to. */
  sealed interface Dialled {
    /**
     * An address accepted.
     *
     * @param connectTime of the handshake of TCP, by the kernel's word where it gives one
     */
    record Connected(
        Channel channel,
        InetSocketAddress remote,
        Duration connectTime,
        boolean retransmitted,
        int localPort,
        List<InetSocketAddress> failed)
        implements Dialled {}

    /** None did; the outcome is that of the last. */
    record NotConnected(Outcome outcome, List<InetSocketAddress> failed) implements Dialled {}
  }

  /** To be called on the event loop that the connection is to live on. */
  Future<Dialled> dial(List<InetAddress> addresses, int port, Duration timeout, Deadline deadline) {
    return dial(addresses, port, timeout, deadline, new ArrayList<>());
  }

  private Future<Dialled> dial(
      List<InetAddress> addresses,
      int port,
      Duration timeout,
      Deadline deadline,
      List<InetSocketAddress> failed) {
    InetSocketAddress address = new InetSocketAddress(addresses.get(failed.size()), port);
    long begun = System.nanoTime();
    return connect(address, deadline.nanosFor(timeout))
        .map(channel -> connected(channel, address, System.nanoTime() - begun, failed))
        .recover(cause -> {
          failed.add(address);
          boolean more = failed.size() < addresses.size() && deadline.nanosFor(timeout) > 0;
          return more
              ? dial(addresses, port, timeout, deadline, failed)
              : Future.succeededFuture(notConnected(cause, failed));
        });
  }

  private Future<Channel> connect(InetSocketAddress address, long nanos) {
    ContextInternal context = ContextInternal.current();
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
    ChannelFuture connecting =
        new Bootstrap()
            .group(context.nettyEventLoop())
            .channelFactory(channels)
            .resolver(NoopAddressResolverGroup.INSTANCE)
            .handler(Inert.HANDLER)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(millis, Integer.MAX_VALUE))
            .option(ChannelOption.TCP_NODELAY, true)
            // A failed write must not close the socket: an alert may be waiting in it.
            .option(ChannelOption.AUTO_CLOSE, false)
            // So that the wire tap is told of the server's end, and may wait for a reset after it.
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .connect(address);
    // Where not even a channel could be made, its stand-in would never tell that it is closed.
    if (connecting.channel().isOpen()) {
      open.add(connecting.channel());
    }
    Promise<Channel> promise = Promise.promise();
    connecting.addListener(done ->
        context.emit(
            done.cause(),
            cause -> {
              if (cause == null) {
                promise.complete(connecting.channel());
              } else {
                promise.fail(cause);
              }
            }));
    return promise.future();
  }

  /** Stands in the pipeline for the handlers that come once there is a connection. */
  @ChannelHandler.Sharable
  private static final class Inert extends ChannelInboundHandlerAdapter {
    static final Inert HANDLER = new Inert();
  }

  private static Dialled connected(
      Channel channel, InetSocketAddress address, long nanos, List<InetSocketAddress> failed) {
    Duration measured = Duration.ofNanos(nanos);
    boolean retransmitted = false;
    if (channel instanceof EpollSocketChannel epoll) {
      EpollTcpInfo info = epoll.tcpInfo();
      retransmitted = info.totalRetrans() > 0;
      Duration kernel = Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(info.rtt()));
      // A lost SYN hides in the round-trip time, so then the callback's clock is the truer one.
      if (!retransmitted && kernel.isPositive() && kernel.compareTo(measured) < 0) {
        measured = kernel;
      }
    }
    return new Dialled.Connected(
        channel, address, measured, retransmitted, localPort(channel), failed);
  }

  private static int localPort(Channel channel) {
    return channel.localAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
  }

  private static Dialled notConnected(Throwable cause, List<InetSocketAddress> failed) {
    InetSocketAddress last = failed.getLast();
    String detail = describe(last);
    // A refused SYN is told as such; this is a connection that was accepted and reset at once.
    if (String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains("reset by peer")) {
      return new Dialled.NotConnected(new Outcome.Reset(Stage.CLIENT_HELLO), failed);
    }
    return new Dialled.NotConnected(
        fault(cause, last)
            .<Outcome>map(fault -> new Outcome.ConnectFailed(fault, detail))
            .orElseGet(() -> ownFault(cause, detail)),
        failed);
  }

  private static Outcome ownFault(Throwable cause, String address) {
    LOG.error("cannot connect to {} by our own fault", address, cause);
    return new Outcome.OwnFault(
        Phase.CONNECT, "it cannot connect to " + address + ": " + FaultWords.of(cause));
  }

  /**
   * What the kernel's error says of the way to the peer; empty where it speaks of our own shortage.
   */
  private static Optional<ConnectFault> fault(Throwable cause, InetSocketAddress address) {
    String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("timed out")) {
      return Optional.of(ConnectFault.TIMEOUT);
    }
    if (text.contains("refused")) {
      return Optional.of(ConnectFault.REFUSED);
    }
    boolean noSource =
        text.contains("cannot assign") && address.getAddress() instanceof Inet6Address;
    boolean unreachable =
        cause instanceof NoRouteToHostException
            || noSource
            || text.contains("unreachable")
            || text.contains("no route")
            || text.contains("host is down")
            || text.contains("not permitted")
            || text.contains("permission denied")
            || text.contains("invalid argument")
            || text.contains("not supported");
    if (unreachable) {
      return Optional.of(ConnectFault.UNREACHABLE);
    }
    boolean shortage = text.contains("cannot assign") || text.contains("too many open files");
    return cause instanceof ConnectException && !shortage
        ? Optional.of(ConnectFault.REFUSED)
        : Optional.empty();
  }

  static String describe(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /** Closes all connections. */
  void close() {
    var _ = open.close();
  }
}
