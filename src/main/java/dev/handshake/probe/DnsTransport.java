package dev.handshake.probe;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;

/**
 * Where the sockets of a look-up come from: one event loop and the channels that fit it.
 *
 * @param loop the loop on which everything of the look-up happens
 */
record DnsTransport(
    EventLoop loop,
    ChannelFactory<? extends Channel> datagrams,
    ChannelFactory<? extends Channel> streams) {

  static DnsTransport of(VertxInternal vertx, EventLoop loop) {
    return new DnsTransport(
        loop,
        vertx.transport().datagramChannelFactory(),
        vertx.transport().channelFactory(/* domainSocket= */ false));
  }

  Bootstrap datagram() {
    return bootstrap(datagrams);
  }

  Bootstrap stream() {
    return bootstrap(streams);
  }

  private Bootstrap bootstrap(ChannelFactory<? extends Channel> channels) {
    return new Bootstrap().group(loop).channelFactory(channels).disableResolver();
  }

  static String written(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
