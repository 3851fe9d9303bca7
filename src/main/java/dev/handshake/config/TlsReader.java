package dev.handshake.config;

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
              Stream.of(
                  "TLS_AES_128_GCM_SHA256",
                  "TLS_AES_256_GCM_SHA384",
                  "TLS_CHACHA20_POLY1305_SHA256"),
              suites("ECDHE_ECDSA", "AES_256_CBC_SHA384", "CHACHA20_POLY1305_SHA256"),
              suites("ECDHE_RSA", "AES_256_CBC_SHA384", "CHACHA20_POLY1305_SHA256"),
              suites("DHE_RSA", "AES_256_CBC_SHA256", "CHACHA20_POLY1305_SHA256"),
              suites("RSA", "AES_256_CBC_SHA256", "3DES_EDE_CBC_SHA"))
          .flatMap(suites -> suites)
          .toList();

  private TlsReader() {}

  /** The offer of a {@code tls} section, over the one that holds where it is silent. */
  static TlsOffer read(Section section, TlsOffer base) {
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
            section.list("ciphers", value -> value.oneOf(CIPHERS)).orElse(base.ciphers()),
            section.list("groups", value -> value.oneOf(GROUPS)).orElse(base.groups()),
            section.list("alpn", TlsReader::protocol).orElse(base.alpn()),
            section.flag("send_server_name", base.sendServerName()),
            section.flag("verify", base.verify()),
            section.flag("aia", base.aia()));
    section.done();
    return offer;
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
