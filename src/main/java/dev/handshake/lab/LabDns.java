package dev.handshake.lab;

import dev.handshake.probe.DnsSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A name server on a free UDP port of 127.0.0.1 (RFC 1035) for the lab's zone: one name fails, one
 * has no address, one is never answered, the others lead to 127.0.0.1. Outside of the zone nothing
 * exists.
 */
final class LabDns implements AutoCloseable {
  static final String NOT_FOUND = "missing.handshake.invalid";
  static final String FAILS = "fails.handshake.test";
  static final String NO_ADDRESS = "empty.handshake.test";
  static final String UNANSWERED = "unanswered.handshake.test";

  private static final String ZONE = ".handshake.test";
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final int LARGEST_QUERY = 512;
  private static final int HEADER = 12;
  private static final short RESPONSE_TO_RECURSION = (short) 0x8580;
  private static final int SERVER_FAILURE = 2;
  private static final int NAME_ERROR = 3;
  private static final short TYPE_A = 1;
  private static final short TYPE_SOA = 6;
  private static final short INTERNET = 1;
  private static final short QUESTION_NAME = (short) 0xc00c;

  private final DatagramSocket socket;

  private LabDns(DatagramSocket socket) {
    this.socket = socket;
  }

  /**
   * Opens the server.
   *
   * @throws UncheckedIOException if no port is free
   */
  static LabDns open() {
    try {
      LabDns dns = new LabDns(new DatagramSocket(new InetSocketAddress(Listener.loopback(), 0)));
      Thread.ofVirtual().name("lab-dns").start(dns::serve);
      return dns;
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot listen on " + Street.ADDRESS, failure);
    }
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** Settings that ask this server alone. */
  DnsSettings settings() {
    return new DnsSettings(List.of(address()), Optional.empty(), TIMEOUT);
  }

  private void serve() {
    DatagramPacket packet = new DatagramPacket(new byte[LARGEST_QUERY], LARGEST_QUERY);
    while (!socket.isClosed()) {
      try {
        packet.setLength(LARGEST_QUERY);
        socket.receive(packet);
        Optional<byte[]> answer = answer(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
        if (answer.isPresent()) {
          byte[] bytes = answer.get();
          socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
        }
      } catch (IOException | BufferUnderflowException | IllegalArgumentException notAQuery) {
        // The next one may be; a closed socket ends the loop.
      }
    }
  }

  private static Optional<byte[]> answer(ByteBuffer query) {
    short id = query.getShort();
    query.position(HEADER);
    String name = readName(query);
    short type = query.getShort();
    query.getShort();
    byte[] question = new byte[query.position() - HEADER];
    query.get(HEADER, question);
    return switch (name) {
      case UNANSWERED -> Optional.empty();
      case FAILS -> Optional.of(failure(id, question, SERVER_FAILURE));
      case NO_ADDRESS -> Optional.of(negative(id, question, 0));
      default ->
          Optional.of(
              !name.endsWith(ZONE)
                  ? negative(id, question, NAME_ERROR)
                  : type == TYPE_A ? address(id, question) : negative(id, question, 0));
    };
  }

  private static String readName(ByteBuffer query) {
    StringBuilder name = new StringBuilder();
    for (int length = query.get() & 0xff; length > 0; length = query.get() & 0xff) {
      byte[] label = new byte[length];
      query.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
    }
    return name.toString().toLowerCase(Locale.ROOT);
  }

  private static byte[] address(short id, byte[] question) {
    ByteBuffer answer = header(id, question, 0, 1, 0);
    answer.putShort(QUESTION_NAME).putShort(TYPE_A).putShort(INTERNET).putInt(0);
    answer.putShort((short) 4).put(new byte[] {127, 0, 0, 1});
    return written(answer);
  }

  /** No such data, with the authority record that makes it an answer (RFC 2308, section 2). */
  private static byte[] negative(short id, byte[] question, int code) {
    ByteBuffer answer = header(id, question, code, 0, 1);
    answer.put((byte) 0).putShort(TYPE_SOA).putShort(INTERNET).putInt(0);
    answer.putShort((short) 22).put(new byte[22]);
    return written(answer);
  }

  private static byte[] failure(short id, byte[] question, int code) {
    return written(header(id, question, code, 0, 0));
  }

  private static ByteBuffer header(
      short id, byte[] question, int code, int answers, int authorities) {
    ByteBuffer message = ByteBuffer.allocate(LARGEST_QUERY + 64);
    message.putShort(id).putShort((short) (RESPONSE_TO_RECURSION | code));
    message.putShort((short) 1).putShort((short) answers).putShort((short) authorities);
    return message.putShort((short) 0).put(question);
  }

  private static byte[] written(ByteBuffer message) {
    byte[] bytes = new byte[message.position()];
    message.get(0, bytes);
    return bytes;
  }

  @Override
  public void close() {
    socket.close();
  }
}
