package dev.handshake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * An nginx with several server blocks, each on a free port of 127.0.0.1; it keeps everything in one
 * directory, hands out session tickets, and logs whether a session was resumed.
 */
public final class NginxServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int ATTEMPTS = 3;

  private final Program program;
  private final Path directory;
  private final List<Integer> ports;

  private NginxServer(Program program, Path directory, List<Integer> ports) {
    this.program = program;
    this.directory = directory;
    this.ports = ports;
  }

  /**
   * One server block.
   *
   * @param tls whether it listens for TLS
   * @param directives what stands in the block besides {@code listen}
   */
  public record Block(boolean tls, String directives) {}

  /**
   * One line of the access log.
   *
   * @param reused whether the session was resumed
   * @param verify nginx's verdict on the client certificate: SUCCESS, NONE or FAILED:why
   */
  public record Access(
      int port, String protocol, String cipher, boolean reused, String verify, int status) {}

  /** Starts nginx and waits until all its ports accept. */
  public static NginxServer start(Path directory, List<Block> blocks) {
    for (int attempt = 1; true; attempt++) {
      List<Integer> ports = ListeningProgram.freePorts(blocks.size());
      writeConfiguration(directory, blocks, ports);
      Program program =
          Program.start(
              "nginx",
              "-p",
              directory.toString(),
              "-c",
              directory.resolve("nginx.conf").toString(),
              "-e",
              directory.resolve("error.log").toString());
      NginxServer server = new NginxServer(program, directory, ports);
      if (ListeningProgram.accepts(program, ports)) {
        return server;
      }
      server.close();
      if (attempt == ATTEMPTS) {
        throw new AssertionError("nginx does not listen: " + program.output() + server.errors());
      }
    }
  }

  /** The port of a block by its place in the list. */
  public int port(int block) {
    return ports.get(block);
  }

  /**
   * What was logged of a block's port, once it is as much as is waited for; nginx writes a line
   * after it has answered a request.
   *
   * @throws AssertionError if it never is
   */
  public List<Access> accesses(int port, int atLeast) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<Access> logged = accesses(port);
    while (logged.size() < atLeast) {
      if (System.nanoTime() > end) {
        throw new AssertionError("logged of " + port + ": " + logged + ", expected " + atLeast);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      logged = accesses(port);
    }
    return logged;
  }

  private List<Access> accesses(int port) {
    try (Stream<String> lines = Files.lines(directory.resolve("access.log"))) {
      return lines.map(NginxServer::access).filter(access -> access.port() == port).toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What stands in the error log. */
  public String errors() {
    try {
      return Files.readString(directory.resolve("error.log"));
    } catch (IOException none) {
      return "";
    }
  }

  @Override
  public void close() {
    program.close();
  }

  private static Access access(String line) {
    String[] fields = line.split("\t", -1);
    return new Access(
        Integer.parseInt(fields[0]),
        fields[1],
        fields[2],
        fields[3].equals("r"),
        fields[4],
        Integer.parseInt(fields[5]));
  }

  private static void writeConfiguration(Path directory, List<Block> blocks, List<Integer> ports) {
    StringBuilder servers = new StringBuilder();
    for (int number = 0; number < blocks.size(); number++) {
      Block block = blocks.get(number);
      servers
          .append("  server {\n    listen 127.0.0.1:")
          .append(ports.get(number))
          .append(block.tls() ? " ssl;\n" : ";\n")
          .append(block.directives().indent(4))
          .append("  }\n");
    }
    try {
      Files.writeString(directory.resolve("nginx.conf"), configuration(servers));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String configuration(StringBuilder servers) {
    return """
    daemon off;
    master_process off;
    pid nginx.pid;
    worker_rlimit_nofile 16384;
    events { worker_connections 4096; }
    http {
      log_format tls '$server_port\\t$ssl_protocol\\t$ssl_cipher\\t$ssl_session_reused\\t$ssl_client_verify\\t$status';
      access_log access.log tls;
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      ssl_session_cache shared:lab:1m;
      ssl_session_tickets on;
      default_type text/plain;
    %s}
    """
        .formatted(servers);
  }
}
