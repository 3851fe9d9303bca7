package dev.handshake.genesys;

import dev.handshake.address.Allowance;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is watched of the platform.
 *
 * @param known all regions that have a name, the operator's own among them
 * @param regions whose hosts are targets
 * @param organizations that the API is asked about
 * @param pollInterval from one poll of an organization to the next, at least a second
 * @param readiness by whose trust client certificates are judged
 * @param sources that are asked, of every organization
 * @param actionTests data actions that are run, none by default
 * @param discoveryAllow where discovered hosts may lead although it is not public
 * @param deployPath of the API, for deploying a domain's certificate; no public one is known
 */
public record GenesysSettings(
    Regions known,
    List<Region> regions,
    List<OrganizationSettings> organizations,
    Duration pollInterval,
    List<ReadinessCheck> readiness,
    Set<Source> sources,
    List<CxoneSettings> cxone,
    List<SuppliedCertificate> certificates,
    List<ActionTestSettings> actionTests,
    List<Allowance> discoveryAllow,
    Optional<String> deployPath) {
  /** More often than that no organization is asked. */
  public static final Duration SHORTEST_POLL = Duration.ofSeconds(1);

  /** Nothing of the platform. */
  public static final GenesysSettings NONE =
      new GenesysSettings(
          Regions.published(),
          List.of(),
          List.of(),
          Duration.ofMinutes(30),
          List.of(),
          Source.ofDefault(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty());

  public GenesysSettings {
    regions = List.copyOf(regions);
    organizations = List.copyOf(organizations);
    readiness = List.copyOf(readiness);
    sources = Set.copyOf(sources);
    cxone = List.copyOf(cxone);
    certificates = List.copyOf(certificates);
    actionTests = List.copyOf(actionTests);
    discoveryAllow = List.copyOf(discoveryAllow);
    if (pollInterval.compareTo(SHORTEST_POLL) < 0) {
      throw new IllegalArgumentException(
          "poll_interval: " + pollInterval + " (expected: at least 1s)");
    }
    if (deployPath.filter(path -> !path.matches("/[!-~]*")).isPresent()) {
      throw new IllegalArgumentException(
          "deploy_path: "
              + deployPath.get()
              + " (expected: a path of visible ASCII that begins with a slash)");
    }
  }

  public boolean isEmpty() {
    return regions.isEmpty()
        && organizations.isEmpty()
        && cxone.isEmpty()
        && certificates.isEmpty();
  }

  public GenesysSettings withRegions(List<Region> others) {
    return with(copy -> copy.regions = others);
  }

  public GenesysSettings withOrganizations(List<OrganizationSettings> others) {
    return with(copy -> copy.organizations = others);
  }

  public GenesysSettings withPollInterval(Duration other) {
    return with(copy -> copy.pollInterval = other);
  }

  public GenesysSettings withReadiness(List<ReadinessCheck> others) {
    return with(copy -> copy.readiness = others);
  }

  public GenesysSettings withSources(Set<Source> others) {
    return with(copy -> copy.sources = others);
  }

  public GenesysSettings withCxone(List<CxoneSettings> others) {
    return with(copy -> copy.cxone = others);
  }

  public GenesysSettings withCertificates(List<SuppliedCertificate> others) {
    return with(copy -> copy.certificates = others);
  }

  public GenesysSettings withActionTests(List<ActionTestSettings> others) {
    return with(copy -> copy.actionTests = others);
  }

  public GenesysSettings withDiscoveryAllow(List<Allowance> others) {
    return with(copy -> copy.discoveryAllow = others);
  }

  public GenesysSettings withDeployPath(String other) {
    return with(copy -> copy.deployPath = Optional.of(other));
  }

  private GenesysSettings with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.settings(this);
  }

  /** What can be changed one by one. */
  private static final class Copy {
    private List<Region> regions;
    private List<OrganizationSettings> organizations;
    private Duration pollInterval;
    private List<ReadinessCheck> readiness;
    private Set<Source> sources;
    private List<CxoneSettings> cxone;
    private List<SuppliedCertificate> certificates;
    private List<ActionTestSettings> actionTests;
    private List<Allowance> discoveryAllow;
    private Optional<String> deployPath;

    Copy(GenesysSettings settings) {
      regions = settings.regions;
      organizations = settings.organizations;
      pollInterval = settings.pollInterval;
      readiness = settings.readiness;
      sources = settings.sources;
      cxone = settings.cxone;
      certificates = settings.certificates;
      actionTests = settings.actionTests;
      discoveryAllow = settings.discoveryAllow;
      deployPath = settings.deployPath;
    }

    GenesysSettings settings(GenesysSettings rest) {
      return new GenesysSettings(
          rest.known,
          regions,
          organizations,
          pollInterval,
          readiness,
          sources,
          cxone,
          certificates,
          actionTests,
          discoveryAllow,
          deployPath);
    }
  }
}
