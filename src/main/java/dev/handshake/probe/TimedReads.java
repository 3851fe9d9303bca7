package dev.handshake.probe;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Tells before each read of a channel for how long the bytes have lain there, in nanoseconds.
 *
 * <p>The moment before a buffer is allocated is the only one at which Netty lets somebody look at
 * bytes that are still the kernel's. By the stamp of the segment that brought them it is known to
 * the microsecond; where that is out of reach, by the kernel's memory of when data last came, in
 * its ticks of some milliseconds; without epoll not at all.
 */
final class TimedReads implements RecvByteBufAllocator {
  private final RecvByteBufAllocator buffers;
  private final EpollSocketChannel channel;
  private final Optional<KernelStamps> stamps;
  private final LongConsumer waited;

  private TimedReads(
      RecvByteBufAllocator buffers,
      EpollSocketChannel channel,
      Optional<KernelStamps> stamps,
      LongConsumer waited) {
    this.buffers = buffers;
    this.channel = channel;
    this.stamps = stamps;
    this.waited = waited;
  }

  /** Tells of each read from now on, where the transport can; before the first of them. */
  static void of(Channel channel, Optional<KernelStamps> stamps, LongConsumer waited) {
    if (channel instanceof EpollSocketChannel epoll) {
      stamps.ifPresent(_ -> epoll.config().setOption(KernelStamps.STAMPED, 1));
      epoll
          .config()
          .setRecvByteBufAllocator(
              new TimedReads(epoll.config().getRecvByteBufAllocator(), epoll, stamps, waited));
    }
  }

  @Override
  public ExtendedHandle newHandle() {
    return new Timed((ExtendedHandle) buffers.newHandle());
  }

  private void look() {
    int descriptor = channel.fd().intValue();
    if (stamps.isPresent()) {
      stamps.get().waited(descriptor).ifPresent(waited);
    } else {
      EpollTcpInfo info = channel.tcpInfo();
      waited.accept(TimeUnit.MILLISECONDS.toNanos(info.lastDataRecv()));
    }
  }

  private final class Timed extends DelegatingHandle implements ExtendedHandle {
    private final ExtendedHandle handle;

    Timed(ExtendedHandle handle) {
      super(handle);
      this.handle = handle;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      if (channel.isOpen()) {
        look();
      }
      return super.allocate(allocator);
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
      return handle.continueReading(maybeMore);
    }
  }
}
