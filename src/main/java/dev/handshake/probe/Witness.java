package dev.handshake.probe;

import dev.handshake.observation.ClientAuthentication;
import java.security.Principal;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * What the TLS engine told its trust and key managers during one handshake. Used on one event loop
 * alone.
 */
final class Witness {
  private List<byte[]> chain = List.of();
  private List<String> authorities = List.of();
  private boolean requested;

  void chainSeen(X509Certificate[] certificates) {
    List<byte[]> der = new ArrayList<>(certificates.length);
    for (X509Certificate certificate : certificates) {
      try {
        der.add(certificate.getEncoded());
      } catch (CertificateEncodingException unreadable) {
        return;
      }
    }
    chain = List.copyOf(der);
  }

  void certificateRequested(Principal @Nullable [] issuers) {
    requested = true;
    authorities =
        issuers == null
            ? List.of()
            : Arrays.stream(issuers)
                .limit(ClientAuthentication.MOST_AUTHORITIES)
                .map(Witness::name)
                .toList();
  }

  private static String name(Principal principal) {
    String name =
        principal instanceof X500Principal x500
            ? x500.getName(X500Principal.RFC2253)
            : principal.getName();
    return name.length() > ClientAuthentication.LONGEST_AUTHORITY
        ? name.substring(0, ClientAuthentication.LONGEST_AUTHORITY)
        : name;
  }

  /** The certificates exactly as sent; empty while none were seen. */
  List<byte[]> chain() {
    return chain;
  }

  boolean requested() {
    return requested;
  }

  List<String> authorities() {
    return authorities;
  }
}
