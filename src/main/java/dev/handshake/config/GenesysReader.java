package dev.handshake.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.address.Allowance;
import dev.handshake.certificate.CertificateFacts;
import dev.handshake.certificate.PeerCertificate;
import dev.handshake.credential.ChainFile;
import dev.handshake.genesys.ActionTestSettings;
import dev.handshake.genesys.GenesysSettings;
import dev.handshake.genesys.OrganizationSettings;
import dev.handshake.genesys.ReadinessCheck;
import dev.handshake.genesys.Region;
import dev.handshake.genesys.Source;
import dev.handshake.genesys.SuppliedCertificate;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.Target;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what is watched of the platform, and the targets and modules that come with it. */
final class GenesysReader {
  private static final Duration EACH_HOUR = Duration.ofHours(1);
  private static final Duration LEAST_INTERVAL = Duration.ofMinutes(1);
  private static final String ACTION = "[A-Za-z0-9._~-]{1,128}";

  private final Section section;
  private final Collection<String> trust;
  private final RegionReader regions;
  private final List<Region> watched = new ArrayList<>();
  private final List<Gateway> gateways = new ArrayList<>();

  /**
   * @param trust the names of the trust stores
   */
  GenesysReader(Section section, Collection<String> trust) {
    this.section = section;
    this.trust = trust;
    this.regions = RegionReader.with(section.section("custom_regions"));
  }

  /**
   * The modules of gateways, by name.
   *
   * @param identities the names of the identities
   * @param taken names that modules already have
   */
  Map<String, ProbeModule> modules(
      Collection<String> identities, Set<String> taken, ProbeTiming timing) {
    GatewayReader reader = new GatewayReader(trust, identities, timing);
    section
        .value("gateways")
        .ifPresent(list -> gateways.addAll(reader.readAll(list, new HashSet<>(taken))));
    return gateways.stream()
        .flatMap(gateway -> gateway.modules().stream())
        .collect(Collectors.toMap(ProbeModule::name, Function.identity()));
  }

  /**
   * The targets of regions and gateways.
   *
   * @param modules by name, the built-in ones among them
   * @param names of all targets so far
   */
  List<Target> targets(Map<String, ProbeModule> modules, TargetReader names) {
    List<Target> targets = new ArrayList<>();
    watched.addAll(
        once(
            "regions",
            regions::read,
            (region, place) -> add(RegionTargets.of(region, modules), place, names, targets)));
    gateways.forEach(gateway -> add(gateway.targets(), gateway.place(), names, targets));
    return targets;
  }

  private static void add(
      List<Target> more, Value place, TargetReader names, List<Target> targets) {
    more.forEach(target -> names.claimMade(target.name(), place));
    targets.addAll(more);
  }

  /**
   * Everything else.
   *
   * @param targets all that are configured
   */
  GenesysSettings settings(List<Target> targets) {
    OrganizationReader reader = new OrganizationReader(trust, regions);
    Set<String> names = targets.stream().map(Target::name).collect(Collectors.toSet());
    List<OrganizationSettings> organizations = sections("organizations", reader::organization);
    GenesysSettings settings =
        new GenesysSettings(
            regions.known(),
            watched,
            organizations,
            pollInterval(),
            once("trust_readiness", value -> readiness(value, names), (_, _) -> {}),
            section.section("sources").map(GenesysReader::sources).orElseGet(Source::ofDefault),
            sections("cxone", reader::tenant),
            certificates(),
            actionTests(organizations),
            section
                .list("discovery_allow", value -> value.parsed(Allowance::parse))
                .orElse(List.of()),
            section.nullable("deploy_path").flatMap(HttpReader::path));
    section.done();
    return settings;
  }

  private Duration pollInterval() {
    Duration interval = section.duration("poll_interval", GenesysSettings.NONE.pollInterval());
    if (interval.compareTo(GenesysSettings.SHORTEST_POLL) >= 0) {
      return interval;
    }
    section.wrong("at least 1s", "poll_interval");
    return GenesysSettings.SHORTEST_POLL;
  }

  private <T> List<T> sections(String key, Function<Section, Optional<T>> reader) {
    return section.list(key, value -> value.section().flatMap(reader)).orElse(List.of());
  }

  /** The items of a list, none of which may be there twice, each handed over with its place. */
  private <T> List<T> once(
      String key, Function<Value, Optional<T>> reader, BiConsumer<T, Value> taker) {
    Set<T> seen = new HashSet<>();
    return section
        .list(
            key,
            value -> {
              Optional<T> item = reader.apply(value);
              if (item.isPresent() && !seen.add(item.get())) {
                value.wrong("each once, this one stands above");
                return Optional.empty();
              }
              item.ifPresent(some -> taker.accept(some, value));
              return item;
            })
        .orElse(List.of());
  }

