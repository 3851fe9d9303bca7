package dev.handshake.probe;

import dev.handshake.observation.Outcome;
import dev.handshake.observation.Outcome.ConnectFault;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Phase;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.SocketAddress;
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

/** Connects TCP to the first of several addresses that accepts. */
final class Connector {
  private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

  private final NetClient client;

  Connector(Vertx vertx) {
    this.client =
        vertx.createNetClient(
            new NetClientOptions().setTcpNoDelay(true).setReconnectAttempts(0).setSoLinger(-1));
  }

  /** What dialling came to. */
  sealed interface Dialled {
    /**
     * An address accepted.
     *
     * @param connectTime of the handshake of TCP, by the kernel's word where it gives one
     */
    record Connected(
        NetSocketInternal socket,
        InetSocketAddress remote,
        Duration connectTime,
        boolean retransmitted,
        List<InetSocketAddress> failed)
        implements Dialled {}

    /** None did; the outcome is that of the last. */
    record NotConnected(Outcome outcome, List<InetSocketAddress> failed) implements Dialled {}
  }

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
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline.nanosFor(timeout)));
    ConnectOptions options =
        new ConnectOptions()
            .setRemoteAddress(SocketAddress.inetSocketAddress(address))
            .setSsl(false)
            .setTimeout((int) Math.min(millis, Integer.MAX_VALUE));
    return client
        .connect(options)
        .map(socket ->
            connected((NetSocketInternal) socket, address, System.nanoTime() - begun, failed))
        .recover(cause -> {
          failed.add(address);
          boolean more = failed.size() < addresses.size() && deadline.nanosFor(timeout) > 0;
          return more
              ? dial(addresses, port, timeout, deadline, failed)
              : Future.succeededFuture(notConnected(cause, failed));
        });
  }

  private static Dialled connected(
      NetSocketInternal socket,
      InetSocketAddress address,
      long nanos,
      List<InetSocketAddress> failed) {
    Channel channel = socket.channelHandlerContext().channel();
    // A failed write must not close the socket: an alert may be waiting in it.
    channel.config().setAutoClose(false);
    // So that the wire tap is told of the server's end, and may wait for a reset that follows it.
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
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
    return new Dialled.Connected(socket, address, measured, retransmitted, failed);
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

  Future<Void> close() {
    return client.close();
  }
}
