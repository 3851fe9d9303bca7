package dev.handshake.bench;

import dev.handshake.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the kernel saw of the handshakes with one port of loopback, by tcpdump. */
final class Capture implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final int NANOSECONDS = 0xa1b23c4d;
  private static final int FILE_HEADER = 24;
  private static final int FRAME_HEADER = 16;
  private static final int ETHERNET = 14;
  private static final int SYN = 0x02;
  private static final int ACK = 0x10;
  private static final int SERVER_HELLO = 2;

  private final Program program;
  private final Path file;
  private final int port;

  private Capture(Program program, Path file, int port) {
    this.program = program;
    this.file = file;
    this.port = port;
  }

  /**
   * One connection, by the moments at which its segments first passed, in nanoseconds since 1970; 0
   * is not seen.
   */
  static final class Seen {
    private final long syn;
    private final int number;
    private long synAck;
    private long clientHello;
    private long serverHello;

    private Seen(long syn, int number) {
      this.syn = syn;
      this.number = number;
    }

    long syn() {
      return syn;
    }

    /** Nanoseconds from SYN to SYN with ACK. */
    long connect() {
      return synAck - syn;
    }

    /** Nanoseconds from ClientHello to ServerHello. */
    long hello() {
      return serverHello - clientHello;
    }

    private boolean complete() {
      return synAck > 0 && clientHello > 0 && serverHello > 0;
    }
  }

  /** Begins to capture; empty where there is no tcpdump or it may not, which it then says. */
  static Optional<Capture> begin(Path file, int port) {
    if (Program.find("tcpdump").isEmpty()) {
      System.out.println("tcpdump is not installed");
      return Optional.empty();
    }
    Program program =
        Program.start(
            "tcpdump",
            "-i",
            "lo",
            "-n",
            "-U",
            "-s",
            "160",
            "-B",
            "16384",
            "-Z",
            System.getProperty("user.name"),
            "--time-stamp-precision=nano",
            "-w",
            file.toString(),
            wanted(port));
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      if (program.output().contains("listening on")) {
        return Optional.of(new Capture(program, file, port));
      }
      Pause.of(LOOK);
    }
    System.out.println("tcpdump does not capture: " + program.output().strip());
    program.close();
    return Optional.empty();
  }

  /** SYN and SYN with ACK, and segments that begin with a ClientHello or a ServerHello. */
  private static String wanted(int port) {
    String record = "tcp[((tcp[12] & 0xf0) >> 2)]";
    String message = "tcp[((tcp[12] & 0xf0) >> 2) + 5]";
    return "tcp port "
        + port
        + " and (tcp[tcpflags] & tcp-syn != 0 or ("
        + (record + " = 0x16 and (" + message + " = 1 or " + message + " = 2)))");
  }

  /** Ends it. What was captured stays in the file. */
  @Override
  public void close() {
    program.close();
  }

  /** All connections of which everything was seen, by the port of the client. */
  Map<Integer, List<Seen>> connections() {
    ByteBuffer all;
    try {
      all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    if (all.remaining() < FILE_HEADER || all.getInt(0) != NANOSECONDS) {
      throw new IllegalStateException(file + ": (expected: a capture in nanoseconds)");
    }
    all.position(FILE_HEADER);
    Map<Integer, List<Seen>> connections = new HashMap<>();
    while (all.remaining() >= FRAME_HEADER) {
      long time = all.getInt() * 1_000_000_000L + all.getInt();
      int size = all.getInt();
      all.getInt();
      if (size > all.remaining()) {
        break; // the last one may be cut off
      }
      frame(all.slice(all.position(), size).order(ByteOrder.BIG_ENDIAN), time, connections);
      all.position(all.position() + size);
    }
    connections.values().forEach(seen -> seen.removeIf(one -> !one.complete()));
    return connections;
  }

  private void frame(ByteBuffer frame, long time, Map<Integer, List<Seen>> connections) {
    int tcp = ETHERNET + (frame.get(ETHERNET) & 0x0f) * 4;
    int from = Short.toUnsignedInt(frame.getShort(tcp));
    int to = Short.toUnsignedInt(frame.getShort(tcp + 2));
    int flags = frame.get(tcp + 13);
    boolean outbound = to == port;
    List<Seen> ofPort = connections.computeIfAbsent(outbound ? from : to, _ -> new ArrayList<>());
    if ((flags & (SYN | ACK)) == SYN) {
      int number = frame.getInt(tcp + 4);
      // A SYN that is sent again bears its number again; the wait for it is part of the connect.
      if (ofPort.isEmpty() || ofPort.getLast().number != number) {
        ofPort.add(new Seen(time, number));
      }
      return;
    }
    if (ofPort.isEmpty()) {
      return;
    }
    Seen last = ofPort.getLast();
    if ((flags & SYN) != 0) {
      last.synAck = last.synAck == 0 ? time : last.synAck;
    } else if (outbound) {
      last.clientHello = last.clientHello == 0 ? time : last.clientHello;
    } else if (frame.get(tcp + ((frame.get(tcp + 12) & 0xf0) >> 2) + 5) == SERVER_HELLO) {
      last.serverHello = last.serverHello == 0 ? time : last.serverHello;
    }
  }
}
