package dev.handshake.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A TCP server on a free port of 127.0.0.1 that holds one conversation per connection, each on its
 * own virtual thread and bounded in time, and so many at once.
 */
final class Listener implements AutoCloseable {
  /** How long one connection may last. */
  static final Duration LIMIT = Duration.ofSeconds(30);

  private static final int BACKLOG = 512;
  private static final int AT_ONCE = 512;

  private final ServerSocket server;
  private final Conversation conversation;
  private final ScheduledExecutorService timer;
  private final Semaphore permits = new Semaphore(AT_ONCE);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private Listener(ServerSocket server, Conversation conversation, ScheduledExecutorService timer) {
    this.server = server;
    this.conversation = conversation;
    this.timer = timer;
  }

  /**
   * Opens a server.
   *
   * @throws UncheckedIOException if no port is free
   */
  static Listener open(Conversation conversation, ScheduledExecutorService timer) {
    try {
      ServerSocket server = new ServerSocket();
      server.bind(new InetSocketAddress(loopback(), 0), BACKLOG);
      Listener listener = new Listener(server, conversation, timer);
      Thread.ofVirtual().name("lab-" + server.getLocalPort()).start(listener::accept);
      return listener;
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot listen on " + Street.ADDRESS, failure);
    }
  }

  /** 127.0.0.1, where everything of the lab lives. */
  static InetAddress loopback() {
    return InetAddress.ofLiteral(Street.ADDRESS);
  }

  int port() {
    return server.getLocalPort();
  }

  /** How many connections are being served. */
  int connections() {
    return open.size();
  }

  private void accept() {
    try {
      while (true) {
        permits.acquire();
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException | InterruptedException closed) {
      closeQuietly(server);
    }
  }

  private void serve(Socket socket) {
    open.add(socket);
    ScheduledFuture<?> end =
        timer.schedule(() -> closeQuietly(socket), LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    try (socket) {
      socket.setTcpNoDelay(true);
      if (!server.isClosed()) {
        conversation.hold(socket);
      }
    } catch (IOException peerWentAway) {
      // Half of the lab's clients are meant to.
    } finally {
      end.cancel(false);
      open.remove(socket);
      permits.release();
    }
  }

  @Override
  public void close() {
    closeQuietly(server);
    open.forEach(Listener::closeQuietly);
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception alreadyGone) {
      // Nothing is left to be done with it.
    }
  }
}
