package dev.handshake.probe;

import dev.handshake.target.TlsOffer;
import dev.handshake.target.TlsVersion;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A ClientHello of our own (RFC 8446, section 4.1.2; RFC 5246, section 7.4.1.2), which offers what
 * no TLS library would any more.
 *
 * @param least the oldest version that is offered
 * @param most the newest one
 * @param suites by their numbers, in order of preference
 * @param groups by their numbers, in order of preference
 */
record HelloOffer(
    TlsVersion least,
    TlsVersion most,
    List<Integer> suites,
    List<Integer> groups,
    List<String> alpn,
    Optional<String> serverName) {
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final int X25519 = 0x001d;
  private static final int P256 = 0x0017;

  /** X25519, P-256, P-384, P-521, X448, the three of Brainpool, and the finite fields. */
  private static final List<Integer> BROAD_GROUPS =
      List.of(X25519, P256, 0x18, 0x19, 0x1e, 0x1a, 0x1b, 0x1c, 0x100, 0x101, 0x102, 0x103, 0x104);

  /** ECDSA, EdDSA, RSASSA-PSS and RSA with SHA-2, which TLS 1.3 has too. */
  private static final List<Integer> SCHEMES =
      List.of(
          0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b,
          0x0401, 0x0501, 0x0601);

  /** DSA, and everything with SHA-1, which TLS 1.2 had as well. */
  private static final List<Integer> OLD_SCHEMES = List.of(0x0402, 0x0203, 0x0201, 0x0202);

  private static final int CLIENT_HELLO = 1;
  private static final int RENEGOTIATION_INFO_SCSV = 0x00ff;
  private static final int SERVER_NAME = 0;
  private static final int STATUS_REQUEST = 5;
  private static final int SUPPORTED_GROUPS = 10;
  private static final int POINT_FORMATS = 11;
  private static final int SIGNATURE_ALGORITHMS = 13;
  private static final int ALPN = 16;
  private static final int PADDING = 21;
  private static final int EXTENDED_MASTER_SECRET = 23;
  private static final int SUPPORTED_VERSIONS = 43;
  private static final int KEY_SHARE = 51;

  /** Some load balancers hang on a ClientHello between these two lengths (RFC 7685). */
  private static final int BEGIN_OF_GAP = 256;

  private static final int END_OF_GAP = 512;

  /**
   * The offer of exactly the versions, suites and groups that a module names; where it names none,
   * of all that fit.
   *
   * <p>A version for which no suite is named is not offered: a server would choose it all the same,
   * and then refuse for want of a suite, whatever it thinks of the suites that are asked about.
   */
  static HelloOffer of(TlsOffer offer, Optional<String> serverName) {
    List<String> named = offer.ciphers();
    TlsVersion least = offer.minVersion();
    TlsVersion most = offer.maxVersion();
    if (!named.isEmpty() && named.stream().noneMatch(CipherSuites::isOfTls13)) {
      most = min(most, TlsVersion.TLS_1_2);
    }
    if (!named.isEmpty() && named.stream().allMatch(CipherSuites::isOfTls13)) {
      least = TlsVersion.TLS_1_3;
    }
    List<String> suites = named.isEmpty() ? CipherSuites.broad(least, most) : named;
    return new HelloOffer(
        least,
        most,
        suites.stream().map(CipherSuites::code).toList(),
        offer.groups().isEmpty()
            ? BROAD_GROUPS
            : offer.groups().stream().map(TlsNames::groupCode).toList(),
        offer.alpn(),
        serverName);
  }

  HelloOffer {
    if (suites.isEmpty() || least.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "offer: %d suites, %s to %s (expected: at least one suite, versions in order)"
              .formatted(suites.size(), least.word(), most.word()));
    }
    suites = List.copyOf(suites);
    groups = List.copyOf(groups);
    alpn = List.copyOf(alpn);
  }

  private static TlsVersion min(TlsVersion one, TlsVersion other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Whether a version is among those offered. */
  boolean includesVersion(int code) {
    return code >= least.code() && code <= most.code();
  }

  boolean includesSuite(int code) {
    return suites.contains(code);
  }

  /** The record that carries the ClientHello, with a random of its own. */
  byte[] record() {
    byte[] message = message(new byte[0]);
    if (message.length >= BEGIN_OF_GAP && message.length < END_OF_GAP) {
      int missing = Math.max(1, END_OF_GAP - message.length - 4);
      message = message(extension(PADDING, new byte[missing]));
    }
    return join(new byte[] {RecordReader.HANDSHAKE, 3, 1}, vector16(message));
  }

  private byte[] message(byte[] padding) {
    byte[] sessionId = most == TlsVersion.TLS_1_3 ? random() : new byte[0];
    Stream<Integer> signalled = Stream.concat(suites.stream(), Stream.of(RENEGOTIATION_INFO_SCSV));
    byte[] body =
        join(
            two(min(most, TlsVersion.TLS_1_2).code()),
            random(),
            vector8(sessionId),
            vector16(numbers(signalled)),
            vector8(new byte[] {0}),
            vector16(join(extensions(), padding)));
    return join(new byte[] {CLIENT_HELLO}, medium(body.length), body);
  }

  private byte[] extensions() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    serverName.ifPresent(name -> all.writeBytes(extension(SERVER_NAME, hostName(name))));
    all.writeBytes(extension(EXTENDED_MASTER_SECRET));
    all.writeBytes(extension(SUPPORTED_GROUPS, vector16(numbers(groups.stream()))));
    all.writeBytes(extension(POINT_FORMATS, vector8(new byte[] {0})));
    all.writeBytes(extension(STATUS_REQUEST, new byte[] {1, 0, 0, 0, 0}));
    if (!alpn.isEmpty()) {
      all.writeBytes(extension(ALPN, vector16(protocols())));
    }
    if (most.compareTo(TlsVersion.TLS_1_2) >= 0) {
      all.writeBytes(extension(SIGNATURE_ALGORITHMS, vector16(numbers(schemes()))));
    }
    if (most == TlsVersion.TLS_1_3) {
      all.writeBytes(extension(SUPPORTED_VERSIONS, vector8(numbers(versions()))));
      all.writeBytes(extension(KEY_SHARE, vector16(keyShares())));
    }
    return all.toByteArray();
  }

  private Stream<Integer> schemes() {
    return least == TlsVersion.TLS_1_3
        ? SCHEMES.stream()
        : Stream.concat(SCHEMES.stream(), OLD_SCHEMES.stream());
  }

  /** Newest first. */
  private Stream<Integer> versions() {
    return IntStream.iterate(most.code(), code -> code >= least.code(), code -> code - 1).boxed();
  }

  private byte[] protocols() {
    return join(
        alpn.stream()
            .map(name -> vector8(name.getBytes(StandardCharsets.UTF_8)))
            .toArray(byte[][]::new));
  }

  private static byte[] hostName(String name) {
    byte[] host = name.getBytes(StandardCharsets.US_ASCII);
    return vector16(join(new byte[] {0}, vector16(host)));
  }

  /** Shares whose secrets are forgotten at once: what is asked is answered before they are used. */
  private byte[] keyShares() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    if (groups.contains(X25519)) {
      all.writeBytes(join(two(X25519), vector16(random())));
    }
    if (groups.contains(P256)) {
      all.writeBytes(join(two(P256), vector16(pointOfP256())));
    }
    return all.toByteArray();
  }

  private static byte[] pointOfP256() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      byte[] encoded = ((ECPublicKey) generator.generateKeyPair().getPublic()).getEncoded();
      return Arrays.copyOfRange(encoded, encoded.length - 65, encoded.length);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("the JDK has no P-256", impossible);
    }
  }

  private static byte[] random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  // ---- the presentation language (RFC 8446, section 3) ----

  private static byte[] extension(int type, byte[]... content) {
    return join(two(type), vector16(join(content)));
  }

  private static byte[] vector8(byte[] content) {
    return join(new byte[] {(byte) content.length}, content);
  }

  private static byte[] vector16(byte[] content) {
    return join(two(content.length), content);
  }

  private static byte[] numbers(Stream<Integer> numbers) {
    return join(numbers.map(HelloOffer::two).toArray(byte[][]::new));
  }

  private static byte[] two(int number) {
    return new byte[] {(byte) (number >> 8), (byte) number};
  }

  private static byte[] medium(int number) {
    return new byte[] {(byte) (number >> 16), (byte) (number >> 8), (byte) number};
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
