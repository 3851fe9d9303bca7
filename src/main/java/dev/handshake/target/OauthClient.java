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
 * @param verbatim whether id and secret go into the Basic credentials as they are; others encode
 *     them first (RFC 6749, section 2.3.1)
 */
public record OauthClient(
    URI tokenUrl,
    String clientId,
    Secret secret,
    Optional<String> scope,
    String trust,
    Optional<Endpoint> proxy,
    boolean verbatim) {
  public OauthClient {
    tokenUrl(tokenUrl);
    if (clientId.isBlank()) {
      throw new IllegalArgumentException("client_id: '' (expected: not blank)");
    }
  }

  /** A client by the book. */
  public OauthClient(
      URI tokenUrl,
      String clientId,
      Secret secret,
      Optional<String> scope,
      String trust,
      Optional<Endpoint> proxy) {
    this(tokenUrl, clientId, secret, scope, trust, proxy, false);
  }

  /** Says who asks where, and nothing that might be secret: a query may be anything. */
  @Override
  public String toString() {
    return "OauthClient[" + clientId + " at " + tokenUrl.getHost() + "]";
  }

  /**
   * The same URL, which is one of a token endpoint.
   *
   * @throws IllegalArgumentException if it is not; the message does not show it
   */
  public static URI tokenUrl(URI url) {
    if (!"https".equalsIgnoreCase(url.getScheme())
        || url.getHost() == null
        || url.getRawUserInfo() != null
        || url.getRawFragment() != null
        || url.getPort() == 0
        || url.getPort() > 65_535) {
      throw new IllegalArgumentException(
          "token_url: (hidden) (expected: an https:// URL with a host, without user and password)");
    }
    return url;
  }
}
