package dev.handshake.genesys;

import dev.handshake.certificate.CertificateFacts;
import java.util.List;

/**
 * An identity provider for single sign-on.
 *
 * @param certificates that its assertions are verified with, each once
 * @param usesSsoCertificate whether the platform signs requests to it, so that the end of the
 *     platform's own certificate matters
 */
public record IdentityProvider(
    String id,
    String name,
    boolean disabled,
    List<CertificateFacts> certificates,
    boolean usesSsoCertificate) {
  public IdentityProvider {
    certificates = List.copyOf(certificates);
  }
}
