package dev.handshake.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** A port of 127.0.0.1 that leads to a server, as long as it is open. */
final class Door implements AutoCloseable {
  /** What becomes of who comes. */
  enum Manner {
    /** They are led to the server. */
    OPEN,
    /** They are let in, and hear nothing. */
    SILENT,
    /** They are let in and thrown out. */
    RESETTING,
    /** Nobody listens. */
    SHUT
  }

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int BACKLOG = 64;
  private static final Duration AGAIN = Duration.ofMillis(200);

  private final int destination;
  private final Set<Socket> guests = ConcurrentHashMap.newKeySet();
  private ServerSocket server;
  private volatile Manner manner = Manner.OPEN;

  private Door(int destination, ServerSocket server) {
    this.destination = destination;
    this.server = server;
  }

  /** Opens a door to a port of 127.0.0.1. */
  static Door to(int destination) {
    Door door = new Door(destination, listening());
    door.admit();
    return door;
  }

  /** A port that no connection of a busy client takes: those lie above 32767 (ip(7)). */
  private static ServerSocket listening() {
    while (true) {
      try {
        return listening(ThreadLocalRandom.current().nextInt(20_000, 32_000));
      } catch (BindException taken) {
        // Another one.
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  private static ServerSocket listening(int port) throws IOException {
    ServerSocket server = new ServerSocket();
    try {
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(LOOPBACK, port), BACKLOG);
      return server;
    } catch (IOException failure) {
      server.close();
      throw failure;
    }
  }

  synchronized int port() {
    return server.getLocalPort();
  }

  /** From now on, new guests are received so; those inside leave where nobody listens any more. */
  synchronized void become(Manner next) {
    if (next == manner) {
      return;
    }
    Manner before = manner;
    manner = next;
    if (next == Manner.SHUT) {
      closeQuietly(server);
      guests.forEach(Door::closeQuietly);
    } else if (before == Manner.SHUT) {
      reopen();
    }
  }

  private void reopen() {
    int port = server.getLocalPort();
    while (true) {
      try {
        server = listening(port);
        admit();
        return;
      } catch (IOException taken) {
        Pause.of(AGAIN);
      }
    }
  }

  private synchronized void admit() {
    ServerSocket listening = server;
    Thread.ofVirtual().start(() -> admit(listening));
  }

  private void admit(ServerSocket listening) {
    try {
      while (true) {
        Socket guest = listening.accept();
        Thread.ofVirtual().start(() -> receive(guest));
      }
    } catch (IOException shut) {
      // As was wanted.
    }
  }

  private void receive(Socket guest) {
    guests.add(guest);
    try (guest) {
      switch (manner) {
        case OPEN -> lead(guest);
        case SILENT -> guest.getInputStream().transferTo(OutputStream.nullOutputStream());
        case RESETTING -> guest.setSoLinger(true, 0);
        case SHUT -> {}
      }
    } catch (IOException gone) {
      // Guests may leave.
    } finally {
      guests.remove(guest);
    }
  }

  private void lead(Socket guest) throws IOException {
    try (Socket host = new Socket(LOOPBACK, destination)) {
      Thread back = Thread.ofVirtual().start(() -> copy(host, guest));
      copy(guest, host);
      back.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException gone) {
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  @Override
  public synchronized void close() {
    manner = Manner.SHUT;
    closeQuietly(server);
    guests.forEach(Door::closeQuietly);
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception alreadyGone) {
      // Nothing is left to be done with it.
    }
  }
}
