package dev.handshake;

import java.util.ArrayList;
import java.util.List;

/**
 * A {@code gnutls-serv} on a free port, which answers in HTTP unless told otherwise and serves many
 * connections at once.
 */
public final class GnutlsServer implements AutoCloseable {
  private final ListeningProgram server;

  private GnutlsServer(ListeningProgram server) {
    this.server = server;
  }

  /**
   * Starts one and waits until it listens.
   *
   * @param arguments such as {@code --x509certfile}; the port is not among them
   */
  public static GnutlsServer start(List<String> arguments) {
    return new GnutlsServer(
        ListeningProgram.start(
            1,
            ports -> {
              List<String> command =
                  new ArrayList<>(List.of("gnutls-serv", "--port", ports.getFirst().toString()));
              command.addAll(arguments);
              return command;
            }));
  }

  public int port() {
    return server.ports().getFirst();
  }

  /** All that it has said, such as what its clients showed. */
  public String output() {
    return server.program().output();
  }

  @Override
  public void close() {
    server.close();
  }
}
