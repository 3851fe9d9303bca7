package dev.handshake.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Locale;

/** A server on many loopback addresses that accepts and then does nothing good, at little cost. */
final class BadServer implements AutoCloseable {
  /** What it does. */
  enum Manner {
    /** It accepts and says nothing until the client gives up. */
    SILENT,
    /** It accepts and resets the connection. */
    RESETTING,
    /** It does not listen at all. */
    REFUSING;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int BACKLOG = 4096;
  private static final List<InetSocketAddress> NOWHERE = List.of();

  private final Manner manner;
  private final Selector selector;
  private final Thread thread;
  private final ByteBuffer ignored = ByteBuffer.allocateDirect(1 << 16);

  private BadServer(Manner manner, Selector selector) {
    this.manner = manner;
    this.selector = selector;
    this.thread = Thread.ofPlatform().daemon().name("bad-server").unstarted(this::serve);
  }

  static BadServer open(Manner manner, List<InetSocketAddress> addresses) {
    try {
      BadServer server = new BadServer(manner, Selector.open());
      for (InetSocketAddress address : manner == Manner.REFUSING ? NOWHERE : addresses) {
        ServerSocketChannel.open()
            .bind(address, BACKLOG)
            .configureBlocking(false)
            .register(server.selector, SelectionKey.OP_ACCEPT);
      }
      server.thread.start();
      return server;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void serve() {
    try {
      while (selector.isOpen()) {
        selector.select(this::handle);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void handle(SelectionKey key) {
    try {
      switch (key.channel()) {
        case ServerSocketChannel listening -> accept(listening);
        case SocketChannel connection -> ignore(connection);
        default -> throw new IllegalStateException("channel: " + key.channel());
      }
    } catch (IOException ended) {
      key.cancel();
    }
  }

  private void accept(ServerSocketChannel listening) throws IOException {
    for (var connection = listening.accept(); connection != null; connection = listening.accept()) {
      switch (manner) {
        case SILENT -> {
          connection.configureBlocking(false);
          connection.register(selector, SelectionKey.OP_READ);
        }
        case RESETTING -> {
          connection.setOption(StandardSocketOptions.SO_LINGER, 0);
          connection.close();
        }
        case REFUSING -> throw new IllegalStateException("accepted (expected: nothing listens)");
      }
    }
  }

  private void ignore(SocketChannel connection) throws IOException {
    ignored.clear();
    if (connection.read(ignored) < 0) {
      connection.close();
    }
  }

  @Override
  public void close() {
    try {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
      thread.join();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
