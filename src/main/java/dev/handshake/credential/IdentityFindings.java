package dev.handshake.credential;

import dev.handshake.certificate.Fault;
import dev.handshake.certificate.PeerChain;
import dev.handshake.reason.Check;
import dev.handshake.reason.Finding;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is true of the certificates of an identity, whoever they are shown to.
 *
 * @param chain as it is sent
 * @param faults all that is wrong or remarkable, in precedence; that its root is not known here is
 *     neither, since the server has to know it
 * @param checks of {@code validity}, {@code usage}, {@code strength}, {@code chain_order} and,
 *     where it can be told, {@code chain_complete}
 * @param missing the issuer that is known, is no root and is not sent
 * @param notAfter the earliest end among the certificates that count
 */
public record IdentityFindings(
    PeerChain chain,
    List<Fault> faults,
    Map<Check, Boolean> checks,
    Optional<X509Certificate> missing,
    Optional<Instant> notAfter) {
  public IdentityFindings {
    faults = List.copyOf(faults);
    EnumMap<Check, Boolean> copy = new EnumMap<>(Check.class);
    copy.putAll(checks);
    checks = Collections.unmodifiableMap(copy);
  }

  /** The certificates that are sent, leaf first. */
  public List<X509Certificate> certificates() {
    return chain.certificates().stream().flatMap(each -> each.x509().stream()).toList();
  }

  public boolean has(Finding finding) {
    return faults.stream().anyMatch(fault -> fault.finding().equals(finding));
  }
}
