package dev.handshake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A HAProxy with several frontends, each on a free port of 127.0.0.1, which answer every HTTP
 * request with 200.
 */
public final class HaproxyServer implements AutoCloseable {
  private final ListeningProgram server;

  private HaproxyServer(ListeningProgram server) {
    this.server = server;
  }

  /**
   * Starts one and waits until all its ports accept.
   *
   * @param directory where its configuration is written
   * @param binds what follows {@code bind ADDRESS ssl} in each frontend, such as {@code crt FILE
   *     verify required}; the file of {@code crt} holds the certificate, its chain and the key
   */
  public static HaproxyServer start(Path directory, List<String> binds) {
    Path file = directory.resolve("haproxy.cfg");
    return new HaproxyServer(
        ListeningProgram.start(
            binds.size(),
            ports -> {
              write(file, configuration(binds, ports));
              return List.of("haproxy", "-db", "-f", file.toString());
            }));
  }

  /** The port of a frontend by its place in the list. */
  public int port(int frontend) {
    return server.ports().get(frontend);
  }

  /** All that it has said: a line for each connection and request. */
  public String output() {
    return server.program().output();
  }

  @Override
  public void close() {
    server.close();
  }

  private static String configuration(List<String> binds, List<Integer> ports) {
    StringBuilder text =
        new StringBuilder(
            """
            global
              log stdout format raw local0
            defaults
              mode http
              log global
              option httplog
              timeout client 20s
              timeout server 20s
              timeout connect 1s
            """);
    for (int number = 0; number < binds.size(); number++) {
      text.append(
          """
          frontend f%d
            bind 127.0.0.1:%d ssl %s
            http-request return status 200 content-type text/plain string fine
          """
              .formatted(number, ports.get(number), binds.get(number)));
    }
    return text.toString();
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
