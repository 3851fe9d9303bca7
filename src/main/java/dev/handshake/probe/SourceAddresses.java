package dev.handshake.probe;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Which of our addresses a packet would leave from, by destination. What was found for one address
 * holds for its neighbours (the same /8 of IPv4, the same /32 of IPv6) for ten seconds: asking the
 * kernel costs about as much as a whole look-up, and the answer only settles an order.
 */
final class SourceAddresses {
  static final Duration HOLDS_FOR = Duration.ofSeconds(10);

  private static final int MAX_PREFIXES = 1024;
  private static final int DISCARD_PORT = 9;

  private record Prefix(boolean ipv4, int bits) {
    static Prefix of(InetAddress address) {
      byte[] bytes = address.getAddress();
      return address instanceof Inet4Address
          ? new Prefix(true, bytes[0])
          : new Prefix(false, ByteBuffer.wrap(bytes).getInt());
    }
  }

  private record Found(Optional<InetAddress> source, long until) {}

  private final Function<InetAddress, Optional<InetAddress>> kernel;
  private final LongSupplier nanoTime;
  private final Map<Prefix, Found> found = new ConcurrentHashMap<>();

  SourceAddresses(LongSupplier nanoTime) {
    this(SourceAddresses::askKernel, nanoTime);
  }

  SourceAddresses(Function<InetAddress, Optional<InetAddress>> kernel, LongSupplier nanoTime) {
    this.kernel = kernel;
    this.nanoTime = nanoTime;
  }

  /** The source address for that destination; empty if there is no way to it. */
  Optional<InetAddress> of(InetAddress destination) {
    Prefix prefix = Prefix.of(destination);
    Found known = found.get(prefix);
    long now = nanoTime.getAsLong();
    if (known != null && now - known.until() < 0) {
      return known.source();
    }
    if (found.size() >= MAX_PREFIXES) {
      found.clear();
    }
    Optional<InetAddress> source = kernel.apply(destination);
    found.put(prefix, new Found(source, now + HOLDS_FOR.toNanos()));
    return source;
  }

  /** Connects a datagram socket: that chooses a route and a source, and sends nothing. */
  private static Optional<InetAddress> askKernel(InetAddress destination) {
    var family =
        destination instanceof Inet4Address
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6;
    try (DatagramChannel channel = DatagramChannel.open(family)) {
      channel.connect(new InetSocketAddress(destination, DISCARD_PORT));
      return channel.getLocalAddress() instanceof InetSocketAddress local
          ? Optional.of(local.getAddress())
          : Optional.empty();
    } catch (IOException | UnsupportedOperationException noWay) {
      return Optional.empty();
    }
  }
}
