package dev.handshake.genesys;

import java.util.List;

/**
 * All that is known of the platform at one moment.
 *
 * @param organizations in the order of the configuration, tenants of CXone after them
 * @param certificates that the operator supplied
 */
public record GenesysState(
    List<OrganizationState> organizations, List<SuppliedCertificate> certificates) {
  public GenesysState {
    organizations = List.copyOf(organizations);
    certificates = List.copyOf(certificates);
  }
}
