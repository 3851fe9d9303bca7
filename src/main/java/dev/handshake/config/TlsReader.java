package dev.handshake.config;

import dev.handshake.probe.CipherSuites;
import dev.handshake.target.Expectation;
import dev.handshake.target.TlsOffer;
import dev.handshake.target.TlsVersion;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what a module offers in its ClientHello. */
final class TlsReader {
  static final List<String> GROUPS = List.of("X25519", "P-256", "P-384", "P-521", "X25519MLKEM768");

  /** What at least one of the two engines speaks, by IANA name. */
  static final List<String> CIPHERS =
      Stream.of(
              TlsOffer.TLS13_SUITES.stream(),
              suites("ECDHE_ECDSA", "AES_256_CBC_SHA384", "CHACHA20_POLY1305_SHA256"),
              suites("ECDHE_RSA", "AES_256_CBC_SHA384", "CHACHA20_POLY1305_SHA256"),
              suites("DHE_RSA", "AES_256_CBC_SHA256", "CHACHA20_POLY1305_SHA256"),
              suites("RSA", "AES_256_CBC_SHA256", "3DES_EDE_CBC_SHA"))
          .flatMap(suites -> suites)
          .toList();

  private TlsReader() {}

  /** What can be offered where only the server's refusal is wanted, whatever the engines speak. */
  private static final List<String> OFFERABLE = CipherSuites.offerable();

  /**
   * The offer of a {@code tls} section, over the one that holds where it is silent.
   *
   * @param expect what the target is to do with the offer, which decides what may be in it
   */
  static TlsOffer read(Section section, TlsOffer base, Expectation expect) {
    TlsVersion least = version(section, "min_version").orElse(base.minVersion());
    TlsVersion most = version(section, "max_version").orElse(base.maxVersion());
    if (least.compareTo(most) > 0) {
      section.wrong(
          "min_version at most max_version: " + least.word() + " is above " + most.word(),
          "min_version",
          "max_version");
      least = most;
    }
    TlsOffer offer =
        new TlsOffer(
            least,
            most,
            section.list("ciphers", value -> cipher(value, expect)).orElse(base.ciphers()),
            section.list("groups", value -> value.oneOf(GROUPS)).orElse(base.groups()),
            section.list("alpn", TlsReader::protocol).orElse(base.alpn()),
            section.flag("send_server_name", base.sendServerName()),
            section.flag("verify", base.verify()),
            section.flag("aia", base.aia()));
    section.done();
    return offer;
  }

  private static Optional<String> cipher(Value value, Expectation expect) {
    if (expect.isRefusalOfOffer()) {
      return offerable(value);
    }
    if (isOfferableAlone(value)) {
      value.wrong(
          "a suite that this program speaks; one that it does not can only be asked about, by an `expect` such as {refused: [cipher_mismatch]}");
      return Optional.empty();
    }
    return value.oneOf(CIPHERS);
  }

  private static Optional<String> offerable(Value value) {
    Optional<String> name = value.string();
    if (name.isPresent() && !OFFERABLE.contains(name.get())) {
      value.wrong("the IANA name of a cipher suite, such as TLS_RSA_WITH_RC4_128_SHA");
      return Optional.empty();
    }
    return name;
  }

  private static boolean isOfferableAlone(Value value) {
    return value.node() instanceof Node.Scalar scalar
        && OFFERABLE.contains(scalar.text())
        && !CIPHERS.contains(scalar.text());
  }

  /**
   * Refuses an offer whose parts do not go together, wherever they come from: the answer to it
   * would say nothing.
   */
  static void check(Section section, TlsOffer offer, Expectation expect) {
    if (expect.isRefusalOfOffer()) {
      offer.ciphers().stream()
          .filter(name -> !CipherSuites.fits(name, offer.minVersion(), offer.maxVersion()))
          .findFirst()
          .ifPresent(name ->
              section.wrong(
                  "ciphers of the versions offered: %s is none of %s to %s"
                      .formatted(name, offer.minVersion().word(), offer.maxVersion().word()),
                  "tls",
                  "expect"));
    } else {
      offer.ciphers().stream()
          .filter(name -> !CIPHERS.contains(name))
          .findFirst()
          .ifPresent(name ->
              section.wrong(
                  "a refusal of the offer, such as {refused: [cipher_mismatch]}: this program does not speak "
                      + name,
                  "expect",
                  "tls"));
    }
  }

  private static Optional<TlsVersion> version(Section section, String key) {
    return section
        .value(key)
        .flatMap(value -> value.oneOf(List.of(TlsVersion.values()), TlsVersion::word));
  }

  private static Optional<String> protocol(Value value) {
    Optional<String> name = value.string();
    if (name.isPresent() && !isProtocol(name.get())) {
      value.wrong("a protocol name of 1 to 255 bytes, such as http/1.1");
      return Optional.empty();
    }
    return name;
  }

  private static boolean isProtocol(String name) {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    return length >= 1 && length <= 255 && name.chars().noneMatch(Character::isISOControl);
  }

  private static Stream<String> suites(String exchange, String... more) {
    return Stream.concat(
            Stream.of(
                "AES_128_GCM_SHA256",
                "AES_256_GCM_SHA384",
                "AES_128_CBC_SHA",
                "AES_256_CBC_SHA",
                "AES_128_CBC_SHA256"),
            Arrays.stream(more))
        .map(cipher -> "TLS_" + exchange + "_WITH_" + cipher);
  }
}
