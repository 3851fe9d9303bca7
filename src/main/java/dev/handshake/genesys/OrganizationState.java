package dev.handshake.genesys;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that is known of an organization at one moment: of each source the last good answer.
 *
 * @param region by its name; {@code cxone} for a tenant of NICE CXone
 * @param sources that are switched on, by their words
 * @param gatewayRoots whether the root of a probed gateway is one that the platform trusts, by
 *     target
 */
public record OrganizationState(
    String organization,
    String region,
    Map<String, SourceStatus> sources,
    Inventory certificates,
    Optional<TrustedRoots> roots,
    Map<String, Boolean> gatewayRoots,
    List<IdentityProvider> identityProviders,
    List<Integration> integrations,
    List<IntegrationCredential> credentials,
    Optional<DataActions> actions,
    List<IpRanges> ipRanges,
    List<AuditTally> audits,
    Optional<OrganizationFacts> facts,
    List<EdgeAuthority> edges) {
  public OrganizationState {
    sources = Collections.unmodifiableSortedMap(new TreeMap<>(sources));
    gatewayRoots = Collections.unmodifiableSortedMap(new TreeMap<>(gatewayRoots));
    identityProviders = List.copyOf(identityProviders);
    integrations = List.copyOf(integrations);
    credentials = List.copyOf(credentials);
    ipRanges = List.copyOf(ipRanges);
    audits = List.copyOf(audits);
    edges = List.copyOf(edges);
  }

  /** An organization of which nothing but its sources is known. */
  static OrganizationState of(
      String organization, String region, Map<String, SourceStatus> sources) {
    return new OrganizationState(
        organization,
        region,
        sources,
        Inventory.EMPTY,
        Optional.empty(),
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        List.of());
  }
}
