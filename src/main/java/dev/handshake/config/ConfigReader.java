package dev.handshake.config;

import dev.handshake.address.Allowance;
import dev.handshake.address.ProbeAllowance;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.credential.Credentials;
import dev.handshake.credential.IdentitySettings;
import dev.handshake.credential.TrustSettings;
import dev.handshake.credential.TrustStoreException;
import dev.handshake.credential.TrustStores;
import dev.handshake.discovery.DiscoverySettings;
import dev.handshake.genesys.GenesysSettings;
import dev.handshake.notify.NotifySettings;
import dev.handshake.probe.DnsSettings;
import dev.handshake.schedule.ScheduleSettings;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.Target;
import dev.handshake.web.WebFile;
import dev.handshake.web.WebSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a configuration file, and says everything that is wrong in it at once. */
public final class ConfigReader {
  private static final int DNS_PORT = 53;

  private ConfigReader() {}

  /**
   * Reads a file, without opening the certificates and keys that it names.
   *
   * @param environment a variable's value by its name, for references such as <code>${NAME}</code>
   * @throws ConfigException with every mistake
   */
  public static Settings read(Path file, Function<String, @Nullable String> environment) {
    Source source = new Source(file, environment);
    Settings settings = settings(source, Document.read(source));
    source.complain();
    return settings;
  }

  /**
   * Reads a file and loads the credentials that it names. An unusable trust store is a mistake of
   * the configuration; an unusable identity is not, and says so itself.
   *
   * @param environment a variable's value by its name
   * @param now the moment at which the identity {@code stranger} is minted
   * @throws ConfigException with every mistake
   */
  public static Configuration load(
      Path file, Function<String, @Nullable String> environment, Instant now) {
    return load(file, environment, now, _ -> {});
  }

  /**
   * The same, and tells on which files the configuration depends.
   *
   * @param named is told each of them before it is read, the configuration file first, also where
   *     the configuration is refused
   * @throws ConfigException with every mistake
   */
  public static Configuration load(
      Path file,
      Function<String, @Nullable String> environment,
      Instant now,
      Consumer<Path> named) {
    return load(file, environment, now, named, Optional.empty());
  }

  /**
   * The same with a web file in place of the one that the configuration names.
   *
   * @throws ConfigException with every mistake
   */
  public static Configuration load(
      Path file,
      Function<String, @Nullable String> environment,
      Instant now,
      Consumer<Path> named,
      Optional<Path> webFile) {
    Source source = new Source(file, environment, named);
    named.accept(file);
    TrustStores.systemFiles(environment).forEach(named);
    Optional<Node> root = Document.read(source);
    Settings configured = settings(source, root);
    Settings settings =
        webFile
            .map(path -> configured.withWeb(configured.web().withFile(webFile(source, path))))
            .orElse(configured);
    Optional<Credentials> credentials = credentials(source, settings, now);
    source.complain();
    return new Configuration(
        settings,
        credentials.orElseThrow(),
        source.warnings(),
        Masked.text(root.orElseThrow(), source::isHidden));
  }

  private static Optional<Credentials> credentials(Source source, Settings settings, Instant now) {
    try {
      return Optional.of(
          Credentials.load(settings.trust(), settings.identities(), source.environment(), now));
    } catch (TrustStoreException unusable) {
      unusable.faults().forEach(fault -> report(source, fault));
      return Optional.empty();
    }
  }

  private static void report(Source source, TrustStoreException.Fault fault) {
    String path = Source.child("trust", fault.store()) + "." + fault.place();
    if (!source.isWrong(path)) {
      source.wrong(source.lineOfFile(path), path, fault.value(), fault.expected());
    }
  }

  private static Settings settings(Source source, Optional<Node> root) {
    return root.flatMap(node -> new Value(source, "", node).section())
        .map(ConfigReader::settings)
        .orElse(Settings.DEFAULT);
  }

