package dev.handshake.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * An HTTP proxy that knows one way only, wherever it is asked to connect to.
 *
 * @param port the port of 127.0.0.1 that all its tunnels lead to
 */
record ProxyConversation(Manners manners, int port) implements Conversation {
  private static final int LARGEST_HEAD = 8192;

  @Override
  public void hold(Socket socket) throws IOException {
    if (!readHead(socket.getInputStream()).startsWith("CONNECT ")) {
      return;
    }
    switch (manners) {
      case AGREES -> tunnel(socket);
      case REFUSES -> answer(socket, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
      case OFFERS_NOT -> answer(socket, "HTTP/1.1 405 Method Not Allowed\r\nAllow: GET\r\n\r\n");
      case WANTS_CREDENTIALS ->
          answer(
              socket,
              "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"lab\"\r\n\r\n");
      case INJECTS -> answer(socket, "HTTP/1.1 200 OK\r\n\r\n220 this is not TLS\r\n");
      case TALKS_NONSENSE -> answer(socket, "I am no proxy\r\n");
      case CLOSES -> Conversation.finish(socket);
      case RESETS -> socket.setSoLinger(true, 0);
      case SILENT -> Conversation.drain(socket.getInputStream());
    }
  }

  private void tunnel(Socket socket) throws IOException {
    try (Socket behind = new Socket(Listener.loopback(), port)) {
      behind.setTcpNoDelay(true);
      say(socket, "HTTP/1.1 200 Connection established\r\nVia: 1.1 lab\r\n\r\n");
      Thread back = Thread.ofVirtual().start(() -> pass(behind, socket));
      pass(socket, behind);
      back.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException gone) {
      // Then the other side has to hear of it too.
      closeQuietly(to);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // Nothing is left to be done with it.
    }
  }

  private static void answer(Socket socket, String words) throws IOException {
    say(socket, words);
    Conversation.finish(socket);
  }

  private static void say(Socket socket, String words) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(words.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /** Reads byte by byte: what comes behind the empty line is for whoever is behind the proxy. */
  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0 || head.length() > LARGEST_HEAD) {
        throw new IOException("no request: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }
}
