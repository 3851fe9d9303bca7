package dev.handshake.probe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a client offers (RFC 8446, section 4.1.2), read from the wire. */
final class ClientHello {
  static final int SERVER_NAME = 0;
  static final int SUPPORTED_GROUPS = 10;
  static final int ALPN = 16;
  static final int SESSION_TICKET = 35;
  static final int PRE_SHARED_KEY = 41;
  static final int EARLY_DATA = 42;
  static final int SUPPORTED_VERSIONS = 43;
  static final int KEY_SHARE = 51;

  private final byte[] message;
  private final byte[] random;
  private final byte[] sessionId;
  private final List<Integer> suites;
  private final Map<Integer, byte[]> extensions = new HashMap<>();

  /**
   * Reads a handshake message.
   *
   * @param message with its header of four bytes
   */
  ClientHello(byte[] message) {
    this.message = message.clone();
    ByteBuffer body = ByteBuffer.wrap(message, 4, message.length - 4);
    body.getShort();
    this.random = bytes(body, 32);
    this.sessionId = bytes(body, body.get() & 0xff);
    this.suites = numbers(ByteBuffer.wrap(bytes(body, two(body))));
    bytes(body, body.get() & 0xff);
    body.getShort();
    while (body.remaining() >= 4) {
      extensions.put(two(body), bytes(body, two(body)));
    }
  }

  byte[] message() {
    return message.clone();
  }

  byte[] random() {
    return random.clone();
  }

  byte[] sessionId() {
    return sessionId.clone();
  }

  /** The suites offered, those that only mean something else (GREASE, SCSV) left out. */
  List<String> suites() {
    return suites.stream().filter(ClientHello::isMeant).map(TlsNames::suite).toList();
  }

  Optional<String> serverName() {
    return extension(SERVER_NAME)
        .map(value ->
            new String(Arrays.copyOfRange(value, 5, value.length), StandardCharsets.US_ASCII));
  }

  List<String> groups() {
    return extension(SUPPORTED_GROUPS)
        .map(value -> numbers(ByteBuffer.wrap(value, 2, value.length - 2)))
        .orElse(List.of())
        .stream()
        .filter(ClientHello::isMeant)
        .map(TlsNames::group)
        .toList();
  }

  /** The versions offered, by their numbers on the wire; empty where TLS 1.3 is not. */
  List<Integer> versions() {
    return extension(SUPPORTED_VERSIONS)
        .map(value -> numbers(ByteBuffer.wrap(value, 1, value.length - 1)))
        .orElse(List.of())
        .stream()
        .filter(ClientHello::isMeant)
        .toList();
  }

  List<String> applicationProtocols() {
    List<String> names = new ArrayList<>();
    extension(ALPN)
        .map(value -> ByteBuffer.wrap(value, 2, value.length - 2))
        .ifPresent(list -> {
          while (list.hasRemaining()) {
            names.add(new String(bytes(list, list.get()), StandardCharsets.US_ASCII));
          }
        });
    return names;
  }

  /** The client's share of X25519. */
  Optional<byte[]> x25519() {
    ByteBuffer shares = extension(KEY_SHARE).map(ByteBuffer::wrap).orElse(ByteBuffer.allocate(2));
    shares.getShort();
    while (shares.remaining() >= 4) {
      int group = two(shares);
      byte[] share = bytes(shares, two(shares));
      if (group == 0x001d) {
        return Optional.of(share);
      }
    }
    return Optional.empty();
  }

  Optional<byte[]> extension(int type) {
    return Optional.ofNullable(extensions.get(type)).map(byte[]::clone);
  }

  /** RFC 8701, section 2; RFC 5746, section 3.3. */
  private static boolean isMeant(int number) {
    boolean grease = (number & 0x0f0f) == 0x0a0a && (number >> 8) == (number & 0xff);
    return !grease && number != 0x00ff;
  }

  private static List<Integer> numbers(ByteBuffer list) {
    List<Integer> numbers = new ArrayList<>();
    while (list.remaining() >= 2) {
      numbers.add(two(list));
    }
    return numbers;
  }

  private static int two(ByteBuffer buffer) {
    return Short.toUnsignedInt(buffer.getShort());
  }

  private static byte[] bytes(ByteBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }
}
