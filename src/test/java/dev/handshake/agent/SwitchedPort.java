package dev.handshake.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A port of 127.0.0.1 whose next connections can be led to another server than the last. */
public final class SwitchedPort implements AutoCloseable {
  private final ServerSocket socket;
  private volatile int destination;

  private SwitchedPort(ServerSocket socket, int destination) {
    this.socket = socket;
    this.destination = destination;
  }

  /** Opens a port that leads to another one of 127.0.0.1. */
  public static SwitchedPort open(int destination) throws IOException {
    ServerSocket socket = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    SwitchedPort port = new SwitchedPort(socket, destination);
    Thread.ofVirtual().start(port::accept);
    return port;
  }

  /** The port itself. */
  public int number() {
    return socket.getLocalPort();
  }

  /** Leads the next connections to another port. */
  public void leadTo(int other) {
    destination = other;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        Thread.ofVirtual().start(() -> relay(client));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void relay(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.ofLiteral("127.0.0.1"), destination)) {
      Thread back = Thread.ofVirtual().start(() -> copy(server, client));
      copy(client, server);
      back.join();
    } catch (IOException gone) {
      // Whoever is left sees the end of the connection.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
      to.shutdownOutput();
    } catch (IOException gone) {
      // As above.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
