package dev.handshake;

import java.nio.file.Path;
import java.util.List;

/**
 * An sslsplit on a free port of 127.0.0.1, in front of a TLS server: it opens the connection and
 * shows a leaf of its own authority with the names of the server's.
 */
public final class SslsplitServer implements AutoCloseable {
  private final ListeningProgram server;

  private SslsplitServer(ListeningProgram server) {
    this.server = server;
  }

  /**
   * Starts one and waits until it accepts.
   *
   * @param certificate of the authority that it signs with, and its key, as PEM files
   * @param upstream the port of the server on 127.0.0.1
   */
  public static SslsplitServer start(Path certificate, Path key, int upstream) {
    return new SslsplitServer(
        ListeningProgram.start(
            1,
            ports ->
                List.of(
                    "sslsplit",
                    "-c",
                    certificate.toString(),
                    "-k",
                    key.toString(),
                    "ssl",
                    "127.0.0.1",
                    String.valueOf(ports.getFirst()),
                    "127.0.0.1",
                    String.valueOf(upstream))));
  }

  public int port() {
    return server.ports().getFirst();
  }

  /** All that it has said, such as why it could not open a connection. */
  public String output() {
    return server.program().output();
  }

  @Override
  public void close() {
    server.close();
  }
}
