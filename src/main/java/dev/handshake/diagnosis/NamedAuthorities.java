package dev.handshake.diagnosis;

import dev.handshake.certificate.Shown;
import dev.handshake.observation.ClientAuthentication;
import dev.handshake.target.DistinguishedName;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/**
 * The authorities that a server named in its CertificateRequest (RFC 8446, section 4.2.4; RFC 5246,
 * section 7.4.4).
 *
 * @param names RFC 4514; empty where it named none, which allows any
 */
record NamedAuthorities(List<String> names) {
  private static final int SHOWN = 3;

  boolean none() {
    return names.isEmpty();
  }

  /**
   * Whether a chain has no subject and no issuer among the names. Where no name was given, or the
   * list was too long to be kept whole, that is not so.
   */
  boolean exclude(List<X509Certificate> chain) {
    if (none() || cut()) {
      return false;
    }
    Set<X500Principal> ours =
        chain.stream()
            .flatMap(certificate ->
                Stream.of(
                    certificate.getSubjectX500Principal(), certificate.getIssuerX500Principal()))
            .collect(Collectors.toSet());
    Set<String> written =
        ours.stream().map(name -> name.getName(X500Principal.RFC2253)).collect(Collectors.toSet());
    return names.stream().noneMatch(written::contains)
        && names.stream().flatMap(name -> parsed(name).stream()).noneMatch(ours::contains);
  }

  private boolean cut() {
    return names.size() >= ClientAuthentication.MOST_AUTHORITIES
        || names.stream().anyMatch(name -> name.length() >= ClientAuthentication.LONGEST_AUTHORITY);
  }

  /** Names are equal whatever their case and the kind of their strings (RFC 5280, section 7.1). */
  private static Optional<X500Principal> parsed(String name) {
    try {
      return Optional.of(DistinguishedName.parse(name));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** The first of them, as they may stand in a sentence. */
  String shown() {
    String first = names.stream().limit(SHOWN).map(Shown::text).collect(Collectors.joining(", "));
    int more = names.size() - SHOWN;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
