package dev.handshake.genesys;

import dev.handshake.target.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The data actions of an organization by where they lead.
 *
 * @param hosts that can be probed, each once
 * @param unprobed how many actions lead to what cannot: templated, not over HTTPS, or not allowed
 */
public record DataActions(List<Host> hosts, int unprobed) {
  public DataActions {
    hosts = List.copyOf(hosts);
  }

  /**
   * A host that data actions call.
   *
   * @param target the name of the target by which it is probed
   * @param actions how many lead there
   * @param timeout the smallest that any of them has
   */
  public record Host(Endpoint endpoint, String target, int actions, Optional<Duration> timeout) {}
}
