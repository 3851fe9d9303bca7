package dev.handshake.probe;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The order in which to try the addresses of a name (RFC 6724, section 6), as far as a prober needs
 * it: an address that cannot be left for comes last (rule 1), then one whose source address is of
 * another kind (rule 5), then the policy table decides (rule 6), and otherwise the order given.
 * Addresses of one family alone keep their order, which is the name server's to choose.
 */
final class DestinationOrder {
  private final Function<InetAddress, Optional<InetAddress>> source;

  /**
   * @param source the address that a packet to the given one would leave from, if there is a way
   */
  DestinationOrder(Function<InetAddress, Optional<InetAddress>> source) {
    this.source = source;
  }

  List<InetAddress> order(List<InetAddress> addresses) {
    long ipv4 = addresses.stream().filter(Inet4Address.class::isInstance).count();
    if (ipv4 == 0 || ipv4 == addresses.size()) {
      return addresses;
    }
    return addresses.stream()
        .map(this::ranked)
        .sorted(
            Comparator.comparing(Ranked::unusable)
                .thenComparing(Ranked::strangeSource)
                .thenComparing(Comparator.comparingInt(Ranked::precedence).reversed()))
        .map(Ranked::address)
        .toList();
  }

  private record Ranked(
      InetAddress address, boolean unusable, boolean strangeSource, int precedence) {}

  private Ranked ranked(InetAddress address) {
    Optional<InetAddress> from = source.apply(address);
    Policy policy = Policy.of(address);
    boolean strange = from.isPresent() && Policy.of(from.get()).label != policy.label;
    return new Ranked(address, from.isEmpty(), strange, policy.precedence);
  }

  /** The default policy table (RFC 6724, section 2.1). */
  private enum Policy {
    LOOPBACK(50, 0),
    NATIVE(40, 1),
    IPV4(35, 4),
    SIX_TO_FOUR(30, 2),
    TEREDO(5, 5),
    UNIQUE_LOCAL(3, 13),
    SITE_LOCAL(1, 11);

    private final int precedence;
    private final int label;

    Policy(int precedence, int label) {
      this.precedence = precedence;
      this.label = label;
    }

    static Policy of(InetAddress address) {
      if (address instanceof Inet4Address) {
        return IPV4;
      }
      if (address.isLoopbackAddress()) {
        return LOOPBACK;
      }
      byte[] bytes = address.getAddress();
      int first = ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
      int second = ((bytes[2] & 0xff) << 8) | (bytes[3] & 0xff);
      if ((first & 0xfe00) == 0xfc00) {
        return UNIQUE_LOCAL;
      }
      if ((first & 0xffc0) == 0xfec0) {
        return SITE_LOCAL;
      }
      if (first == 0x2002) {
        return SIX_TO_FOUR;
      }
      return first == 0x2001 && second == 0 ? TEREDO : NATIVE;
    }
  }
}
