package dev.handshake.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A UDP port of 127.0.0.1 that leads to a name server, unless it is silent. */
final class NameDoor implements AutoCloseable {
  private static final int LARGEST = 4096;

  private final DatagramSocket front;
  private final DatagramSocket back;

  /** Who asked, by the query's id. */
  private final Map<Integer, SocketAddress> asked = new ConcurrentHashMap<>();

  private volatile boolean silent;

  private NameDoor(DatagramSocket front, DatagramSocket back) {
    this.front = front;
    this.back = back;
  }

  static NameDoor to(InetSocketAddress server) {
    try {
      InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
      NameDoor door = new NameDoor(new DatagramSocket(any), new DatagramSocket(any));
      Thread.ofVirtual().start(() -> door.carry(door.front, query -> door.ask(query, server)));
      Thread.ofVirtual().start(() -> door.carry(door.back, door::answer));
      return door;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  int port() {
    return front.getLocalPort();
  }

  void silent(boolean now) {
    silent = now;
  }

  private void ask(DatagramPacket query, SocketAddress server) throws IOException {
    if (!silent) {
      asked.put(id(query), query.getSocketAddress());
      query.setSocketAddress(server);
      back.send(query);
    }
  }

  private void answer(DatagramPacket answer) throws IOException {
    SocketAddress who = asked.remove(id(answer));
    if (who != null) {
      answer.setSocketAddress(who);
      front.send(answer);
    }
  }

  private static int id(DatagramPacket message) {
    return ((message.getData()[0] & 0xff) << 8) | (message.getData()[1] & 0xff);
  }

  @FunctionalInterface
  private interface Carrier {
    void carry(DatagramPacket packet) throws IOException;
  }

  private void carry(DatagramSocket from, Carrier carrier) {
    while (!from.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        from.receive(packet);
        carrier.carry(packet);
      } catch (IOException gone) {
        // Whoever asked has gone; a closed socket ends the loop.
      }
    }
  }

  @Override
  public void close() {
    front.close();
    back.close();
  }
}
