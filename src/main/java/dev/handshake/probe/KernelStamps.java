package dev.handshake.probe;

import io.netty.channel.Channel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel's stamps of when segments came in: the clock that a packet capture shows, too.
 *
 * <p>They come beside the bytes, by recvmsg(2), which Netty does not call on streams; so one byte
 * is looked at and left where it is. A look would also take an error that waits at the socket, such
 * as a reset, and thereby hide it from Netty, so none is taken unless there are bytes.
 */
final class KernelStamps {
  /** That a socket tells the stamps of what it receives; what time the kernel takes them is its. */
  static final IntegerUnixChannelOption STAMPED =
      new IntegerUnixChannelOption("SO_TIMESTAMPNS", Layout.SOL_SOCKET, Layout.SO_TIMESTAMPNS);

  private static final Logger LOG = LoggerFactory.getLogger(KernelStamps.class);

  /** The machines for which {@link Layout} was written. */
  private static final Set<String> MACHINES = Set.of("amd64", "aarch64");

  /** The kernel begins to take stamps with the first socket that wants them; this one stays. */
  private final Channel keeper = new EpollDatagramChannel();

  private final MethodHandle recvmsg;
  private final MethodHandle ioctl;
  private final InstantSource clock = InstantSource.system();
  private final ThreadLocal<Message> messages = ThreadLocal.withInitial(Message::new);

  private KernelStamps(MethodHandle recvmsg, MethodHandle ioctl) {
    this.recvmsg = recvmsg;
    this.ioctl = ioctl;
    keeper.config().setOption(STAMPED, 1);
  }

  /** What of the C library's types is used here, as Linux has it on 64-bit machines. */
  private static final class Layout {
    static final int SOL_SOCKET = 1;
    static final int SO_TIMESTAMPNS = 35;
    static final int MSG_PEEK = 2;
    static final int MSG_DONTWAIT = 0x40;
    static final long FIONREAD = 0x541b;

    /** Fields of struct msghdr. */
    static final int MESSAGE = 56;

    static final int BUFFERS = 16;
    static final int BUFFER_COUNT = 24;
    static final int CONTROL = 32;
    static final int CONTROL_SIZE = 40;

    /** Fields of struct cmsghdr, and of the struct timespec behind it. */
    static final int LEVEL = 8;

    static final int KIND = 12;
    static final int SECONDS = 16;
    static final int NANOS = 24;
    static final int STAMP = 32;

    private Layout() {}
  }

  /** One thread's memory for one look. */
  private static final class Message {
    final MemorySegment header = Arena.global().allocate(Layout.MESSAGE, 8);
    final MemorySegment control = Arena.global().allocate(2 * Layout.STAMP, 8);
    final MemorySegment unread = Arena.global().allocate(ValueLayout.JAVA_INT);

    Message() {
      MemorySegment octet = Arena.global().allocate(1);
      MemorySegment buffer = Arena.global().allocate(16, 8);
      buffer.set(ValueLayout.ADDRESS, 0, octet);
      buffer.set(ValueLayout.JAVA_LONG, 8, 1);
      header.set(ValueLayout.ADDRESS, Layout.BUFFERS, buffer);
      header.set(ValueLayout.JAVA_LONG, Layout.BUFFER_COUNT, 1);
      header.set(ValueLayout.ADDRESS, Layout.CONTROL, control);
    }
  }

  /** The stamps, on machines and in processes that let us ask for them; the first call is slow. */
  static Optional<KernelStamps> load() {
    return Loaded.STAMPS;
  }

  /** Loaded when first asked for. */
  private static final class Loaded {
    static final Optional<KernelStamps> STAMPS = ofLibrary();
  }

  @SuppressWarnings("restricted") // as the TLS library, which the manifest allows alike
  private static Optional<KernelStamps> ofLibrary() {
    boolean known =
        System.getProperty("os.name", "").equals("Linux")
            && MACHINES.contains(System.getProperty("os.arch", ""))
            && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
            && Epoll.isAvailable();
    if (!known) {
      return Optional.empty();
    }
    try {
      Linker linker = Linker.nativeLinker();
      SymbolLookup library = linker.defaultLookup();
      return Optional.of(
          new KernelStamps(
              linker.downcallHandle(
                  library.findOrThrow("recvmsg"),
                  FunctionDescriptor.of(
                      ValueLayout.JAVA_LONG,
                      ValueLayout.JAVA_INT,
                      ValueLayout.ADDRESS,
                      ValueLayout.JAVA_INT)),
              linker.downcallHandle(
                  library.findOrThrow("ioctl"),
                  FunctionDescriptor.of(
                      ValueLayout.JAVA_INT,
                      ValueLayout.JAVA_INT,
                      ValueLayout.JAVA_LONG,
                      ValueLayout.ADDRESS),
                  Linker.Option.firstVariadicArg(2))));
    } catch (RuntimeException | LinkageError refused) {
      LOG.debug("the kernel's stamps are out of reach", refused);
      return Optional.empty();
    }
  }

  /**
   * For how long the next bytes of a socket have been there.
   *
   * @return nanoseconds; empty where there are no bytes, or they bear no stamp
   */
  OptionalLong waited(int socket) {
    Message message = messages.get();
    try {
      int asked = (int) ioctl.invokeExact(socket, Layout.FIONREAD, message.unread);
      if (asked < 0 || message.unread.get(ValueLayout.JAVA_INT, 0) <= 0) {
        return OptionalLong.empty();
      }
      message.header.set(ValueLayout.JAVA_LONG, Layout.CONTROL_SIZE, message.control.byteSize());
      long looked =
          (long) recvmsg.invokeExact(socket, message.header, Layout.MSG_PEEK | Layout.MSG_DONTWAIT);
      return looked == 1 ? stamp(message) : OptionalLong.empty();
    } catch (Throwable impossible) {
      throw new IllegalStateException("the C library cannot be called", impossible);
    }
  }

  private OptionalLong stamp(Message message) {
    MemorySegment control = message.control;
    boolean stamped =
        message.header.get(ValueLayout.JAVA_LONG, Layout.CONTROL_SIZE) >= Layout.STAMP
            && control.get(ValueLayout.JAVA_INT, Layout.LEVEL) == Layout.SOL_SOCKET
            && control.get(ValueLayout.JAVA_INT, Layout.KIND) == Layout.SO_TIMESTAMPNS;
    if (!stamped) {
      return OptionalLong.empty();
    }
    Instant came =
        Instant.ofEpochSecond(
            control.get(ValueLayout.JAVA_LONG, Layout.SECONDS),
            control.get(ValueLayout.JAVA_LONG, Layout.NANOS));
    return OptionalLong.of(Math.max(0, came.until(clock.instant(), ChronoUnit.NANOS)));
  }
}
