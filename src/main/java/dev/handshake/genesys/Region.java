package dev.handshake.genesys;

import dev.handshake.target.Endpoint;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * A region of the platform by its hosts.
 *
 * @param name of the AWS region such as {@code eu-west-1}, or one of the operator's own
 * @param title as the vendor calls it
 * @param login where tokens are issued, without a path
 * @param api where the REST API is, without a path
 * @param apps where the user interface is, without a path
 * @param clientCertificateName the name in the client certificate that data actions of the region
 *     show; empty where none is published. A name in a certificate, not a host
 */
public record Region(
    String name,
    String title,
    URI login,
    URI api,
    URI apps,
    Optional<String> clientCertificateName) {
  private static final String NAME = "[A-Za-z0-9]+([_-][A-Za-z0-9]+)*";
  private static final int LONGEST_NAME = 64;
  private static final int HTTPS_PORT = 443;

  public Region {
    if (!name.matches(NAME) || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "region: " + name + " (expected: at most 64 letters and digits, joined by - or _)");
    }
    base(login.toString());
    base(api.toString());
    base(apps.toString());
  }

  /**
   * Reads where a host is: {@code https://host} or {@code https://host:port}.
   *
   * @throws IllegalArgumentException with what was expected; what was given is not shown
   */
  public static URI base(String text) {
    try {
      URI url = new URI(text);
      if ("https".equals(url.getScheme()) && text.equals("https://" + url.getRawAuthority())) {
        endpoint(url);
        return url;
      }
    } catch (URISyntaxException | IllegalArgumentException malformed) {
      // Refused like any other that is no such URL.
    }
    throw new IllegalArgumentException(
        "url: (hidden) (expected: https://host or https://host:port, without a path)");
  }

  /** Host and port of one of the URLs. */
  public static Endpoint endpoint(URI url) {
    if (url.getHost() == null || url.getRawUserInfo() != null) {
      throw new IllegalArgumentException("url: (hidden) (expected: a host and nobody's name)");
    }
    return new Endpoint(
        url.getHost().replaceAll("[\\[\\]]", ""), url.getPort() == -1 ? HTTPS_PORT : url.getPort());
  }
}
