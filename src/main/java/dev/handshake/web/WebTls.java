package dev.handshake.web;

import dev.handshake.credential.Identity;
import dev.handshake.target.TlsVersion;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * How the surface is served over TLS.
 *
 * @param identity the certificate that is shown, with its key
 * @param clients what is demanded of a client's certificate
 * @param authorities by whom clients' certificates may be issued
 * @param allowedSans of which a client's certificate must hold one; empty for all
 * @param ciphers suites of TLS 1.2 and older by their IANA names, the preferred first; empty for
 *     our choice. Those of TLS 1.3 are always all on, as in Go
 * @param groups for the key exchange, in Go's words; empty for our choice
 */
public record WebTls(
    Identity.Usable identity,
    ClientPolicy clients,
    List<X509Certificate> authorities,
    List<String> allowedSans,
    TlsVersion minVersion,
    TlsVersion maxVersion,
    List<String> ciphers,
    List<String> groups) {
  /** TLS 1.2 and 1.3, any client, ciphers and groups of our choice. */
  public WebTls(Identity.Usable identity) {
    this(
        identity,
        ClientPolicy.NOT_ASKED,
        List.of(),
        List.of(),
        TlsVersion.TLS_1_2,
        TlsVersion.TLS_1_3,
        List.of(),
        List.of());
  }

  public WebTls {
    authorities = List.copyOf(authorities);
    allowedSans = List.copyOf(allowedSans);
    ciphers = List.copyOf(ciphers);
    groups = List.copyOf(groups);
    if (minVersion.compareTo(maxVersion) > 0) {
      throw new IllegalArgumentException(
          "min_version: %s (expected: at most max_version, %s)"
              .formatted(minVersion.word(), maxVersion.word()));
    }
  }

  /**
   * Tries whether connections could be greeted so.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public void demandUsable() {
    var _ = TlsContexts.of(this, true);
  }
}
