package dev.handshake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * A server program that has to be told its ports: free ones of 127.0.0.1, and others where somebody
 * took one of them first.
 */
record ListeningProgram(Program program, List<Integer> ports) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration A_MOMENT = Duration.ofMillis(20);
  private static final int ATTEMPTS = 3;

  ListeningProgram {
    ports = List.copyOf(ports);
  }

  /**
   * Starts one and waits until all its ports accept.
   *
   * @param command of the ports
   */
  static ListeningProgram start(int count, Function<List<Integer>, List<String>> command) {
    for (int attempt = 1; true; attempt++) {
      List<Integer> ports = freePorts(count);
      Program program = Program.start(command.apply(ports));
      ListeningProgram server = new ListeningProgram(program, ports);
      if (accepts(program, ports)) {
        return server;
      }
      server.close();
      if (attempt == ATTEMPTS) {
        throw new AssertionError("does not listen: " + program.output());
      }
    }
  }

  @Override
  public void close() {
    program.close();
  }

  /** Whether all ports accept before patience or the program ends. */
  static boolean accepts(Program program, List<Integer> ports) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (int port : ports) {
      while (!accepts(port)) {
        if (!program.isAlive() || System.nanoTime() > end) {
          return false;
        }
        LockSupport.parkNanos(A_MOMENT.toNanos());
      }
    }
    return program.isAlive();
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(loopback(), port), 1000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Ports of 127.0.0.1 that were free a moment ago. */
  static List<Integer> freePorts(int count) {
    List<ServerSocket> taken = new ArrayList<>();
    try {
      for (int number = 0; number < count; number++) {
        taken.add(new ServerSocket(0, 1, loopback()));
      }
      return taken.stream().map(ServerSocket::getLocalPort).toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } finally {
      taken.forEach(ListeningProgram::release);
    }
  }

  private static void release(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static InetAddress loopback() {
    return InetAddress.ofLiteral("127.0.0.1");
  }
}
