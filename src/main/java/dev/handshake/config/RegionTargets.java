package dev.handshake.config;

import dev.handshake.genesys.Region;
import dev.handshake.genesys.Regions;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The targets that a region stands for: each of its hosts. */
final class RegionTargets {
  private RegionTargets() {}

  /**
   * @param modules by name, the built-in ones among them
   */
  static List<Target> of(Region region, Map<String, ProbeModule> modules) {
    return List.of(
        target(region, "login", region.login(), modules),
        target(region, "api", region.api(), modules),
        target(region, "apps", region.apps(), modules));
  }

  private static Target target(
      Region region, String host, URI url, Map<String, ProbeModule> modules) {
    String name = "genesys_" + host;
    ProbeModule module = modules.getOrDefault(name, ProbeModule.DEFAULT.withName(name));
    Target target =
        Target.of(
            "genesys-" + region.name() + "-" + host, Region.endpoint(url), judged(region, module));
    return target.withLabels(
        new TreeMap<>(Map.of("genesys_region", region.name(), "genesys_host", host)));
  }

  /** Of an operator's own region nothing is known to be public. */
  private static ProbeModule judged(Region region, ProbeModule module) {
    return Regions.isPublished(region)
        ? module
        : module.withPolicy(module.policy().withPublic(false));
  }
}
