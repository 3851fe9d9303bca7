package dev.handshake.genesys;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.ChainQuestion;
import dev.handshake.certificate.Fault;
import dev.handshake.certificate.Purpose;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.observation.ClientAuthentication;
import dev.handshake.reason.Reason;
import dev.handshake.target.DistinguishedName;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;

/**
 * Whether a gateway would accept a client certificate: by its trust store, which is a verdict, and
 * by the authorities that it names, which is a hint and no more.
 */
public final class Readiness {
  private static final String ANY_PURPOSE = "2.5.29.37.0";

  private final ChainInspector inspector = new ChainInspector();

  /**
   * Judges a certificate as a server with exactly these anchors would. One that is not valid yet is
   * judged on its first day. Signatures are verified at first sight: call it off the event loop.
   */
  public Standing.Verdict verdict(ClientCertificate one, TrustAnchors anchors, Instant now) {
    Instant begin = one.leaf().notBefore();
    ChainFindings findings =
        inspector.inspect(
            ChainQuestion.ofClient(one.chain(), anchors), begin.isAfter(now) ? begin : now);
    return new Standing.Verdict(
        findings.faults().stream()
            .filter(fault -> fault.finding() instanceof Reason)
            .map(Fault::detail)
            .toList());
  }

  /**
   * Whether one of the names is that of an issuer in the chain.
   *
   * @return empty where no name was given, which allows any, and where the list was too long to be
   *     kept whole and what is left of it has no match
   */
  public static Optional<Boolean> named(ClientCertificate one, List<String> authorities) {
    Set<X500Principal> issuers =
        one.certificates().stream()
            .map(X509Certificate::getIssuerX500Principal)
            .collect(Collectors.toSet());
    boolean match =
        authorities.stream().flatMap(name -> parsed(name).stream()).anyMatch(issuers::contains);
    boolean unknown = authorities.isEmpty() || (!match && isCut(authorities));
    return unknown ? Optional.empty() : Optional.of(match);
  }

  private static boolean isCut(List<String> authorities) {
    return authorities.size() >= ClientAuthentication.MOST_AUTHORITIES
        || authorities.stream()
            .anyMatch(name -> name.length() >= ClientAuthentication.LONGEST_AUTHORITY);
  }

  private static Optional<X500Principal> parsed(String name) {
    try {
      return Optional.of(DistinguishedName.parse(name));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** Whether a leaf may serve client authentication (RFC 5280, section 4.2.1.12). */
  public static boolean clientAuth(ClientCertificate one) {
    try {
      List<String> purposes = one.certificate().getExtendedKeyUsage();
      return purposes == null
          || purposes.contains(Purpose.CLIENT.oid())
          || purposes.contains(ANY_PURPOSE);
    } catch (CertificateParsingException malformed) {
      return false;
    }
  }
}
