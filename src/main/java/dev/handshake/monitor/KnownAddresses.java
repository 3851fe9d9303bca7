package dev.handshake.monitor;

import dev.handshake.observation.Observation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The addresses that a target's name was seen to have. A name with several, in an order that
 * changes, is soon known whole, and is not taken for a new target on each probe.
 */
final class KnownAddresses {
  /** A name with more addresses than this is one whose addresses say nothing. */
  private static final int MOST = 32;

  private final Set<InetAddress> known = new HashSet<>(2);

  /** Whether a probe used an address that is new; never so for the first that used one. */
  boolean changedBy(Observation observation) {
    if (isKnown(observation)) {
      return false;
    }
    Set<InetAddress> used =
        Stream.concat(observation.failedAddresses().stream(), observation.remote().stream())
            .map(InetSocketAddress::getAddress)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    boolean first = known.isEmpty();
    if (known.size() >= MOST || !known.addAll(used)) {
      return false;
    }
    return !first;
  }

  private boolean isKnown(Observation observation) {
    InetSocketAddress remote = observation.remote().orElse(null);
    return observation.failedAddresses().isEmpty()
        && remote != null
        && known.contains(remote.getAddress());
  }
}
