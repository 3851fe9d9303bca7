package dev.handshake.address;

import dev.handshake.target.Endpoint;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says which addresses may be dialled where someone else chose them: those of the public Internet,
 * and what the operator allows beyond. To be asked about the very address that is dialled, after
 * the name was resolved, so that no name can lead inside.
 */
public final class AddressGuard {
  /** What is not of the public Internet (RFC 6890 and the registries of special addresses). */
  private static final List<Network> INTERNAL =
      networks(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4",
          "2001::/23",
          "2001:db8::/32",
          "3fff::/20");

  /** All that IPv6 has handed out for the Internet; the rest is local, multicast or reserved. */
  private static final Network GLOBAL_IPV6 = Network.parse("2000::/3");

  private static final Network TRANSLATED = Network.parse("64:ff9b::/96");
  private static final Network SIX_TO_FOUR = Network.parse("2002::/16");

  private final List<Network> allowed;
  private final Set<String> allowedHosts;

  private AddressGuard(List<Network> allowed, Set<String> allowedHosts) {
    this.allowed = allowed;
    this.allowedHosts = allowedHosts;
  }

  /** One that lets the public Internet through and nothing else. */
  public static AddressGuard publicOnly() {
    return allowing(List.of());
  }

  /** One that lets through what the operator allows, too. */
  public static AddressGuard allowing(List<Allowance> allowances) {
    return new AddressGuard(
        allowances.stream().flatMap(one -> one.network().stream()).toList(),
        allowances.stream()
            .flatMap(one -> one.host().stream())
            .collect(Collectors.toUnmodifiableSet()));
  }

  /**
   * Whether an address may be dialled for a host.
   *
   * @param host the name or literal that stood in the URL
   * @param address the one that is about to be dialled
   */
  public boolean permits(String host, InetAddress address) {
    return allowedHosts.contains(host.toLowerCase(Locale.ROOT))
        || allowed.stream().anyMatch(network -> network.contains(address))
        || isPublic(address);
  }

  /**
   * Whether a host may be named to a proxy, which looks it up itself: only where that is allowed.
   */
  public boolean permitsUnseen(String host) {
    return allowedHosts.contains(host.toLowerCase(Locale.ROOT))
        || Endpoint.literal(host).filter(address -> permits(host, address)).isPresent();
  }

  /** Whether an address is of the public Internet. */
  static boolean isPublic(InetAddress address) {
    if (address instanceof Inet4Address) {
      return !isInternal(address);
    }
    Optional<InetAddress> behind = behind(address);
    if (behind.isPresent()) {
      return isPublic(behind.get());
    }
    return GLOBAL_IPV6.contains(address) && !isInternal(address);
  }

  private static boolean isInternal(InetAddress address) {
    return INTERNAL.stream().anyMatch(network -> network.contains(address));
  }

  /** The IPv4 address that a translator or a relay makes of one (RFC 6052, RFC 3056). */
  static Optional<InetAddress> behind(InetAddress address) {
    if (TRANSLATED.contains(address)) {
      return Optional.of(embedded(address, 12));
    }
    return SIX_TO_FOUR.contains(address) ? Optional.of(embedded(address, 2)) : Optional.empty();
  }

  private static InetAddress embedded(InetAddress address, int offset) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), offset, offset + 4));
    } catch (UnknownHostException impossible) {
      throw new AssertionError("four bytes are an address", impossible);
    }
  }

  private static List<Network> networks(String... ranges) {
    return Stream.of(ranges).map(Network::parse).toList();
  }
}
