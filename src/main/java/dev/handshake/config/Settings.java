package dev.handshake.config;

import dev.handshake.address.Allowance;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.credential.IdentitySettings;
import dev.handshake.credential.TrustSettings;
import dev.handshake.discovery.DiscoverySettings;
import dev.handshake.genesys.GenesysSettings;
import dev.handshake.notify.NotifySettings;
import dev.handshake.probe.DnsSettings;
import dev.handshake.schedule.ScheduleSettings;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a configuration file says, as the settings of the parts.
 *
 * @param timing the default of every module
 * @param trust named trust stores without {@code system}, which always exists
 * @param identities named identities without {@code stranger}, which always exists
 * @param modules by name, the built-in ones among them
 * @param revocationAllow what may be asked about certificates although it is not public
 * @param targets in the order of the file, their names unique
 * @param notifications who is told when a breaker opens or closes
 * @param genesys what is watched of the platform
 * @param discovery where targets are looked for beside these
 */
public record Settings(
    ProbeTiming timing,
    DnsSettings dns,
    BreakerSettings breaker,
    ScheduleSettings schedule,
    List<TrustSettings> trust,
    List<IdentitySettings> identities,
    Map<String, ProbeModule> modules,
    List<Target> targets,
    WebSettings web,
    List<Allowance> revocationAllow,
    NotifySettings notifications,
    GenesysSettings genesys,
    DiscoverySettings discovery) {
  /** What holds where nothing is configured: the built-in modules and no target. */
  public static final Settings DEFAULT =
      new Settings(
          ProbeTiming.DEFAULT,
          DnsSettings.DEFAULT,
          BreakerSettings.DEFAULT,
          ScheduleSettings.DEFAULT,
          List.of(),
          List.of(),
          BuiltInModules.with(ProbeTiming.DEFAULT),
          List.of(),
          WebSettings.DEFAULT,
          List.of(),
          NotifySettings.NONE,
          GenesysSettings.NONE,
          DiscoverySettings.NONE);

  public Settings {
    trust = List.copyOf(trust);
    identities = List.copyOf(identities);
    modules = Collections.unmodifiableMap(new TreeMap<>(modules));
    targets = List.copyOf(targets);
    revocationAllow = List.copyOf(revocationAllow);
  }

  Settings withWeb(WebSettings other) {
    return new Settings(
        timing,
        dns,
        breaker,
        schedule,
        trust,
        identities,
        modules,
        targets,
        other,
        revocationAllow,
        notifications,
        genesys,
        discovery);
  }
}
