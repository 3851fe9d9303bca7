package dev.handshake.address;

import dev.handshake.target.Endpoint;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says what may be probed on request beyond the configured targets. It is asked twice: about the
 * name before anything is looked up, and about each address before it is dialled, so that no name
 * can lead where its entry does not.
 *
 * <p>A range allows its addresses, under whatever name. A host that is named in full allows the
 * public and the private addresses that it leads to, since companies' names lead to private ones; a
 * suffix and {@code *} allow public addresses alone, since whoever makes names below them chooses
 * where they lead. Loopback, link-local, multicast and cloud metadata addresses are allowed by a
 * range and by nothing else, but for {@code localhost}, which means loopback and cannot be made to
 * mean anything else (RFC 6761, section 6.3).
 */
public final class ProbeGuard {
  /** What companies number their own machines with (RFC 1918, RFC 4193, RFC 6598). */
  private static final List<Network> PRIVATE =
      networks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7");

  /** Where clouds serve credentials to machines of their own, outside the link-local ranges. */
  private static final List<Network> METADATA =
      networks("100.100.100.200", "168.63.129.16", "fd00:ec2::254");

  private final List<ProbeAllowance> allowances;

  private ProbeGuard(List<ProbeAllowance> allowances) {
    this.allowances = allowances;
  }

  public static ProbeGuard allowing(List<ProbeAllowance> allowances) {
    return new ProbeGuard(List.copyOf(allowances));
  }

  /** Whether some address of an endpoint might be permitted, so that its name may be looked up. */
  public boolean mayResolve(Endpoint endpoint) {
    Optional<InetAddress> literal = endpoint.address();
    return literal.isPresent()
        ? permits(endpoint, literal.get())
        : about(endpoint).anyMatch(entry -> names(entry, endpoint.host()) || isRange(entry));
  }

  /**
   * Whether an address may be dialled for an endpoint.
   *
   * @param address the very one that is about to be dialled
   */
  public boolean permits(Endpoint endpoint, InetAddress address) {
    return about(endpoint).anyMatch(entry -> permits(entry, endpoint.host(), address));
  }

  /**
   * Whether an endpoint may be reached through a proxy, which looks names up itself: a name only
   * where it is named in full.
   */
  public boolean permitsUnseen(Endpoint endpoint) {
    return endpoint.address().isPresent()
        ? mayResolve(endpoint)
        : about(endpoint).anyMatch(entry -> isHost(entry, endpoint.host()));
  }

  private Stream<ProbeAllowance> about(Endpoint endpoint) {
    return allowances.stream().filter(entry -> entry.takes(endpoint.port()));
  }

  private static boolean permits(ProbeAllowance entry, String host, InetAddress address) {
    return switch (entry.scope()) {
      case ProbeAllowance.Scope.Range _ -> entry.contains(address);
      case ProbeAllowance.Scope.Host(var name) ->
          name.equals(host) && (isOutside(address) || isPrivate(address) || isHere(name, address));
      case ProbeAllowance.Scope.Below(var tail) -> host.endsWith(tail) && isOutside(address);
      case ProbeAllowance.Scope.Everything() -> isOutside(address);
    };
  }

  private static boolean names(ProbeAllowance entry, String host) {
    return switch (entry.scope()) {
      case ProbeAllowance.Scope.Range _ -> false;
      case ProbeAllowance.Scope.Host(var name) -> name.equals(host);
      case ProbeAllowance.Scope.Below(var tail) -> host.endsWith(tail);
      case ProbeAllowance.Scope.Everything() -> true;
    };
  }

  private static boolean isHost(ProbeAllowance entry, String host) {
    return entry.scope() instanceof ProbeAllowance.Scope.Host(var name) && name.equals(host);
  }

  private static boolean isRange(ProbeAllowance entry) {
    return entry.scope() instanceof ProbeAllowance.Scope.Range;
  }

  private static boolean isOutside(InetAddress address) {
    return AddressGuard.isPublic(address)
        && !isIn(METADATA, AddressGuard.behind(address).orElse(address));
  }

  private static boolean isPrivate(InetAddress address) {
    return isIn(PRIVATE, address) && !isIn(METADATA, address);
  }

  private static boolean isHere(String name, InetAddress address) {
    return name.equals("localhost") && address.isLoopbackAddress();
  }

  private static boolean isIn(List<Network> networks, InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  private static List<Network> networks(String... ranges) {
    return Stream.of(ranges).map(Network::parse).toList();
  }
}
