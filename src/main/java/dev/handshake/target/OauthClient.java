package dev.handshake.target;

import java.net.URI;
import java.util.Optional;

/**
 * A client that asks for access tokens with its own credentials (RFC 6749, section 4.4).
 *
 * @param tokenUrl of the token endpoint, over HTTPS
 * @param clientId no secret
 * @param scope what is asked for; empty to leave the parameter out
 * @param trust the trust store by which the token endpoint is verified
 * @param proxy an HTTP proxy on the way to the token endpoint
 */
public record OauthClient(
    URI tokenUrl,
    String clientId,
    Secret secret,
    Optional<String> scope,
    String trust,
    Optional<Endpoint> proxy) {
  public OauthClient {
    if (!"https".equalsIgnoreCase(tokenUrl.getScheme())
        || tokenUrl.getHost() == null
        || tokenUrl.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "token_url: (hidden) (expected: an https:// URL with a host, without user and password)");
    }
    if (clientId.isBlank()) {
      throw new IllegalArgumentException("client_id: '' (expected: not blank)");
    }
  }
}
