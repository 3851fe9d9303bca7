package dev.handshake.genesys;

import java.util.List;

/**
 * What an organization says of itself.
 *
 * @param limits that hold for it, as far as they are known
 */
public record OrganizationFacts(
    String id, String name, String domain, String state, List<Limit> limits) {
  public OrganizationFacts {
    limits = List.copyOf(limits);
  }

  /**
   * A limit of the platform.
   *
   * @param name such as {@code actions.concurrent.executions.max}
   */
  public record Limit(String namespace, String name, double value) {}
}
