package dev.handshake.probe;

import dev.handshake.observation.Alert;
import dev.handshake.observation.Alert.Direction;
import dev.handshake.target.TlsVersion;
import io.netty.buffer.ByteBuf;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What can be read of the server's messages without keys: all of them up to ChangeCipherSpec in TLS
 * 1.2, the ServerHello in TLS 1.3; after that only that records came, and of what type.
 */
final class ServerFlight implements RecordReader.Records {
  private static final int HELLO_REQUEST = 0;
  private static final int SERVER_HELLO = 2;
  private static final int CERTIFICATE = 11;
  private static final int SERVER_KEY_EXCHANGE = 12;
  private static final int CERTIFICATE_REQUEST = 13;
  private static final int SERVER_HELLO_DONE = 14;
  private static final int CERTIFICATE_STATUS = 22;
  private static final int NAMED_CURVE = 3;
  private static final int EXTENSION_PRE_SHARED_KEY = 41;
  private static final int EXTENSION_SUPPORTED_VERSIONS = 43;
  private static final int EXTENSION_KEY_SHARE = 51;
  private static final int WARNING = 1;
  private static final int UNRECOGNIZED_NAME = 112;

  /** The random of a ServerHello that is a HelloRetryRequest (RFC 8446, section 4.1.3). */
  private static final byte[] RETRY =
      HexFormat.of().parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

  private final int limit;
  private byte[] message = new byte[512];
  private int length;
  private boolean encrypted;
  private boolean tooLarge;
  private boolean malformed;

  private Optional<Integer> version = Optional.empty();
  private Optional<Integer> suite = Optional.empty();
  private Optional<Integer> group = Optional.empty();
  private Optional<Integer> signatureScheme = Optional.empty();
  private Optional<Alert> alert = Optional.empty();
  private List<byte[]> chain = List.of();
  private Optional<byte[]> staple = Optional.empty();
  private boolean helloRetryRequest;
  private boolean helloSeen;
  private boolean helloDone;
  private boolean outOfOrder;
  private boolean certificateRequested;
  private boolean resumed;
  private boolean serverNameWarning;
  private int encryptedRecords;
  private int encryptedHandshakeRecords;

  /**
   * @param limit the largest message that is read, in bytes
   */
  ServerFlight(int limit) {
    this.limit = limit;
  }

  @Override
  public void content(int type, ByteBuf buffer, int index, int size) {
    boolean readable =
        !encrypted && !malformed && (type == RecordReader.HANDSHAKE || type == RecordReader.ALERT);
    if (readable && !tooLarge) {
      append(buffer, index, size);
    }
  }

  @Override
  public void end(int type) {
    switch (type) {
      case RecordReader.CHANGE_CIPHER_SPEC -> changeCipherSpec();
      case RecordReader.HANDSHAKE -> handshakeRecord();
      case RecordReader.ALERT -> alertRecord();
      default -> {
        outOfOrder |= version.isEmpty();
        encryptedRecords++;
      }
    }
  }

  private void append(ByteBuf buffer, int index, int size) {
    if (length + size > limit + 4) {
      tooLarge = true;
      return;
    }
    if (length + size > message.length) {
      message = Arrays.copyOf(message, Math.max(length + size, message.length * 2));
    }
    buffer.getBytes(index, message, length, size);
    length += size;
  }

  private void changeCipherSpec() {
    outOfOrder |= version.isEmpty();
    if (!isTls13()) {
      resumed = chain.isEmpty() && suite.isPresent();
      encrypted = true;
    }
  }

  private void handshakeRecord() {
    if (encrypted) {
      encryptedRecords++;
      encryptedHandshakeRecords++;
      return;
    }
    ByteBuffer unread = ByteBuffer.wrap(message, 0, length);
    while (unread.remaining() >= 4 && !encrypted && !malformed) {
      unread.mark();
      int type = unread.get();
      int size = medium(unread);
      tooLarge |= size > limit;
      if (size > unread.remaining()) {
        unread.reset();
        break;
      }
      readMessage(type, slice(unread, size));
    }
    length = unread.remaining();
    // Where nothing was taken nothing moves: a long message may come in records of one byte.
    if (unread.position() > 0) {
      System.arraycopy(message, unread.position(), message, 0, length);
    }
  }

  private void alertRecord() {
    if (encrypted) {
      encryptedRecords++;
      return;
    }
    if (length >= 2) {
      int level = message[0] & 0xff;
      int code = message[1] & 0xff;
      if (level == WARNING && code == UNRECOGNIZED_NAME) {
        serverNameWarning = true;
      } else if (level != WARNING) {
        alert = Optional.of(new Alert(Direction.RECEIVED, code));
      }
    }
    length = 0;
  }

  private void readMessage(int type, ByteBuffer body) {
    outOfOrder |= version.isEmpty() && type != SERVER_HELLO && type != HELLO_REQUEST;
    try {
      switch (type) {
        case SERVER_HELLO -> serverHello(body);
        case CERTIFICATE -> certificate(body);
        case SERVER_KEY_EXCHANGE -> serverKeyExchange(body);
        case CERTIFICATE_REQUEST -> certificateRequested = true;
        case SERVER_HELLO_DONE -> helloDone = true;
        case CERTIFICATE_STATUS -> certificateStatus(body);
        default -> {}
      }
    } catch (BufferUnderflowException | IllegalArgumentException broken) {
      malformed = true;
    }
  }

