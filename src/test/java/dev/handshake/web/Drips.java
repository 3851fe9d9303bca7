package dev.handshake.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Connections on which a few bytes are sent now and then. */
final class Drips implements AutoCloseable {
  private final List<Drip> all;

  Drips(List<Drip> all) {
    this.all = all;
  }

  /** One of them. */
  record Drip(Socket socket, String again) {}

  /**
   * One connection.
   *
   * @param first what is sent at once
   * @param again what is sent now and then
   */
  static Drip of(Socket socket, String first, String again) throws IOException {
    // In TLS the first byte waits for the handshake, which takes its time.
    socket.getOutputStream().write(first.getBytes(StandardCharsets.US_ASCII));
    socket.setSoTimeout(1);
    return new Drip(socket, again);
  }

  void untilAllAreCutOff() {
    Eventually.holds(
        Duration.ofSeconds(30),
        () -> assertThat(all.stream().filter(Drips::isOpen).map(Drip::again)).isEmpty());
  }

  /** Whether what is sent and read still finds somebody. */
  private static boolean isOpen(Drip drip) {
    try {
      drip.socket.getOutputStream().write(drip.again.getBytes(StandardCharsets.US_ASCII));
      return drip.socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException silent) {
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    for (Drip drip : all) {
      drip.socket.close();
    }
  }
}
