package dev.handshake.target;

import java.util.Optional;

/**
 * How a target is reached before TLS begins.
 *
 * @param proxy an HTTP proxy that is asked to CONNECT (RFC 9110, section 9.3.6)
 * @param starttls the preamble that asks the server for TLS; empty where TLS begins at once
 */
public record Route(
    Optional<Endpoint> proxy,
    Optional<StartTls> starttls,
    Addresses addresses,
    AddressFamily family) {
  /** Straight to the first address of any family that accepts, and TLS at once. */
  public static final Route DEFAULT =
      new Route(Optional.empty(), Optional.empty(), Addresses.FIRST, AddressFamily.ANY);

  private static final String SCHEME = "http://";

  /**
   * Reads a proxy's address: {@code http://host:port}, without user and password.
   *
   * @throws IllegalArgumentException with what was expected; what was given is not shown
   */
  public static Endpoint proxy(String text) {
    String rest = text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : "";
    String address = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
    if (address.isEmpty() || address.indexOf('@') >= 0 || address.indexOf('/') >= 0) {
      throw new IllegalArgumentException("proxy: (expected: http://host:port)");
    }
    return Endpoint.parse(address);
  }

  public Route withProxy(Endpoint other) {
    return new Route(Optional.of(other), starttls, addresses, family);
  }

  public Route withStarttls(StartTls other) {
    return new Route(proxy, Optional.of(other), addresses, family);
  }

  public Route withAddresses(Addresses other) {
    return new Route(proxy, starttls, other, family);
  }

  public Route withFamily(AddressFamily other) {
    return new Route(proxy, starttls, addresses, other);
  }
}