  /** RFC 8446, section 4.1.3. */
  private void serverHello(ByteBuffer body) {
    int chosen = Short.toUnsignedInt(body.getShort());
    byte[] random = new byte[32];
    body.get(random);
    skip(body, Byte.toUnsignedInt(body.get()));
    suite = Optional.of(Short.toUnsignedInt(body.getShort()));
    body.get();
    boolean retry = Arrays.equals(random, RETRY);
    if (body.remaining() >= 2) {
      ByteBuffer extensions = slice(body, Short.toUnsignedInt(body.getShort()));
      while (extensions.remaining() >= 4) {
        int type = Short.toUnsignedInt(extensions.getShort());
        ByteBuffer value = slice(extensions, Short.toUnsignedInt(extensions.getShort()));
        switch (type) {
          case EXTENSION_SUPPORTED_VERSIONS -> chosen = Short.toUnsignedInt(value.getShort());
          case EXTENSION_KEY_SHARE -> group = Optional.of(Short.toUnsignedInt(value.getShort()));
          case EXTENSION_PRE_SHARED_KEY -> resumed = true;
          default -> {}
        }
      }
    }
    version = Optional.of(chosen);
    helloRetryRequest |= retry;
    helloSeen |= !retry;
    encrypted = isTls13() && !retry;
  }

  /** RFC 5246, section 7.4.2. */
  private void certificate(ByteBuffer body) {
    ByteBuffer list = slice(body, medium(body));
    List<byte[]> read = new ArrayList<>();
    while (list.remaining() >= 3) {
      byte[] der = new byte[size(list, medium(list))];
      list.get(der);
      read.add(der);
    }
    chain = List.copyOf(read);
  }

  /** RFC 8422, section 5.4; other key exchanges name no group. */
  private void serverKeyExchange(ByteBuffer body) {
    boolean elliptic = suite.isPresent() && TlsNames.suite(suite.get()).contains("_ECDHE_");
    if (!elliptic || body.get() != NAMED_CURVE) {
      return;
    }
    group = Optional.of(Short.toUnsignedInt(body.getShort()));
    skip(body, Byte.toUnsignedInt(body.get()));
    if (version.isPresent() && version.get() == TlsVersion.TLS_1_2.code()) {
      signatureScheme = Optional.of(Short.toUnsignedInt(body.getShort()));
    }
  }

  /** RFC 6066, section 8. */
  private void certificateStatus(ByteBuffer body) {
    body.get();
    byte[] response = new byte[size(body, medium(body))];
    body.get(response);
    staple = Optional.of(response);
  }

  private static int medium(ByteBuffer buffer) {
    return (Byte.toUnsignedInt(buffer.get()) << 16) | Short.toUnsignedInt(buffer.getShort());
  }

  private static ByteBuffer slice(ByteBuffer buffer, int size) {
    ByteBuffer piece = buffer.slice(buffer.position(), size(buffer, size));
    buffer.position(buffer.position() + size);
    return piece;
  }

  private static void skip(ByteBuffer buffer, int size) {
    buffer.position(buffer.position() + size(buffer, size));
  }

  private static int size(ByteBuffer buffer, int size) {
    if (size > buffer.remaining()) {
      throw new BufferUnderflowException();
    }
    return size;
  }

  boolean isTls13() {
    return version.isPresent() && version.get() >= TlsVersion.TLS_1_3.code();
  }

  /** Whether a ServerHello came that is no HelloRetryRequest. */
  boolean helloSeen() {
    return helloSeen;
  }

  /** Whether a TLS 1.2 server has said all that it says before our turn. */
  boolean helloDone() {
    return helloDone;
  }

  /** Whether anything came before a ServerHello that has no place there. */
  boolean outOfOrder() {
    return outOfOrder;
  }

  /** Whether a message cannot be read; what follows it was not. */
  boolean malformed() {
    return malformed;
  }

  boolean tooLarge() {
    return tooLarge;
  }

  Optional<Integer> version() {
    return version;
  }

  Optional<Integer> suite() {
    return suite;
  }

  Optional<Integer> group() {
    return group;
  }

  Optional<Integer> signatureScheme() {
    return signatureScheme;
  }

  /** A fatal alert that came in the clear. */
  Optional<Alert> alert() {
    return alert;
  }

  /** The certificates of TLS 1.2; empty in 1.3, where they are encrypted. */
  List<byte[]> chain() {
    return chain;
  }

  Optional<byte[]> staple() {
    return staple;
  }

  boolean helloRetryRequest() {
    return helloRetryRequest;
  }

  boolean certificateRequested() {
    return certificateRequested;
  }

  boolean resumed() {
    return resumed;
  }

  boolean serverNameWarning() {
    return serverNameWarning;
  }

  /** How many records came complete since encryption began. */
  int encryptedRecords() {
    return encryptedRecords;
  }

  /**
   * Whether TLS 1.2 handshake records followed the server's Finished: a HelloRequest (RFC 5246,
   * section 7.4.1.1).
   */
  boolean renegotiationAsked() {
    return encryptedHandshakeRecords > 1;
  }
}
