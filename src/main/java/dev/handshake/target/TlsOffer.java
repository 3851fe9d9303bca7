package dev.handshake.target;

import java.util.List;

/**
 * What our ClientHello offers, and whether the server is verified before anything but our
 * certificate is shown to it.
 *
 * @param ciphers IANA names, empty for the engine's defaults; TLS 1.3 suites cannot be chosen apart
 * @param groups key-exchange groups by the contract's names, empty for the defaults
 * @param alpn protocol names in order of preference (RFC 7301), empty for none
 * @param sendServerName whether SNI is sent; never sent for an IP address
 * @param verify whether the HTTP request waits for a good verdict on chain and name
 * @param aia whether missing intermediates may be fetched
 */
public record TlsOffer(
    TlsVersion minVersion,
    TlsVersion maxVersion,
    List<String> ciphers,
    List<String> groups,
    List<String> alpn,
    boolean sendServerName,
    boolean verify,
    boolean aia) {
  /** The suites of TLS 1.3 (RFC 8446, section B.4), which BoringSSL speaks all or none of. */
  public static final List<String> TLS13_SUITES =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  /** TLS 1.2 and 1.3 with the engine's suites and groups, SNI sent, verified. */
  public static final TlsOffer DEFAULT =
      new TlsOffer(
          TlsVersion.TLS_1_2,
          TlsVersion.TLS_1_3,
          List.of(),
          List.of(),
          List.of(),
          true,
          true,
          false);

  public TlsOffer {
    if (minVersion.compareTo(maxVersion) > 0) {
      throw new IllegalArgumentException(
          "min_version: "
              + minVersion.word()
              + " (expected: at most max_version "
              + maxVersion.word()
              + ")");
    }
    ciphers = List.copyOf(ciphers);
    groups = List.copyOf(groups);
    alpn = List.copyOf(alpn);
  }

  public TlsOffer withAlpn(List<String> protocols) {
    return new TlsOffer(
        minVersion, maxVersion, ciphers, groups, protocols, sendServerName, verify, aia);
  }

  public TlsOffer withVersions(TlsVersion min, TlsVersion max) {
    return new TlsOffer(min, max, ciphers, groups, alpn, sendServerName, verify, aia);
  }

  public TlsOffer withAia(boolean allowed) {
    return new TlsOffer(
        minVersion, maxVersion, ciphers, groups, alpn, sendServerName, verify, allowed);
  }
}
