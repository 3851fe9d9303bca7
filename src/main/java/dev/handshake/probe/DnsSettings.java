package dev.handshake.probe;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How names become addresses.
 *
 * @param servers resolvers to ask, in order; empty for the system's
 * @param hostsFile the hosts file to look in first; empty for the system's
 * @param timeout bound on the whole look-up
 */
public record DnsSettings(
    List<InetSocketAddress> servers, Optional<Path> hostsFile, Duration timeout) {
  public static final DnsSettings DEFAULT =
      new DnsSettings(List.of(), Optional.empty(), Duration.ofSeconds(2));

  public DnsSettings {
    servers = List.copyOf(servers);
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("dns.timeout: " + timeout + " (expected: more than zero)");
    }
  }
}
