package dev.handshake.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Before bytes are read it is known how long they lay in the kernel, however long a loop hung. */
class TimedReadsTest {
  private static final byte[] HELLO = {1, 2, 3};
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long HELD = Duration.ofMillis(50).toNanos();

  /** At a hundred ticks a second, the fewest that kernels are built with. */
  private static final long TWO_TICKS = Duration.ofMillis(20).toNanos();

  /** A connection whose reads are timed, and its other end. */
  private static final class Line implements AutoCloseable {
    final List<Long> waits = new CopyOnWriteArrayList<>();
    final AtomicInteger received = new AtomicInteger();
    final List<Throwable> troubles = new CopyOnWriteArrayList<>();
    final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    final Channel channel;
    final Socket peer;

    Line(Optional<KernelStamps> stamps) throws IOException, InterruptedException {
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
        channel =
            new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .handler(new Ear(stamps))
                .connect(server.getLocalSocketAddress())
                .sync()
                .channel();
        peer = server.accept();
      }
    }

    private final class Ear extends ChannelInboundHandlerAdapter {
      private final Optional<KernelStamps> stamps;

      Ear(Optional<KernelStamps> stamps) {
        this.stamps = stamps;
      }

      @Override
      public void handlerAdded(ChannelHandlerContext ctx) {
        TimedReads.of(ctx.channel(), stamps, waits::add);
      }

      @Override
      public void channelRead(ChannelHandlerContext ctx, Object message) {
        received.addAndGet(((ByteBuf) message).readableBytes());
        ReferenceCountUtil.release(message);
      }

      @Override
      @SuppressWarnings("deprecation") // not the method, only its presence on ChannelHandler
      public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        troubles.add(cause);
      }
    }

    /** Holds the loop up until it is let go. */
    CountDownLatch hold() throws InterruptedException {
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      loop.execute(() -> {
        held.countDown();
        try {
          release.await();
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
        }
      });
      held.await();
      return release;
    }

    /**
     * Has the peer send while the loop hangs.
     *
     * @return nanoseconds that the bytes may have waited at most
     */
    long sendWhileHeld() throws IOException, InterruptedException {
      CountDownLatch release = hold();
      long before = System.nanoTime();
      peer.getOutputStream().write(HELLO);
      long sent = System.nanoTime();
      while (System.nanoTime() - sent < HELD) {
        Thread.onSpinWait();
      }
      release.countDown();
      receive(HELLO.length);
      return System.nanoTime() - before;
    }

    void receive(int bytes) {
      Eventually.holds(PATIENCE, () -> assertThat(received).hasValue(bytes));
    }

    @Override
    public void close() throws IOException {
      peer.close();
      var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  @Test
  void bytesThatCameWhileTheLoopHungAreKnownToHaveWaited() throws Exception {
    assertThat(KernelStamps.load()).as("on the machines that build this").isPresent();
    try (Line line = new Line(KernelStamps.load())) {
      long longest = line.sendWhileHeld();

      assertThat(line.waits).hasSize(1);
      assertThat(line.waits.getFirst()).isBetween(HELD, longest);
    }
  }

  @Test
  void withoutStampsItIsKnownInTheKernelsTicks() throws Exception {
    try (Line line = new Line(Optional.empty())) {
      long longest = line.sendWhileHeld();

      assertThat(line.waits).hasSize(1);
      assertThat(line.waits.getFirst()).isBetween(HELD - TWO_TICKS, longest + TWO_TICKS);
    }
  }

  @Test
  void allBytesAreStillReadHoweverManyCome() throws Exception {
    try (Line line = new Line(KernelStamps.load())) {
      byte[] large = new byte[300_000];
      line.peer.getOutputStream().write(large);
      line.receive(large.length);

      assertThat(line.waits).isNotEmpty().allSatisfy(wait -> assertThat(wait).isNotNegative());
    }
  }

  @Test
  void aResetIsStillTold() throws Exception {
    try (Line line = new Line(KernelStamps.load())) {
      CountDownLatch release = line.hold();
      line.peer.setSoLinger(true, 0);
      line.peer.close();
      release.countDown();
      line.channel.closeFuture().await();

      assertThat(line.troubles).singleElement().asString().contains("Connection reset");
      assertThat(line.waits).as("no bytes, no wait").isEmpty();
    }
  }

  @Test
  void anEndIsStillTold() throws Exception {
    try (Line line = new Line(KernelStamps.load())) {
      line.peer.getOutputStream().write(HELLO);
      line.peer.shutdownOutput();
      line.channel.closeFuture().await();

      assertThat(line.received).hasValue(HELLO.length);
      assertThat(line.troubles).isEmpty();
    }
  }
}
