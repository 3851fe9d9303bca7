package dev.handshake.genesys;

import dev.handshake.target.Endpoint;
import java.net.URI;
import java.util.Optional;

/**
 * A NICE CXone tenant, whose hosts are discovered (OpenID Connect Discovery 1.0).
 *
 * @param name in labels and targets' names, unique
 * @param issuer such as {@code https://cxone.niceincontact.com}
 * @param tenantId where the tenant's own hosts are wanted, too
 */
public record CxoneSettings(
    String name, URI issuer, Optional<String> tenantId, String trust, Optional<Endpoint> proxy) {
  /** Says who and where, and no more of the issuer than its host. */
  @Override
  public String toString() {
    return "CxoneSettings[" + name + " at " + issuer.getHost() + "]";
  }
}
