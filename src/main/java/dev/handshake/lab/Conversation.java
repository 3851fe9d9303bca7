package dev.handshake.lab;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** What a server of the lab does with one connection. */
@FunctionalInterface
interface Conversation {
  /**
   * Serves a connection to its end; the socket is closed afterwards, and at the latest after {@link
   * Listener#LIMIT}, which ends every read and write.
   *
   * @throws IOException when the peer goes away, or the limit has come
   */
  void hold(Socket socket) throws IOException;

  /** Ends our side in order and waits for the peer's end, so that no reset overtakes our bytes. */
  static void finish(Socket socket) throws IOException {
    if (!socket.isOutputShutdown()) {
      socket.shutdownOutput();
    }
    drain(socket.getInputStream());
  }

  /** Reads and forgets until the peer's end. */
  static void drain(InputStream in) throws IOException {
    byte[] scratch = new byte[4096];
    int read;
    do {
      read = in.read(scratch);
    } while (read >= 0);
  }
}