  private static Set<Source> sources(Section section) {
    Set<Source> on =
        Stream.of(Source.values())
            .filter(source -> section.flag(source.word(), source.byDefault()))
            .collect(Collectors.toUnmodifiableSet());
    section.done();
    return on;
  }

  private Optional<ReadinessCheck> readiness(Value value, Set<String> targets) {
    return value.node() instanceof Node.Mapping
        ? value.section().flatMap(one -> byNames(one, targets))
        : value.oneOf(trust).map(ReadinessCheck.ByTrustStore::new);
  }

  private static Optional<ReadinessCheck> byNames(Section section, Set<String> targets) {
    Optional<Value> place = section.required("target", "the name of a target");
    section.done();
    Optional<String> name = place.flatMap(Value::string);
    if (name.filter(some -> !targets.contains(some)).isPresent()) {
      String expected = "the name of a target";
      place
          .get()
          .wrong(
              Nearest.to(name.get(), targets)
                  .map(near -> expected + "; did you mean " + Shown.plain(near) + "?")
                  .orElse(expected));
      return Optional.empty();
    }
    return name.map(ReadinessCheck.ByNames::new);
  }

  private List<SuppliedCertificate> certificates() {
    Set<String> names = new HashSet<>();
    return sections("certificates", one -> certificate(one, names));
  }

  private Optional<SuppliedCertificate> certificate(Section section, Set<String> names) {
    Optional<Value> place = section.required("name", "a name of its own");
    Optional<String> name = place.flatMap(Value::nonEmpty);
    if (name.isPresent() && !names.add(name.get())) {
      place.get().wrong("a name of its own, another certificate has this one");
    }
    Optional<SuppliedCertificate.Kind> kind =
        section
            .required("kind", "regional_root, sso_signing or other")
            .flatMap(value ->
                value.oneOf(
                    List.of(SuppliedCertificate.Kind.values()), SuppliedCertificate.Kind::word));
    Optional<Region> region =
        section.required("region", "the region that it belongs to").flatMap(regions::read);
    Optional<PeerCertificate> certificate =
        section.required("file", "a PEM or DER file of certificates").flatMap(GenesysReader::first);
    section.done();
    Optional<X509Certificate> parsed = certificate.flatMap(PeerCertificate::x509);
    Optional<CertificateFacts> facts = certificate.flatMap(PeerCertificate::facts);
    if (name.isEmpty() || kind.isEmpty() || region.isEmpty() || facts.isEmpty()) {
      return Optional.empty();
    }
    return parsed.map(some ->
        new SuppliedCertificate(name.get(), kind.get(), region.get().name(), some, facts.get()));
  }

  /** The first certificate of a file. */
  private static Optional<PeerCertificate> first(Value value) {
    Optional<Path> file = value.file();
    try {
      Optional<PeerCertificate> first = file.map(some -> ChainFile.read(some).leaf());
      if (first.filter(some -> some.facts().isEmpty()).isPresent()) {
        value.wrong(
            file.get().toString(),
            "a PEM or DER file of certificates, this one is damaged: its first is not X.509");
      }
      return first;
    } catch (IllegalArgumentException unusable) {
      value.wrong(String.valueOf(file.orElse(null)), Value.expected(unusable));
      return Optional.empty();
    }
  }

  private List<ActionTestSettings> actionTests(List<OrganizationSettings> organizations) {
    List<String> names = organizations.stream().map(OrganizationSettings::name).toList();
    Set<List<String>> seen = new HashSet<>();
    return sections("action_tests", one -> actionTest(one, names, seen));
  }

  private static Optional<ActionTestSettings> actionTest(
      Section section, List<String> organizations, Set<List<String>> seen) {
    Optional<String> organization =
        section
            .required("organization", "the name of an organization")
            .flatMap(value -> value.oneOf(organizations));
    Optional<Value> place = section.required("action", "the id of a data action");
    Optional<String> action = place.flatMap(Value::string);
    if (action.filter(id -> !id.matches(ACTION)).isPresent()) {
      place.get().wrong("the id of a data action");
      action = Optional.empty();
    }
    Optional<JsonNode> inputs =
        section
            .nullable("inputs")
            .map(value -> value.section().flatMap(_ -> JsonReader.read(value)))
            .orElseGet(() -> Optional.of(JsonReader.emptyObject()));
    Duration interval = section.duration("interval", EACH_HOUR);
    if (interval.compareTo(LEAST_INTERVAL) < 0) {
      section.wrong("at least 1m", "interval");
      interval = LEAST_INTERVAL;
    }
    section.done();
    if (organization.isEmpty() || action.isEmpty() || inputs.isEmpty()) {
      return Optional.empty();
    }
    if (!seen.add(List.of(organization.get(), action.get()))) {
      place.get().wrong("each action of an organization once, this one stands above");
      return Optional.empty();
    }
    return Optional.of(
        new ActionTestSettings(organization.get(), action.get(), inputs.get(), interval));
  }
}
