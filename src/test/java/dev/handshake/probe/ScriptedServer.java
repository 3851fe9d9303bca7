package dev.handshake.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP server on a free port that does with each connection what a test says, each on a virtual
 * thread of its own. The socket is closed when the conversation returns.
 */
final class ScriptedServer implements AutoCloseable {
  private final ServerSocket server;
  private final Conversation conversation;
  private final AtomicInteger accepted = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** What is done with a connection; failures end it and are otherwise forgotten. */
  @FunctionalInterface
  interface Conversation {
    void hold(Socket socket) throws IOException, GeneralSecurityException;
  }

  private ScriptedServer(ServerSocket server, Conversation conversation) {
    this.server = server;
    this.conversation = conversation;
  }

  /** A server on 127.0.0.1. */
  static ScriptedServer start(Conversation conversation) {
    return start("127.0.0.1", conversation);
  }

  static ScriptedServer start(String address, Conversation conversation) {
    try {
      ServerSocket server = new ServerSocket();
      server.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0), 256);
      ScriptedServer started = new ScriptedServer(server, conversation);
      Thread.ofVirtual().start(started::accept);
      return started;
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot listen on " + address, failure);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /** How many connections there have been. */
  int accepted() {
    return accepted.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    open.add(socket);
    try (socket) {
      socket.setTcpNoDelay(true);
      conversation.hold(socket);
    } catch (IOException | GeneralSecurityException peerWentAway) {
      // What the peer makes of it is what the tests look at.
    } finally {
      open.remove(socket);
    }
  }

  /** Waits for the peer's end, so that closing resets nothing. */
  static void drain(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] scratch = new byte[4096];
    int read;
    do {
      read = in.read(scratch);
    } while (read >= 0);
  }

  /** Ends our side in order, and waits for the peer's end. */
  static void finish(Socket socket) throws IOException {
    socket.shutdownOutput();
    drain(socket);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
