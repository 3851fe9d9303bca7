package dev.handshake.diagnosis;

import java.util.Optional;
import java.util.Set;

/**
 * What is known of a chain's issuer beside the chain.
 *
 * @param isPublic whether the chain leads to a root that the public trusts; empty where that cannot
 *     be told
 * @param publicBefore the public issuer that the same server was seen with before
 * @param domains of the servers that showed leaves of the same private issuer; few of many
 */
public record IssuerFacts(
    Optional<Boolean> isPublic, Optional<String> publicBefore, Set<String> domains) {
  /** Nothing is known. */
  public static final IssuerFacts NONE =
      new IssuerFacts(Optional.empty(), Optional.empty(), Set.of());

  public IssuerFacts {
    domains = Set.copyOf(domains);
  }

  boolean isPrivate() {
    return isPublic.equals(Optional.of(false));
  }
}
