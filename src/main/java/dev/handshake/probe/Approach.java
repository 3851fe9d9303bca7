package dev.handshake.probe;

import dev.handshake.observation.Outcome;
import dev.handshake.preamble.Octets;
import dev.handshake.preamble.Preamble;
import dev.handshake.probe.PreambleHandler.Ended;
import dev.handshake.reason.Phase;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Route;
import dev.handshake.target.StartTls;
import dev.handshake.target.Target;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * The way from a connection of TCP to the first byte of TLS: through a proxy, where one is set, and
 * then past the server's own preamble, where it has one.
 */
final class Approach {
  private final Target target;
  private final Channel channel;
  private final Deadline deadline;
  private final Stopwatch stopwatch;
  private final LostTime lost;

  private Approach(
      Target target, Channel channel, Deadline deadline, Stopwatch stopwatch, LostTime lost) {
    this.target = target;
    this.channel = channel;
    this.deadline = deadline;
    this.stopwatch = stopwatch;
    this.lost = lost;
  }

  /** Where the way led. */
  sealed interface Reached {
    /** TLS may begin; {@code surplus} came already, and is for TLS to judge. */
    record Tls(Octets surplus) implements Reached {}

    /** The channel is closed. */
    record Failed(Outcome outcome) implements Reached {}
  }

  /** Goes the way, on the channel's event loop. */
  static Future<Reached> make(
      Target target, Channel channel, Deadline deadline, Stopwatch stopwatch, LostTime lost) {
    return new Approach(target, channel, deadline, stopwatch, lost).proxy();
  }

  /** What is dialled on a target's behalf: the proxy, where there is one. */
  static Endpoint dialled(Target target) {
    return target.module().route().proxy().orElse(target.endpoint());
  }

  /**
   * What a connection came to that was reset as soon as it stood, if TLS was not to begin there.
   */
  static Optional<Outcome> resetAtOnce(Target target) {
    String detail = "reset the connection as soon as it stood";
    Route route = target.module().route();
    return route.proxy().isPresent()
        ? Optional.of(new Outcome.ProxyFailed(detail))
        : route.starttls().map(_ -> new Outcome.StartTlsFailed(detail));
  }

  private Future<Reached> proxy() {
    if (target.module().route().proxy().isEmpty()) {
      return starttls(Octets.NONE);
    }
    stopwatch.begin(Phase.PROXY);
    return hold(Preamble.connect(target.endpoint()), Octets.NONE)
        .compose(how ->
            switch (how) {
              case Ended.Agreed(Octets surplus) -> starttls(surplus);
              case Ended.Failed(String detail) -> failed(new Outcome.ProxyFailed(detail));
            });
  }

  private Future<Reached> starttls(Octets heard) {
    Optional<StartTls> protocol = target.module().route().starttls();
    if (protocol.isEmpty()) {
      return Future.succeededFuture(new Reached.Tls(heard));
    }
    stopwatch.begin(Phase.STARTTLS);
    return hold(Preamble.of(protocol.get(), target.serverName(), local()), heard)
        .compose(how ->
            switch (how) {
              case Ended.Agreed(Octets surplus) ->
                  surplus.isEmpty()
                      ? Future.succeededFuture(new Reached.Tls(surplus))
                      : injected(surplus.size());
              case Ended.Failed(String detail) -> failed(new Outcome.StartTlsFailed(detail));
            });
  }

  /** A server speaks TLS only after our ClientHello, so whatever comes before it is somebody's. */
  private Future<Reached> injected(int bytes) {
    var _ = channel.close();
    return failed(
        new Outcome.StartTlsFailed(
            "sent %d bytes more in plain text behind its agreement, which a TLS session must not take over"
                .formatted(bytes)));
  }

  private Future<Ended> hold(Preamble preamble, Octets heard) {
    Duration most = target.module().timing().handshakeTimeout();
    return PreambleHandler.hold(preamble, channel, heard, deadline.nanosFor(most), lost);
  }

  private static Future<Reached> failed(Outcome outcome) {
    return Future.succeededFuture(new Reached.Failed(outcome));
  }

  private InetAddress local() {
    return channel.localAddress() instanceof InetSocketAddress address
        ? address.getAddress()
        : InetAddress.getLoopbackAddress();
  }
}
