package dev.handshake.genesys;

import dev.handshake.target.Endpoint;
import dev.handshake.target.OauthClient;
import dev.handshake.target.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * An organization, asked about with an OAuth client of its region.
 *
 * @param name in labels, unique
 * @param clientId of the OAuth client, which belongs to the region
 * @param trust the trust store by which the region's hosts are verified
 * @param proxy an HTTP proxy on the way to them
 */
public record OrganizationSettings(
    String name,
    Region region,
    String clientId,
    Secret secret,
    String trust,
    Optional<Endpoint> proxy) {
  public OrganizationSettings {
    if (name.isBlank() || name.length() > 128) {
      throw new IllegalArgumentException("name: '" + name + "' (expected: 1 to 128 characters)");
    }
  }

  /** The client at its region's login host, which takes no scope and decodes nothing. */
  public OauthClient oauth() {
    URI tokenUrl = URI.create(region.login() + "/oauth/token");
    return new OauthClient(tokenUrl, clientId, secret, Optional.empty(), trust, proxy, true);
  }
}
