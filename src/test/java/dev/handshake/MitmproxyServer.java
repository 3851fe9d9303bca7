package dev.handshake;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * A mitmproxy on a free port of 127.0.0.1, in front of a TLS server or as an HTTP proxy. It mints
 * an authority of its own, which bears its name. Takes some seconds to start: one is enough for a
 * class.
 */
public final class MitmproxyServer implements AutoCloseable {
  private final ListeningProgram server;
  private final Path directory;

  private MitmproxyServer(ListeningProgram server, Path directory) {
    this.server = server;
    this.directory = directory;
  }

  /**
   * Starts one and waits until it accepts.
   *
   * @param directory where it keeps its authority
   * @param upstream the port of the server on 127.0.0.1
   */
  public static MitmproxyServer start(Path directory, int upstream) {
    return started(directory, "--mode", "reverse:https://127.0.0.1:" + upstream, "--ssl-insecure");
  }

  /**
   * Starts one that is an HTTP proxy, leaves TLS alone, and waits until it accepts.
   *
   * @param directory where it keeps its authority, which it does not need
   */
  public static MitmproxyServer startPassingOn(Path directory) {
    return started(directory, "--mode", "regular", "--ignore-hosts", ".*");
  }

  private static MitmproxyServer started(Path directory, String... options) {
    return new MitmproxyServer(
        ListeningProgram.start(
            1,
            ports -> {
              List<String> command =
                  new ArrayList<>(
                      List.of(
                          "mitmdump",
                          "--quiet",
                          "--listen-host",
                          "127.0.0.1",
                          "--listen-port",
                          String.valueOf(ports.getFirst()),
                          "--set",
                          "confdir=" + directory));
              command.addAll(List.of(options));
              return command;
            }),
        directory);
  }

  public int port() {
    return server.ports().getFirst();
  }

  /** The root that it signs with. */
  public X509Certificate root() {
    try (InputStream pem =
        new FileInputStream(directory.resolve("mitmproxy-ca-cert.pem").toFile())) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (CertificateException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  /** All that it has said. */
  public String output() {
    return server.program().output();
  }

  @Override
  public void close() {
    server.close();
  }
}