  private static Settings settings(Section root) {
    Optional<Section> probe = root.section("probe");
    DnsSettings dns = root.section("dns").map(ConfigReader::dns).orElse(DnsSettings.DEFAULT);
    Optional<Section> breakerSection = root.section("breaker");
    BreakerSettings breaker =
        breakerSection.map(ConfigReader::breaker).orElse(BreakerSettings.DEFAULT);
    Map<String, Value> stores = root.section("trust").map(Section::entries).orElse(Map.of());
    Map<String, Value> shown = root.section("identities").map(Section::entries).orElse(Map.of());
    List<TrustSettings> trust = CredentialReader.trust(stores);
    List<IdentitySettings> identities = CredentialReader.identities(shown);
    Collection<String> storeNames = names(stores.keySet(), TrustStores.SYSTEM);
    Collection<String> identityNames = names(shown.keySet(), Credentials.STRANGER);
    ModuleReader moduleReader = new ModuleReader(storeNames, identityNames, breaker.window());
    ProbeTiming timing =
        probe
            .map(section -> ModuleReader.read(section, ProbeTiming.DEFAULT))
            .orElse(ProbeTiming.DEFAULT);
    if (!moduleReader.isWithin(timing)) {
      blame(probe, breakerSection, moduleReader.tooSlow(timing));
    }
    ScheduleSettings schedule = probe.map(ConfigReader::schedule).orElse(ScheduleSettings.DEFAULT);
    Map<String, ProbeModule> modules = moduleReader.readAll(root.section("modules"), timing);
    Optional<GenesysReader> platform =
        root.section("genesys").map(section -> new GenesysReader(section, storeNames));
    platform.ifPresent(
        reader -> modules.putAll(reader.modules(identityNames, modules.keySet(), timing)));
    TargetReader targetReader = new TargetReader(modules, moduleReader);
    List<Target> targets =
        new ArrayList<>(root.value("targets").map(targetReader::readAll).orElse(List.of()));
    platform.ifPresent(reader -> targets.addAll(reader.targets(modules, targetReader)));
    WebSettings web = root.section("web").map(ConfigReader::web).orElse(WebSettings.DEFAULT);
    List<Allowance> allowed =
        root.list("revocation_allow", value -> value.parsed(Allowance::parse)).orElse(List.of());
    ServiceReader services = new ServiceReader(storeNames, identityNames);
    DiscoverySettings discovery = new DiscoveryReader(services).read(root);
    NotifyReader notifyReader = new NotifyReader(services);
    NotifySettings notifications =
        root.section("notify").map(notifyReader::read).orElse(NotifySettings.NONE);
    root.done();
    return new Settings(
        timing,
        dns,
        breaker,
        schedule,
        trust,
        identities,
        modules,
        targets,
        web,
        allowed,
        notifications,
        platform.map(reader -> reader.settings(targets)).orElse(GenesysSettings.NONE),
        discovery);
  }

  /** Reports too short a window where it was made: in probe if that says anything, else here. */
  private static void blame(Optional<Section> probe, Optional<Section> breaker, String expected) {
    Optional<Section> at =
        probe.filter(section ->
            section.value("confirm_after").isPresent() || section.value("timeout").isPresent());
    at.or(() -> breaker)
        .ifPresent(section -> section.wrong(expected, "confirm_after", "timeout", "window"));
  }

  private static ScheduleSettings schedule(Section probe) {
    int most =
        probe.integer(
            "max_in_flight", 1, Integer.MAX_VALUE, ScheduleSettings.DEFAULT.maxInFlight());
    probe.done();
    return new ScheduleSettings(most);
  }

  private static DnsSettings dns(Section section) {
    DnsSettings dns =
        new DnsSettings(
            section
                .list("servers", value -> value.parsed(ConfigReader::resolver))
                .orElse(DnsSettings.DEFAULT.servers()),
            section.nullable("hosts_file").flatMap(value -> value.existingFile("a hosts file")),
            section.duration("timeout", DnsSettings.DEFAULT.timeout()));
    section.done();
    return dns;
  }

  private static InetSocketAddress resolver(String text) {
    Optional<InetAddress> alone = Endpoint.literal(text);
    if (alone.isPresent()) {
      return new InetSocketAddress(alone.get(), DNS_PORT);
    }
    String expected = "the IP address of a resolver, as in 192.0.2.53 or [2001:db8::53]:5353";
    try {
      Endpoint endpoint = Endpoint.parse(text);
      return new InetSocketAddress(endpoint.address().orElseThrow(), endpoint.port());
    } catch (IllegalArgumentException | java.util.NoSuchElementException notAnAddress) {
      throw new IllegalArgumentException("server: " + text + " (expected: " + expected + ")");
    }
  }

  private static BreakerSettings breaker(Section section) {
    BreakerSettings otherwise = BreakerSettings.DEFAULT;
    int failures = section.integer("failures", 1, Integer.MAX_VALUE, otherwise.failures());
    Duration window = section.duration("window", otherwise.window());
    Duration openFor = section.duration("open_for", otherwise.openFor());
    Duration longest = section.duration("max_open_for", otherwise.maxOpenFor());
    if (longest.compareTo(openFor) < 0) {
      section.wrong(
          "max_open_for at least open_for: "
              + Durations.text(longest)
              + " is below "
              + Durations.text(openFor),
          "max_open_for",
          "open_for");
      longest = openFor;
    }
    section.done();
    return new BreakerSettings(failures, window, openFor, longest);
  }

  private static WebSettings web(Section section) {
    WebSettings web =
        section
            .value("listen")
            .flatMap(value -> value.parsed(WebSettings::parse))
            .orElse(WebSettings.DEFAULT);
    List<ProbeAllowance> allowed =
        section.section("probe").map(ConfigReader::probeAllow).orElse(List.of());
    WebFile file =
        section
            .nullable("config_file")
            .flatMap(value -> value.existingFile("a web file of exporter-toolkit"))
            .map(path -> webFile(section.source(), path))
            .orElse(WebFile.NONE);
    section.done();
    return web.withProbeAllow(allowed).withFile(file);
  }

  private static WebFile webFile(Source source, Path path) {
    Source other = source.of(path);
    WebFile file = WebFileReader.read(other);
    source.add(other);
    return file;
  }

  private static List<ProbeAllowance> probeAllow(Section section) {
    List<ProbeAllowance> allowed =
        section.list("allow", value -> value.parsed(ProbeAllowance::parse)).orElse(List.of());
    section.done();
    return allowed;
  }

  private static Collection<String> names(Set<String> configured, String always) {
    Set<String> names = new TreeSet<>(configured);
    names.add(always);
    return names;
  }
}
