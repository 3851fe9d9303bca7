package dev.handshake.lab;

import dev.handshake.certificate.TrustAnchors;
import dev.handshake.target.Endpoint;
import java.net.URI;

/**
 * A customer's gateway that demands a client certificate and answers {@code /health}.
 *
 * @param trust whose certificates it accepts, as a trust store of the gateway's name
 * @param wantsToken whether it answers 401 to whoever bears no access token
 * @param faults what goes wrong with it
 */
public record PlatformGateway(
    String name, URI url, TrustAnchors trust, boolean wantsToken, PlatformFaults faults) {
  /** Trusts the public authority's old and new root. */
  public static final String READY = "gateway-ready";

  /** Trusts the public authority's old root alone, and will refuse the platform one day. */
  public static final String OLD_ROOT = "gateway-old-root";

  /** Trusts the region's private root alone. */
  public static final String REGIONAL = "gateway-regional";

  /** Trusts as the first one does, and wants an access token. */
  public static final String TOKEN = "gateway-token";

  /** What answers 200. */
  public static final String HEALTH = "/health";

  public Endpoint endpoint() {
    return new Endpoint(url.getHost(), url.getPort());
  }
}
