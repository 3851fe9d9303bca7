package dev.handshake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An nginx that is a proxy of mail servers, each on a free port of 127.0.0.1. There is no mail
 * server behind it: whoever goes on after STARTTLS and logs in is refused.
 */
public final class NginxMailServer implements AutoCloseable {
  /** Where Debian keeps the module, which is in a package of its own. */
  public static final String MODULE = "/usr/lib/nginx/modules/ngx_mail_module.so";

  private final ListeningProgram server;

  private NginxMailServer(ListeningProgram server) {
    this.server = server;
  }

  /**
   * Starts one and waits until all its ports accept.
   *
   * @param directory where its configuration and its log are written
   * @param blocks the directives of each server besides {@code listen}, such as {@code protocol
   *     smtp; starttls on;}
   */
  public static NginxMailServer start(Path directory, List<String> blocks) {
    Path file = directory.resolve("nginx-mail.conf");
    return new NginxMailServer(
        ListeningProgram.start(
            blocks.size(),
            ports -> {
              write(file, configuration(blocks, ports));
              return List.of(
                  "nginx",
                  "-p",
                  directory.toString(),
                  "-c",
                  file.toString(),
                  "-e",
                  directory.resolve("error.log").toString());
            }));
  }

  /** The port of a server by its place in the list. */
  public int port(int block) {
    return server.ports().get(block);
  }

  @Override
  public void close() {
    server.close();
  }

  private static String configuration(List<String> blocks, List<Integer> ports) {
    StringBuilder servers = new StringBuilder();
    for (int number = 0; number < blocks.size(); number++) {
      servers.append(
          "  server {%n    listen 127.0.0.1:%d;%n%s  }%n"
              .formatted(ports.get(number), blocks.get(number).indent(4)));
    }
    return """
    load_module %s;
    daemon off;
    master_process off;
    pid nginx-mail.pid;
    events { worker_connections 64; }
    mail {
      server_name mail.handshake.test;
      auth_http 127.0.0.1:1/nobody;
    %s}
    """
        .formatted(MODULE, servers);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
