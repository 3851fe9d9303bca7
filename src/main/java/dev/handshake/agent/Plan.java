package dev.handshake.agent;

import dev.handshake.address.Allowance;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.config.Configuration;
import dev.handshake.config.Settings;
import dev.handshake.credential.Credentials;
import dev.handshake.credential.Identity;
import dev.handshake.discovery.DiscoverySettings;
import dev.handshake.genesys.GenesysSettings;
import dev.handshake.notify.NotifySettings;
import dev.handshake.probe.DnsSettings;
import dev.handshake.schedule.ScheduleSettings;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All that an agent is built from.
 *
 * @param identities by name
 * @param trust trust stores by name
 * @param revocationAllow what may be asked about certificates although it is not public
 * @param notifications who is told when a breaker opens or closes
 * @param modules by name, for probes on request and for targets that are discovered
 * @param genesys what is watched of the platform
 * @param discovery where targets are looked for beside these
 */
public record Plan(
    List<Target> targets,
    DnsSettings dns,
    BreakerSettings breaker,
    ScheduleSettings schedule,
    WebSettings web,
    Map<String, Identity> identities,
    Map<String, TrustAnchors> trust,
    List<Allowance> revocationAllow,
    NotifySettings notifications,
    Map<String, ProbeModule> modules,
    GenesysSettings genesys,
    DiscoverySettings discovery) {
  public Plan {
    targets = List.copyOf(targets);
    identities = Map.copyOf(identities);
    trust = Map.copyOf(trust);
    revocationAllow = List.copyOf(revocationAllow);
    modules = Map.copyOf(modules);
  }

  /**
   * A plan that dials the public Internet alone where certificates point somewhere, notifies
   * nobody, has the built-in modules alone, watches nothing of the platform and looks for no other
   * targets.
   */
  public Plan(
      List<Target> targets,
      DnsSettings dns,
      BreakerSettings breaker,
      ScheduleSettings schedule,
      WebSettings web,
      Map<String, Identity> identities,
      Map<String, TrustAnchors> trust) {
    this(
        targets,
        dns,
        breaker,
        schedule,
        web,
        identities,
        trust,
        List.of(),
        NotifySettings.NONE,
        Settings.DEFAULT.modules(),
        GenesysSettings.NONE,
        DiscoverySettings.NONE);
  }

  /** The plan that a configuration file makes. */
  public static Plan of(Configuration configuration) {
    Settings settings = configuration.settings();
    Credentials credentials = configuration.credentials();
    return new Plan(
        settings.targets(),
        settings.dns(),
        settings.breaker(),
        settings.schedule(),
        settings.web(),
        credentials.identityNames().stream()
            .collect(
                Collectors.toMap(
                    Function.identity(), name -> credentials.identity(name).orElseThrow())),
        credentials.trustNames().stream()
            .collect(Collectors.toMap(Function.identity(), credentials::trust)),
        settings.revocationAllow(),
        settings.notifications(),
        settings.modules(),
        settings.genesys(),
        settings.discovery());
  }

  public Plan withWeb(WebSettings other) {
    return with(copy -> copy.web = other);
  }

  public Plan withTargets(List<Target> others) {
    return with(copy -> copy.targets = others);
  }

  public Plan withDns(DnsSettings other) {
    return with(copy -> copy.dns = other);
  }

  public Plan withSchedule(ScheduleSettings other) {
    return with(copy -> copy.schedule = other);
  }

  public Plan withBreaker(BreakerSettings other) {
    return with(copy -> copy.breaker = other);
  }

  public Plan withRevocationAllow(List<Allowance> others) {
    return with(copy -> copy.revocationAllow = others);
  }

  public Plan withNotifications(NotifySettings other) {
    return with(copy -> copy.notifications = other);
  }

  public Plan withModules(Map<String, ProbeModule> others) {
    return with(copy -> copy.modules = others);
  }

  public Plan withTrust(Map<String, TrustAnchors> others) {
    return with(copy -> copy.trust = others);
  }

  public Plan withGenesys(GenesysSettings other) {
    return with(copy -> copy.genesys = other);
  }

  public Plan withDiscovery(DiscoverySettings other) {
    return with(copy -> copy.discovery = other);
  }

  /** With other identities and trust stores, by name. */
  public Plan withCredentials(
      Map<String, Identity> otherIdentities, Map<String, TrustAnchors> otherTrust) {
    return with(copy -> {
      copy.identities = otherIdentities;
      copy.trust = otherTrust;
    });
  }

  private Plan with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.plan();
  }

  /** What can be changed one by one. */
  private static final class Copy {
    private List<Target> targets;
    private DnsSettings dns;
    private BreakerSettings breaker;
    private ScheduleSettings schedule;
    private WebSettings web;
    private Map<String, Identity> identities;
    private Map<String, TrustAnchors> trust;
    private List<Allowance> revocationAllow;
    private NotifySettings notifications;
    private Map<String, ProbeModule> modules;
    private GenesysSettings genesys;
    private DiscoverySettings discovery;

    Copy(Plan plan) {
      targets = plan.targets;
      dns = plan.dns;
      breaker = plan.breaker;
      schedule = plan.schedule;
      web = plan.web;
      identities = plan.identities;
      trust = plan.trust;
      revocationAllow = plan.revocationAllow;
      notifications = plan.notifications;
      modules = plan.modules;
      genesys = plan.genesys;
      discovery = plan.discovery;
    }

    Plan plan() {
      return new Plan(
          targets,
          dns,
          breaker,
          schedule,
          web,
          identities,
          trust,
          revocationAllow,
          notifications,
          modules,
          genesys,
          discovery);
    }
  }

  Optional<Identity> identity(String name) {
    return Optional.ofNullable(identities.get(name));
  }

  TrustAnchors trustStore(String name) {
    TrustAnchors anchors = trust.get(name);
    if (anchors == null) {
      throw new IllegalArgumentException(
          "trust: " + name + " (expected: one of " + trust.keySet() + ")");
    }
    return anchors;
  }
}
