package dev.handshake.probe;

import java.util.Map;

/** The registered names of the numbers on the wire (IANA, TLS Parameters). */
final class TlsNames {
  private static final Map<Integer, String> GROUPS =
      Map.ofEntries(
          Map.entry(0x0017, "P-256"),
          Map.entry(0x0018, "P-384"),
          Map.entry(0x0019, "P-521"),
          Map.entry(0x001a, "brainpoolP256r1"),
          Map.entry(0x001b, "brainpoolP384r1"),
          Map.entry(0x001c, "brainpoolP512r1"),
          Map.entry(0x001d, "X25519"),
          Map.entry(0x001e, "X448"),
          Map.entry(0x0100, "ffdhe2048"),
          Map.entry(0x0101, "ffdhe3072"),
          Map.entry(0x0102, "ffdhe4096"),
          Map.entry(0x0103, "ffdhe6144"),
          Map.entry(0x0104, "ffdhe8192"),
          Map.entry(0x0200, "MLKEM512"),
          Map.entry(0x0201, "MLKEM768"),
          Map.entry(0x0202, "MLKEM1024"),
          Map.entry(0x11eb, "SecP256r1MLKEM768"),
          Map.entry(0x11ec, "X25519MLKEM768"),
          Map.entry(0x11ed, "SecP384r1MLKEM1024"));

  private static final Map<Integer, String> SCHEMES =
      Map.ofEntries(
          Map.entry(0x0201, "rsa_pkcs1_sha1"),
          Map.entry(0x0203, "ecdsa_sha1"),
          Map.entry(0x0401, "rsa_pkcs1_sha256"),
          Map.entry(0x0403, "ecdsa_secp256r1_sha256"),
          Map.entry(0x0501, "rsa_pkcs1_sha384"),
          Map.entry(0x0503, "ecdsa_secp384r1_sha384"),
          Map.entry(0x0601, "rsa_pkcs1_sha512"),
          Map.entry(0x0603, "ecdsa_secp521r1_sha512"),
          Map.entry(0x0804, "rsa_pss_rsae_sha256"),
          Map.entry(0x0805, "rsa_pss_rsae_sha384"),
          Map.entry(0x0806, "rsa_pss_rsae_sha512"),
          Map.entry(0x0807, "ed25519"),
          Map.entry(0x0808, "ed448"),
          Map.entry(0x0809, "rsa_pss_pss_sha256"),
          Map.entry(0x080a, "rsa_pss_pss_sha384"),
          Map.entry(0x080b, "rsa_pss_pss_sha512"));

  private TlsNames() {}

  static String suite(int code) {
    return CipherSuites.name(code).orElseGet(() -> hex(code));
  }

  static String group(int code) {
    return GROUPS.getOrDefault(code, hex(code));
  }

  /**
   * The number of a group on the wire.
   *
   * @throws IllegalArgumentException if no group has this name
   */
  static int groupCode(String name) {
    return GROUPS.entrySet().stream()
        .filter(group -> group.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException("group: " + name + " (expected: a registered group)"));
  }

  static String signatureScheme(int code) {
    return SCHEMES.getOrDefault(code, hex(code));
  }

  private static String hex(int code) {
    return "0x%04X".formatted(code);
  }
}
