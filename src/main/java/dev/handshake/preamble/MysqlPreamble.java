package dev.handshake.preamble;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The SSLRequest of MySQL's protocol, which a server that speaks first may announce that it takes
 * (MySQL Internals, Connection Phase; MariaDB is the same).
 */
record MysqlPreamble() implements Preamble {
  private static final int HEADER = 4;
  private static final int ERROR = 0xff;
  private static final int VERSION = 10;

  /** Thread id, the first half of the challenge and a filler stand before the capabilities. */
  private static final int BEFORE_CAPABILITIES = 4 + 8 + 1;

  private static final int CLIENT_PROTOCOL_41 = 0x0200;
  private static final int CLIENT_SSL = 0x0800;
  private static final int CLIENT_SECURE_CONNECTION = 0x8000;
  private static final int LARGEST_PACKET = 1 << 24;
  private static final byte UTF8 = 33;
  private static final int REQUEST = 32;

  @Override
  public Step begin() {
    return Step.listen("greeting", MysqlPreamble::greeting);
  }

  private static Step greeting(Octets heard) {
    if (heard.size() <= HEADER) {
      return new Step.More();
    }
    int length = heard.little16(0) | heard.octet(2) << 16;
    int kind = heard.octet(HEADER);
    if (heard.octet(3) != 0 || length > MOST_BYTES || (kind != ERROR && kind != VERSION)) {
      return Step.nonsense("greeting of MySQL", heard);
    }
    int end = HEADER + length;
    if (heard.size() < end) {
      return new Step.More();
    }
    return kind == ERROR
        ? new Step.Refused("greeted us with the error " + Quoted.of(error(heard, end)))
        : initial(heard, end);
  }

  private static Step initial(Octets heard, int end) {
    int zero = heard.text(0, end).indexOf('\0', HEADER + 1);
    int capabilities = zero + 1 + BEFORE_CAPABILITIES;
    if (zero < 0 || capabilities + 2 > end) {
      return Step.nonsense("greeting of MySQL", heard);
    }
    // Nothing answers the request: the server waits for the ClientHello.
    return (heard.little16(capabilities) & CLIENT_SSL) == 0
        ? new Step.Refused(
            "does not announce TLS; its version is " + Quoted.of(heard.text(HEADER + 1, zero)))
        : new Step.Say(end, request(), "silence", MysqlPreamble::silence);
  }

  private static Step silence(Octets heard) {
    return new Step.Agreed(0);
  }

  /** A code of two bytes, and behind it the message. */
  private static String error(Octets heard, int end) {
    int message = HEADER + 3;
    return message > end
        ? heard.text(HEADER, end)
        : heard.little16(HEADER + 1) + " " + heard.text(message, end);
  }

  private static Octets request() {
    ByteBuffer packet = ByteBuffer.allocate(HEADER + REQUEST).order(ByteOrder.LITTLE_ENDIAN);
    packet.putInt(REQUEST | 1 << 24); // length, and the number of this packet in its last byte
    packet.putInt(CLIENT_PROTOCOL_41 | CLIENT_SSL | CLIENT_SECURE_CONNECTION);
    packet.putInt(LARGEST_PACKET).put(UTF8);
    return Octets.of(packet.array());
  }
}
