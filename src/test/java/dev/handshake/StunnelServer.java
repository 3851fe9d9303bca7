package dev.handshake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An stunnel with several services, each on a free port of 127.0.0.1, which send back what they are
 * sent.
 */
public final class StunnelServer implements AutoCloseable {
  private final ListeningProgram server;

  private StunnelServer(ListeningProgram server) {
    this.server = server;
  }

  /**
   * Starts one and waits until all its ports accept.
   *
   * @param directory where its configuration is written
   * @param services the lines of each service, such as {@code cert = FILE}, besides its address
   */
  public static StunnelServer start(Path directory, List<String> services) {
    Path file = directory.resolve("stunnel.conf");
    return new StunnelServer(
        ListeningProgram.start(
            services.size(),
            ports -> {
              write(file, configuration(services, ports));
              return List.of("stunnel", file.toString());
            }));
  }

  /** The port of a service by its place in the list. */
  public int port(int service) {
    return server.ports().get(service);
  }

  /** All that it has said, such as why it refused a client. */
  public String output() {
    return server.program().output();
  }

  @Override
  public void close() {
    server.close();
  }

  private static String configuration(List<String> services, List<Integer> ports) {
    StringBuilder text = new StringBuilder("foreground = yes\npid =\ndebug = notice\n");
    for (int number = 0; number < services.size(); number++) {
      text.append(
          """
          [service%d]
          accept = 127.0.0.1:%d
          exec = /bin/cat
          execArgs = cat
          %s
          """
              .formatted(number, ports.get(number), services.get(number)));
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
