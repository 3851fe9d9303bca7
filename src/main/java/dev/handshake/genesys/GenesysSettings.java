package dev.handshake.genesys;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What is watched of the platform.
 *
 * @param regions whose hosts are targets
 * @param organizations that the API is asked about
 * @param pollInterval from one poll of an organization to the next
 * @param readiness by whose trust client certificates are judged
 * @param sources that are asked, of every organization
 * @param actionTests data actions that are run, none by default
 */
public record GenesysSettings(
    List<Region> regions,
    List<OrganizationSettings> organizations,
    Duration pollInterval,
    List<ReadinessCheck> readiness,
    Set<Source> sources,
    List<CxoneSettings> cxone,
    List<SuppliedCertificate> certificates,
    List<ActionTestSettings> actionTests) {
  /** Nothing of the platform. */
  public static final GenesysSettings NONE =
      new GenesysSettings(
          List.of(),
          List.of(),
          Duration.ofMinutes(30),
          List.of(),
          Set.of(),
          List.of(),
          List.of(),
          List.of());

  public GenesysSettings {
    regions = List.copyOf(regions);
    organizations = List.copyOf(organizations);
    readiness = List.copyOf(readiness);
    sources = Set.copyOf(sources);
    cxone = List.copyOf(cxone);
    certificates = List.copyOf(certificates);
    actionTests = List.copyOf(actionTests);
    if (pollInterval.isZero() || pollInterval.isNegative()) {
      throw new IllegalArgumentException(
          "poll_interval: " + pollInterval + " (expected: more than zero)");
    }
  }

  public boolean isEmpty() {
    return regions.isEmpty()
        && organizations.isEmpty()
        && cxone.isEmpty()
        && certificates.isEmpty();
  }
}
