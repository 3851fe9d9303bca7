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
    return started(
        directory,
        "http",
        binds.stream()
            .map(bind ->
                " ssl %s\n  http-request return status 200 content-type text/plain string fine\n"
                    .formatted(bind))
            .toList());
  }

  /**
   * Starts one that speaks no TLS.
   *
   * @param rules the lines of each frontend besides its address, such as {@code tcp-request
   *     connection reject}; there is a backend {@code none} without servers
   */
  public static HaproxyServer startPlain(Path directory, List<String> rules) {
    return started(directory, "tcp", rules.stream().map(rule -> "\n" + rule.indent(2)).toList());
  }

  private static HaproxyServer started(Path directory, String mode, List<String> frontends) {
    Path file = directory.resolve("haproxy.cfg");
    return new HaproxyServer(
        ListeningProgram.start(
            frontends.size(),
            ports -> {
              write(file, configuration(mode, frontends, ports));
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

  private static String configuration(String mode, List<String> frontends, List<Integer> ports) {
    StringBuilder text =
        new StringBuilder(
            """
            global
              log stdout format raw local0
            defaults
              mode %s
              log global
              option %slog
              timeout client 20s
              timeout server 20s
              timeout connect 1s
            backend none
            """
                .formatted(mode, mode));
    for (int number = 0; number < frontends.size(); number++) {
      text.append(
          "frontend f%d%n  bind 127.0.0.1:%d%s"
              .formatted(number, ports.get(number), frontends.get(number)));
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
