package dev.handshake.agent;

import dev.handshake.address.Allowance;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.config.Configuration;
import dev.handshake.config.Settings;
import dev.handshake.credential.Credentials;
import dev.handshake.credential.Identity;
import dev.handshake.notify.NotifySettings;
import dev.handshake.probe.DnsSettings;
import dev.handshake.schedule.ScheduleSettings;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All that an agent is built from.
 *
 * @param identities by name
 * @param trust trust stores by name
 * @param revocationAllow what may be asked about certificates although it is not public
 * @param notifications who is told when a breaker opens or closes
 * @param modules by name, for probes on request
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
    Map<String, ProbeModule> modules) {
  public Plan {
    targets = List.copyOf(targets);
    identities = Map.copyOf(identities);
    trust = Map.copyOf(trust);
    revocationAllow = List.copyOf(revocationAllow);
    modules = Map.copyOf(modules);
  }

  /** A plan with the built-in modules alone. */
  public Plan(
      List<Target> targets,
      DnsSettings dns,
      BreakerSettings breaker,
      ScheduleSettings schedule,
      WebSettings web,
      Map<String, Identity> identities,
      Map<String, TrustAnchors> trust,
      List<Allowance> revocationAllow,
      NotifySettings notifications) {
    this(
        targets,
        dns,
        breaker,
        schedule,
        web,
        identities,
        trust,
        revocationAllow,
        notifications,
        Settings.DEFAULT.modules());
  }

  /**
   * A plan that dials the public Internet alone where certificates point somewhere, and notifies
   * nobody.
   */
  public Plan(
      List<Target> targets,
      DnsSettings dns,
      BreakerSettings breaker,
      ScheduleSettings schedule,
      WebSettings web,
      Map<String, Identity> identities,
      Map<String, TrustAnchors> trust) {
    this(targets, dns, breaker, schedule, web, identities, trust, List.of(), NotifySettings.NONE);
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
        settings.modules());
  }

  public Plan withWeb(WebSettings other) {
    return new Plan(
        targets,
        dns,
        breaker,
        schedule,
        other,
        identities,
        trust,
        revocationAllow,
        notifications,
        modules);
  }

  public Plan withTargets(List<Target> others) {
    return new Plan(
        others,
        dns,
        breaker,
        schedule,
        web,
        identities,
        trust,
        revocationAllow,
        notifications,
        modules);
  }

  public Plan withNotifications(NotifySettings other) {
    return new Plan(
        targets, dns, breaker, schedule, web, identities, trust, revocationAllow, other, modules);
  }

  public Plan withModules(Map<String, ProbeModule> others) {
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
        others);
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
