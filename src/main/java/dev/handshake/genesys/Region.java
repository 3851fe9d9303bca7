package dev.handshake.genesys;

import java.net.URI;
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
  public Region {
    if (!name.matches("[A-Za-z0-9]+([_-][A-Za-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "region: " + name + " (expected: letters and digits, joined by - or _)");
    }
    requireHttps("login", login);
    requireHttps("api", api);
    requireHttps("apps", apps);
  }

  private static void requireHttps(String key, URI url) {
    boolean base = url.getRawPath() == null || url.getRawPath().isEmpty();
    if (!"https".equals(url.getScheme()) || url.getHost() == null || !base) {
      throw new IllegalArgumentException(
          key + ": " + url + " (expected: https://host or https://host:port, without a path)");
    }
  }
}
