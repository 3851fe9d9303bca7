package dev.handshake.lab;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/** Plays a {@link Script}. */
record ScriptedConversation(Script script) implements Conversation {
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int TLS_1_0 = 0x0301;
  private static final int TLS_1_2 = 0x0303;
  private static final int RSA_WITH_AES_128_CBC_SHA = 0x002f;
  private static final int ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 = 0xc02b;

  /** All extensions of a ServerHello: an empty renegotiation_info (RFC 5746, section 3.2). */
  private static final byte[] SECURE_RENEGOTIATION = {0, 5, (byte) 0xff, 1, 0, 1, 0};

  private static final long A_SECOND = 1_000_000_000L;
  private static final String HTTP_TEXT =
      "<html><body>The plain HTTP request was sent to an HTTP port</body></html>\r\n";

  @Override
  public void hold(Socket socket) throws IOException {
    switch (script) {
      case PLAIN_HTTP -> answer(socket, plainHttp());
      case BANNER -> banner(socket);
      case GARBAGE -> answer(socket, garbage());
      case SILENCE -> Conversation.drain(socket.getInputStream());
      case DRIP -> drip(socket.getOutputStream());
      case CLOSE -> Conversation.finish(socket);
      case RESET -> reset(socket);
      case RESET_AT_ONCE -> socket.setSoLinger(true, 0);
      case PROTOCOL_ALERT -> answer(socket, alert(2, 70));
      case OLD_SERVER_HELLO ->
          answer(socket, record(HANDSHAKE, serverHello(TLS_1_0, RSA_WITH_AES_128_CBC_SHA)));
      case INTERNAL_ALERT -> answer(socket, alert(2, 80));
      case FINISHED_FIRST -> answer(socket, record(HANDSHAKE, message(20, new byte[12])));
      case ENDLESS_CERTIFICATE -> endless(socket);
    }
  }

  /**
   * Reads one TLS record.
   *
   * @return its bytes, header included
   */
  static byte[] readRecord(InputStream in) throws IOException {
    byte[] header = exactly(in, 5);
    byte[] body = exactly(in, ((header[3] & 0xff) << 8) | (header[4] & 0xff));
    return join(header, body);
  }

  /** A TLS alert of a level (1 warning, 2 fatal) in a record. */
  static byte[] alert(int level, int code) {
    return record(ALERT, new byte[] {(byte) level, (byte) code});
  }

  private static void answer(Socket socket, byte[] bytes) throws IOException {
    readRecord(socket.getInputStream());
    socket.getOutputStream().write(bytes);
    Conversation.finish(socket);
  }

  private static void banner(Socket socket) throws IOException {
    socket.getOutputStream().write(ascii("220 mail.handshake.test ESMTP\r\n"));
    answer(socket, ascii("500 5.5.1 Command unrecognized\r\n"));
  }

  private static void drip(OutputStream out) throws IOException {
    byte[] slowHello = join(new byte[] {HANDSHAKE, 3, 3, 0x20, 0}, message(2, new byte[8188]));
    for (byte next : slowHello) {
      out.write(next);
      LockSupport.parkNanos(A_SECOND);
    }
  }

  private static void reset(Socket socket) throws IOException {
    readRecord(socket.getInputStream());
    socket.setSoLinger(true, 0);
  }

  private static void endless(Socket socket) throws IOException {
    readRecord(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    out.write(record(HANDSHAKE, serverHello(TLS_1_2, ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)));
    byte[] begin = {
      11, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xfc
    };
    out.write(record(HANDSHAKE, begin));
    byte[] more = record(HANDSHAKE, new byte[16_384]);
    for (int sent = 0; sent < 1 << 24; sent += 16_384) {
      out.write(more);
    }
    Conversation.finish(socket);
  }

  private static byte[] serverHello(int version, int suite) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(twoBytes(version));
    body.writeBytes(new byte[32]);
    body.write(0);
    body.writeBytes(twoBytes(suite));
    body.write(0);
    body.writeBytes(SECURE_RENEGOTIATION);
    return message(2, body.toByteArray());
  }

  private static byte[] message(int type, byte[] body) {
    return join(new byte[] {(byte) type, 0, (byte) (body.length >> 8), (byte) body.length}, body);
  }

  private static byte[] record(int type, byte[] body) {
    byte[] header = {(byte) type, 3, 3, (byte) (body.length >> 8), (byte) body.length};
    return join(header, body);
  }

  private static byte[] plainHttp() {
    return ascii(
        "HTTP/1.1 400 Bad Request\r\nServer: lab\r\nConnection: close\r\nContent-Length: "
            + HTTP_TEXT.length()
            + "\r\n\r\n"
            + HTTP_TEXT);
  }

  private static byte[] garbage() {
    byte[] bytes = new byte[512];
    for (int index = 0; index < bytes.length; index++) {
      bytes[index] = (byte) (0x80 + index * 37 % 128);
    }
    return bytes;
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the peer ended after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  private static byte[] twoBytes(int number) {
    return new byte[] {(byte) (number >> 8), (byte) number};
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] join(byte[] first, byte[] second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream(first.length + second.length);
    both.writeBytes(first);
    both.writeBytes(second);
    return both.toByteArray();
  }
}
