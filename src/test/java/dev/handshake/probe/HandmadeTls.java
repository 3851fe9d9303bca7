package dev.handshake.probe;

import dev.handshake.lab.HeldCertificate;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one TLS connection, made message by message, so that a test decides what is
 * sent, and when. TLS 1.3 with TLS_AES_128_GCM_SHA256 and X25519 (RFC 8446); of TLS 1.2 the
 * messages in the clear (RFC 5246). What is sent waits for {@link #flush}.
 */
final class HandmadeTls {
  static final int CHANGE_CIPHER_SPEC = 20;
  static final int ALERT = 21;
  static final int HANDSHAKE = 22;
  static final int APPLICATION_DATA = 23;

  private static final int FINISHED = 20;

  private static final int LARGEST_RECORD = 16_384;

  private final Socket socket;
  private final HeldCertificate shown;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private final ByteArrayOutputStream transcript = new ByteArrayOutputStream();
  private final byte[] ownRandom = random();
  private final byte[] ownSecret = random();
  private @Nullable ClientHello client;
  private byte[] handshakeSecret = {};
  private byte[] serverSecret = {};
  private Keys out = Keys.NONE;
  private Keys in = Keys.NONE;
  private Keys inAfterFinished = Keys.NONE;

  HandmadeTls(Socket socket, HeldCertificate shown) {
    this.socket = socket;
    this.shown = shown;
  }

  /** Reads the ClientHello; nothing else can be done before. */
  HandmadeTls hello() throws IOException {
    client = new ClientHello(readRecord().bytes());
    transcript.writeBytes(client.message());
    return this;
  }

  ClientHello client() {
    return Objects.requireNonNull(client, "no ClientHello was read");
  }

  // ---- TLS 1.3 ----

  /** ServerHello; from here on both sides encrypt. */
  HandmadeTls serverHello() throws GeneralSecurityException {
    handshake(
        message(
            2,
            hex("0303"),
            ownRandom,
            new byte[] {(byte) client().sessionId().length},
            client().sessionId(),
            hex("130100002e" + "002b00020304" + "00330024001d0020"),
            publicShare()));
    deriveHandshakeKeys();
    return this;
  }

  private void deriveHandshakeKeys() throws GeneralSecurityException {
    byte[] shared = new byte[32];
    X25519.scalarMult(ownSecret, 0, client().x25519().orElseThrow(), 0, shared, 0);
    byte[] early = hmac(new byte[32], new byte[32]);
    handshakeSecret = hmac(derive(early, "derived", sha256(new byte[0])), shared);
    byte[] sofar = sha256(transcript.toByteArray());
    serverSecret = derive(handshakeSecret, "s hs traffic", sofar);
    out = Keys.of(serverSecret);
    in = Keys.of(derive(handshakeSecret, "c hs traffic", sofar));
  }

  byte[] encryptedExtensions() {
    return message(8, hex("0000"));
  }

  byte[] certificateRequest() {
    return message(13, hex("00" + "000c" + "000d0008" + "0006" + "040308040807"));
  }

  byte[] certificate() throws GeneralSecurityException {
    ByteArrayOutputStream list = new ByteArrayOutputStream();
    for (X509Certificate link : shown.chain()) {
      list.writeBytes(medium(link.getEncoded().length));
      list.writeBytes(link.getEncoded());
      list.writeBytes(hex("0000"));
    }
    return message(11, hex("00"), medium(list.size()), list.toByteArray());
  }

  /** To be asked for once everything before it has been sent. */
  byte[] certificateVerify() throws GeneralSecurityException {
    byte[] spaces = new byte[64];
    Arrays.fill(spaces, (byte) ' ');
    byte[] context = "TLS 1.3, server CertificateVerify\0".getBytes(StandardCharsets.US_ASCII);
    byte[] signature = sign(spaces, context, sha256(transcript.toByteArray()));
    return message(15, hex("0403"), two(signature.length), signature);
  }

  /** Everything up to and with the server's Finished. */
  HandmadeTls flight(boolean requestsCertificate) throws GeneralSecurityException {
    serverHello();
    handshake(encryptedExtensions());
    if (requestsCertificate) {
      handshake(certificateRequest());
    }
    handshake(certificate());
    handshake(certificateVerify());
    return finished();
  }

  private HandmadeTls finished() throws GeneralSecurityException {
    byte[] key = expand(serverSecret, "finished", new byte[0], 32);
    handshake(message(FINISHED, hmac(key, sha256(transcript.toByteArray()))));
    byte[] master = hmac(derive(handshakeSecret, "derived", sha256(new byte[0])), new byte[32]);
    byte[] sofar = sha256(transcript.toByteArray());
    out = Keys.of(derive(master, "s ap traffic", sofar));
    inAfterFinished = Keys.of(derive(master, "c ap traffic", sofar));
    return this;
  }

  /** Reads the client's flight to its Finished. */
  HandmadeTls readClientFlight() throws IOException, GeneralSecurityException {
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    while (!endsWithFinished(messages.toByteArray())) {
      Received next = readRecord();
      if (next.type() == ALERT) {
        throw new EOFException("the client sent an alert");
      }
      if (next.type() == APPLICATION_DATA) {
        messages.writeBytes(in.open(next.bytes()));
      }
    }
    in = inAfterFinished;
    return this;
  }

  private static boolean endsWithFinished(byte[] messages) {
    ByteBuffer rest = ByteBuffer.wrap(messages);
    int type = -1;
    while (rest.remaining() >= 4) {
      type = rest.get();
      int length = ((rest.get() & 0xff) << 16) | Short.toUnsignedInt(rest.getShort());
      if (rest.remaining() < length) {
        return false;
      }
      rest.position(rest.position() + length);
    }
    return type == FINISHED;
  }

  /** Reads application data that the client sent after its Finished. */
  byte[] readData() throws IOException, GeneralSecurityException {
    return in.open(readRecord().bytes());
  }

  HandmadeTls ticket() throws GeneralSecurityException {
    return encrypted(
        HANDSHAKE,
        message(4, hex("00000e10" + "00000000" + "0101" + "0010"), new byte[16], hex("0000")));
  }

  HandmadeTls data(String text) throws GeneralSecurityException {
    return encrypted(APPLICATION_DATA, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  // ---- TLS 1.2 ----

  /** ServerHello to ServerHelloDone, with ECDHE_ECDSA_WITH_AES_128_GCM_SHA256. */
  HandmadeTls flight12(boolean requestsCertificate) throws GeneralSecurityException {
    serverHello12();
    handshake(certificate12());
    handshake(serverKeyExchange());
    if (requestsCertificate) {
      handshake(message(13, hex("0240010004040308040000")));
    }
    return handshake(message(14));
  }

  HandmadeTls serverHello12() throws GeneralSecurityException {
    return handshake(message(2, hex("0303"), ownRandom, hex("00c02b00" + "0005ff01000100")));
  }

  byte[] certificate12() throws GeneralSecurityException {
    ByteArrayOutputStream list = new ByteArrayOutputStream();
    for (X509Certificate link : shown.chain()) {
      list.writeBytes(medium(link.getEncoded().length));
      list.writeBytes(link.getEncoded());
    }
    return message(11, medium(list.size()), list.toByteArray());
  }

  private byte[] serverKeyExchange() throws GeneralSecurityException {
    byte[] parameters = join(hex("03001d20"), publicShare());
    byte[] signature = sign(client().random(), ownRandom, parameters);
    return message(12, parameters, hex("0403"), two(signature.length), signature);
  }

  // ---- both ----

  /** A handshake message, encrypted if that has begun. */
  HandmadeTls handshake(byte[] message) throws GeneralSecurityException {
    transcript.writeBytes(message);
    return content(HANDSHAKE, message);
  }

  HandmadeTls alert(int level, int code) throws GeneralSecurityException {
    return content(ALERT, new byte[] {(byte) level, (byte) code});
  }

  /** Bytes that are no record, or no proper one. */
  HandmadeTls raw(byte[] bytes) {
    pending.writeBytes(bytes);
    return this;
  }

  private HandmadeTls content(int type, byte[] content) throws GeneralSecurityException {
    return out == Keys.NONE ? raw(record(type, content)) : encrypted(type, content);
  }

  private HandmadeTls encrypted(int type, byte[] content) throws GeneralSecurityException {
    for (int from = 0; from < content.length; from += LARGEST_RECORD) {
      int to = Math.min(content.length, from + LARGEST_RECORD);
      raw(out.seal(type, Arrays.copyOfRange(content, from, to)));
    }
    return this;
  }

  /** Writes all that waits, in one piece. */
  HandmadeTls flush() throws IOException {
    socket.getOutputStream().write(take());
    return this;
  }

  /** All that waits, not sent. */
  byte[] take() {
    byte[] bytes = pending.toByteArray();
    pending.reset();
    return bytes;
  }

  /** Waits until this much of what the client sent has been read, and no more. */
  HandmadeTls readExactly(int length) throws IOException {
    if (socket.getInputStream().readNBytes(length).length < length) {
      throw new EOFException("the client ended");
    }
    return this;
  }

  /** A record of the client's. */
  record Received(int type, ByteBuffer content) {
    byte[] bytes() {
      return HandmadeTls.bytes(content.duplicate(), content.remaining());
    }
  }

  Received readRecord() throws IOException {
    byte[] header = socket.getInputStream().readNBytes(5);
    if (header.length < 5) {
      throw new EOFException("the client ended");
    }
    int length = ((header[3] & 0xff) << 8) | (header[4] & 0xff);
    return new Received(header[0], ByteBuffer.wrap(socket.getInputStream().readNBytes(length)));
  }

  static byte[] record(int type, byte[] content) {
    return join(new byte[] {(byte) type, 3, 3}, two(content.length), content);
  }

  static byte[] message(int type, byte[]... parts) {
    byte[] body = join(parts);
    return join(new byte[] {(byte) type}, medium(body.length), body);
  }

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private byte[] publicShare() {
    byte[] share = new byte[32];
    X25519.scalarMultBase(ownSecret, 0, share, 0);
    return share;
  }

  private byte[] sign(byte[]... parts) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(shown.key());
    signature.update(join(parts));
    return signature.sign();
  }

  private static byte[] two(int number) {
    return new byte[] {(byte) (number >> 8), (byte) number};
  }

  private static byte[] medium(int number) {
    return new byte[] {(byte) (number >> 16), (byte) (number >> 8), (byte) number};
  }

  private static byte[] bytes(ByteBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }

  private static byte[] random() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  private static byte[] hmac(byte[] key, byte[] bytes) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(bytes);
  }

  private static byte[] derive(byte[] secret, String label, byte[] hash)
      throws GeneralSecurityException {
    return expand(secret, label, hash, 32);
  }

  /** HKDF-Expand-Label (RFC 8446, section 7.1), for lengths of one block. */
  private static byte[] expand(byte[] secret, String label, byte[] context, int length)
      throws GeneralSecurityException {
    byte[] name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
    byte[] info =
        join(
            two(length),
            new byte[] {(byte) name.length},
            name,
            new byte[] {(byte) context.length},
            context,
            new byte[] {1});
    return Arrays.copyOf(hmac(secret, info), length);
  }

  /** The protection of records in one direction (RFC 8446, section 5.2). */
  private static final class Keys {
    static final Keys NONE = new Keys(new byte[16], new byte[12]);

    private final byte[] key;
    private final byte[] iv;
    private long sequence;

    private Keys(byte[] key, byte[] iv) {
      this.key = key;
      this.iv = iv;
    }

    static Keys of(byte[] secret) throws GeneralSecurityException {
      return new Keys(
          expand(secret, "key", new byte[0], 16), expand(secret, "iv", new byte[0], 12));
    }

    byte[] seal(int type, byte[] content) throws GeneralSecurityException {
      byte[] header = join(hex("170303"), two(content.length + 17));
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, header);
      return join(header, cipher.doFinal(join(content, new byte[] {(byte) type})));
    }

    byte[] open(byte[] sealed) throws GeneralSecurityException {
      byte[] header = join(hex("170303"), two(sealed.length));
      byte[] inner = cipher(Cipher.DECRYPT_MODE, header).doFinal(sealed);
      int end = inner.length;
      while (inner[end - 1] == 0) {
        end--; // padding, then the type
      }
      return Arrays.copyOf(inner, end - 1);
    }

    private Cipher cipher(int mode, byte[] header) throws GeneralSecurityException {
      byte[] nonce = iv.clone();
      for (int index = 0; index < 8; index++) {
        nonce[11 - index] ^= (byte) (sequence >>> (8 * index));
      }
      sequence++;
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
      cipher.updateAAD(header);
      return cipher;
    }
  }
}
