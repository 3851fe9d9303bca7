package dev.handshake.lab;

import dev.handshake.address.Allowance;
import dev.handshake.agent.Plan;
import dev.handshake.certificate.CertificateFacts;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.config.Settings;
import dev.handshake.credential.Identity;
import dev.handshake.genesys.CxoneSettings;
import dev.handshake.genesys.GenesysSettings;
import dev.handshake.genesys.ReadinessCheck;
import dev.handshake.genesys.Region;
import dev.handshake.genesys.Source;
import dev.handshake.genesys.SuppliedCertificate;
import dev.handshake.reason.Reason;
import dev.handshake.target.Confirm;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Expectation;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How an agent watches the stand-in and the customer's gateways. */
public final class PlatformWatch {
  /** The organization's name in labels. */
  public static final String ORGANIZATION = "acme";

  /** From one poll of the organization to the next; short, since the lab's year has minutes. */
  private static final Duration POLL = Duration.ofSeconds(10);

  /** Of the built-in modules for hosts of the platform. */
  private static final String PREFIX = "genesys_";

  private static final HttpCheck HEALTH =
      new HttpCheck("GET", PlatformGateway.HEALTH, Map.of(), Set.of(200), Duration.ofSeconds(5));

  /** Where nothing is shown, nothing but that may be complained of. */
  private static final Expectation REFUSES_NONE =
      new Expectation.Refused(Set.of(Reason.CLIENT_CERTIFICATE_REQUIRED), Set.of(400, 403));

  private PlatformWatch() {}

  /** A plan that watches the platform, too. */
  public static Plan added(Plan plan, Platform platform) {
    Map<String, Identity> identities = new HashMap<>(plan.identities());
    identities.put(PlatformPki.IDENTITY, platform.pki().identity());
    Map<String, TrustAnchors> trust = new HashMap<>(plan.trust());
    trust.put(PlatformPki.TRUST, platform.roots());
    platform.gateways().all().forEach(gateway -> trust.put(gateway.name(), gateway.trust()));
    return plan.withTargets(
            Stream.concat(plan.targets().stream(), targets(platform).stream()).toList())
        .withCredentials(identities, trust)
        .withRevocationAllow(
            Stream.concat(
                    plan.revocationAllow().stream(), Stream.of(Allowance.parse(Street.ADDRESS)))
                .toList())
        .withModules(modules(plan.modules()))
        .withGenesys(settings(platform));
  }

  /** Those of the platform's hosts, discovered ones too, verify by its own roots. */
  private static Map<String, ProbeModule> modules(Map<String, ProbeModule> usual) {
    Map<String, ProbeModule> modules = new HashMap<>(usual);
    modules.replaceAll((name, module) -> name.startsWith(PREFIX) ? onLoopback(module) : module);
    return modules;
  }

  private static ProbeModule onLoopback(ProbeModule module) {
    return module
        .withPolicy(module.policy().withPublic(false))
        .withTrust(PlatformPki.TRUST)
        .withTiming(Scenarios.TIMING);
  }

  /** What is watched of the platform: all sources, and each gateway's trust. */
  public static GenesysSettings settings(Platform platform) {
    List<ReadinessCheck> readiness = new ArrayList<>();
    for (PlatformGateway gateway : platform.gateways().all()) {
      readiness.add(new ReadinessCheck.ByTrustStore(gateway.name()));
      readiness.add(new ReadinessCheck.ByNames(gateway.name()));
    }
    return GenesysSettings.NONE
        .withRegions(List.of(platform.region()))
        .withOrganizations(List.of(platform.organization(ORGANIZATION)))
        .withPollInterval(POLL)
        .withReadiness(readiness)
        .withSources(EnumSet.allOf(Source.class))
        .withCxone(List.of(tenant(platform)))
        .withCertificates(List.of(supplied(platform.pki().regionalRoot())))
        .withDiscoveryAllow(List.of(Allowance.parse(Street.ADDRESS)));
  }

  private static CxoneSettings tenant(Platform platform) {
    return new CxoneSettings(
        "cxone-lab",
        platform.cxone(),
        Optional.of(Platform.CXONE_TENANT),
        PlatformPki.TRUST,
        Optional.empty());
  }

  private static SuppliedCertificate supplied(X509Certificate root) {
    return new SuppliedCertificate(
        "lab-regional-root",
        SuppliedCertificate.Kind.REGIONAL_ROOT,
        Platform.REGION,
        root,
        CertificateFacts.of(root).orElseThrow());
  }

  /** The region's hosts; and each gateway, which must let the operator in and nobody else. */
  static List<Target> targets(Platform platform) {
    List<Target> targets = new ArrayList<>();
    Region region = platform.region();
    targets.add(host("login", region.login()));
    targets.add(host("api", region.api()));
    targets.add(host("apps", region.apps()));
    for (PlatformGateway gateway : platform.gateways().all()) {
      targets.addAll(targets(platform, gateway));
    }
    return targets;
  }

  private static Target host(String host, URI url) {
    ProbeModule builtIn = Objects.requireNonNull(Settings.DEFAULT.modules().get(PREFIX + host));
    return target(
        "genesys-" + Platform.REGION + "-" + host,
        Region.endpoint(url),
        onLoopback(builtIn),
        Map.of("genesys_region", Platform.REGION, "genesys_host", host));
  }

  private static List<Target> targets(Platform platform, PlatformGateway gateway) {
    ProbeModule accepts = module("genesys-gateway", HEALTH);
    ProbeModule refuses = module("genesys-gateway-must-refuse", HEALTH);
    ProbeModule known = accepts.withIdentity(PlatformPki.IDENTITY).withConfirm(Confirm.REQUIRED);
    List<Target> targets = new ArrayList<>();
    targets.add(
        target(gateway, "", gateway.wantsToken() ? known.withHttp(bearing(platform)) : known));
    targets.add(target(gateway, "-refuses-none", refuses.withExpect(REFUSES_NONE)));
    targets.add(
        target(
            gateway,
            "-refuses-stranger",
            refuses
                .withIdentity(ClientCertificate.UNTRUSTED.identity())
                .withExpect(new Expectation.Refused(Set.of(), Set.of()))));
    if (gateway.wantsToken()) {
      targets.add(
          target(
              gateway, "-refuses-no-token", known.withHttp(HEALTH.withExpectStatus(Set.of(401)))));
    }
    return targets;
  }

  private static HttpCheck bearing(Platform platform) {
    return HEALTH.withOauth(Optional.of(platform.gateways().oauth()));
  }

  private static ProbeModule module(String name, HttpCheck http) {
    return ProbeModule.DEFAULT
        .withName(name)
        .withTrust(PlatformPki.TRUST)
        .withTiming(Scenarios.TIMING)
        .withHttp(http);
  }

  private static Target target(PlatformGateway gateway, String ending, ProbeModule module) {
    return target(gateway.name() + ending, gateway.endpoint(), module, Map.of());
  }

  private static Target target(
      String name, Endpoint endpoint, ProbeModule module, Map<String, String> labels) {
    TreeMap<String, String> all = new TreeMap<>(labels);
    all.put(Scenario.EXPECTED_LABEL, "success");
    return Target.of(name, endpoint, module).withLabels(all);
  }
}
