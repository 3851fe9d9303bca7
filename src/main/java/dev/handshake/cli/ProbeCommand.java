package dev.handshake.cli;

import dev.handshake.agent.Plan;
import dev.handshake.agent.Probing;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.config.ConfigReader;
import dev.handshake.config.Durations;
import dev.handshake.config.Settings;
import dev.handshake.credential.Credentials;
import dev.handshake.credential.Identity;
import dev.handshake.credential.IdentitySettings;
import dev.handshake.credential.TrustSettings;
import dev.handshake.credential.TrustStoreException;
import dev.handshake.report.Report;
import dev.handshake.report.ReportJson;
import dev.handshake.schedule.ScheduleSettings;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One diagnosis each, now. */
@Command(
    name = "probe",
    description = "Probe addresses or configured targets once and say what was found.",
    mixinStandardHelpOptions = true)
final class ProbeCommand implements Callable<Integer> {
  private static final String GIVEN = "given";

  /** The forms of {@code --output}. */
  enum Output {
    text,
    json
  }

  @Parameters(
      paramLabel = "ADDRESS",
      arity = "0..*",
      description = "host:port, host (port 443) or https://host[:port]")
  private List<String> addresses = new ArrayList<>();

  @Option(
      names = "--server-name",
      paramLabel = "N",
      description = "the name to ask for and to verify instead of the address's host")
  private Optional<String> serverName = Optional.empty();

  @Option(
      names = "--trust.file",
      paramLabel = "F",
      description = "PEM roots to trust instead of the system's")
  private Optional<Path> trustFile = Optional.empty();

  @Option(
      names = "--certificate.file",
      paramLabel = "F",
      description = "PEM client certificate, with its chain")
  private Optional<Path> certificateFile = Optional.empty();

  @Option(names = "--key.file", paramLabel = "F", description = "PEM key of the client certificate")
  private Optional<Path> keyFile = Optional.empty();

  @Option(names = "--timeout", paramLabel = "D", description = "bound on each probe; default 10s")
  private Optional<String> timeout = Optional.empty();

  @Option(names = "--config.file", paramLabel = "F", description = "probe the targets of this file")
  private Optional<Path> configFile = Optional.empty();

  @Option(
      names = "--target",
      paramLabel = "NAME",
      description = "only this target of the file; may be repeated")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "O",
      defaultValue = "text",
      description = "text or json; default text")
  private Output output = Output.text;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    Logging.configure(Logging.Threshold.warn, LogLayout.Format.logfmt);
    Plan plan = configFile.isPresent() ? configured(configFile.get()) : given();
    try (Probing probing = Probing.start(plan, Clock.systemUTC())) {
      return print(examine(probing, plan.targets()));
    }
  }

  private List<Report> examine(Probing probing, List<Target> targets) throws InterruptedException {
    var underWay = targets.stream().map(probing::examine).toList();
    List<Report> reports = new ArrayList<>();
    for (var one : underWay) {
      try {
        reports.add(one.get());
      } catch (ExecutionException fault) {
        throw new IllegalStateException("a probe failed by our own fault", fault.getCause());
      }
    }
    return reports;
  }

  private int print(List<Report> reports) {
    PrintWriter out = spec.commandLine().getOut();
    Style style = Style.ofTerminal();
    String between = "";
    for (Report report : reports) {
      switch (output) {
        case json -> out.println(ReportJson.of(report));
        case text -> {
          out.print(between + ProbeText.of(report, style, Instant.now()));
          between = "\n";
        }
      }
    }
    out.flush();
    return reports.stream().allMatch(report -> report.diagnosis().success()) ? Main.FINE : Main.BAD;
  }

  private Plan configured(Path file) {
    boolean mixed =
        !addresses.isEmpty()
            || trustFile.isPresent()
            || certificateFile.isPresent()
            || serverName.isPresent();
    if (mixed) {
      throw new UsageException(
          "--config.file: stands beside an address or its options (expected: one or the other)");
    }
    Plan plan = Plan.of(ConfigReader.load(file, System::getenv, Instant.now()));
    Set<String> known = plan.targets().stream().map(Target::name).collect(Collectors.toSet());
    for (String name : names) {
      if (!known.contains(name)) {
        throw new UsageException(
            "--target: " + name + " (expected: the name of a target in " + file + ")");
      }
    }
    List<Target> chosen =
        plan.targets().stream()
            .filter(target -> names.isEmpty() || names.contains(target.name()))
            .toList();
    return plan.withTargets(chosen.stream().map(this::limited).toList());
  }

  private Target limited(Target target) {
    return timeout.map(text -> target.withModule(limited(target.module()))).orElse(target);
  }

  private Plan given() {
    if (addresses.isEmpty()) {
      throw new UsageException("ADDRESS: none (expected: at least one address, or --config.file)");
    }
    if (certificateFile.isPresent() != keyFile.isPresent()) {
      throw new UsageException(
          "--certificate.file and --key.file: one alone (expected: both or none)");
    }
    if (!names.isEmpty()) {
      throw new UsageException("--target: " + names + " (expected: only with --config.file)");
    }
    Credentials credentials = credentials();
    ProbeModule module = limited(module());
    return new Plan(
        addresses.stream().map(address -> target(address, module)).toList(),
        Settings.DEFAULT.dns(),
        BreakerSettings.DEFAULT,
        ScheduleSettings.DEFAULT,
        WebSettings.DEFAULT,
        identities(credentials),
        Map.of(module.trust(), credentials.trust(module.trust())));
  }

  private static Map<String, Identity> identities(Credentials credentials) {
    Map<String, Identity> identities = new LinkedHashMap<>();
    credentials.identity(GIVEN).ifPresent(identity -> identities.put(GIVEN, identity));
    return identities;
  }

  private Credentials credentials() {
    List<TrustSettings> trust =
        trustFile
            .map(file ->
                List.of(new TrustSettings(GIVEN, List.of(file), false, List.of(), List.of())))
            .orElse(List.of());
    List<IdentitySettings> identities =
        certificateFile
            .map(file ->
                List.<IdentitySettings>of(
                    new IdentitySettings.PemFiles(
                        GIVEN, file, keyFile.orElseThrow(), Optional.empty())))
            .orElse(List.of());
    try {
      return Credentials.load(trust, identities, System::getenv, Instant.now());
    } catch (TrustStoreException unusable) {
      throw new UsageException("--trust.file: " + unusable.getMessage());
    }
  }

  private ProbeModule module() {
    ProbeModule module = ProbeModule.DEFAULT;
    if (trustFile.isPresent()) {
      module = module.withTrust(GIVEN);
    }
    return certificateFile.isPresent() ? module.withIdentity(GIVEN) : module;
  }

  private ProbeModule limited(ProbeModule module) {
    return timeout
        .map(text -> module.withTiming(module.timing().withTimeout(duration(text))))
        .orElse(module);
  }

  private static Duration duration(String text) {
    return Durations.parse(text)
        .filter(Duration::isPositive)
        .orElseThrow(() ->
            new UsageException(
                "--timeout: " + text + " (expected: a duration such as 500ms or 10s)"));
  }

  private Target target(String address, ProbeModule module) {
    try {
      Endpoint endpoint = Endpoint.parse(withPort(address));
      String name = serverName.orElse(endpoint.host());
      return new Target(address, endpoint, name, name, module, new TreeMap<>());
    } catch (IllegalArgumentException wrong) {
      throw new UsageException(String.valueOf(wrong.getMessage()));
    }
  }

  /** An https URL or a bare host means port 443. */
  private static String withPort(String address) {
    String host = address.startsWith("https://") ? address.substring("https://".length()) : address;
    int slash = host.indexOf('/');
    host = slash >= 0 ? host.substring(0, slash) : host;
    boolean port =
        host.matches(".*:\\d+")
            && (host.indexOf(':') == host.lastIndexOf(':') || host.contains("]:"));
    if (port) {
      return host;
    }
    boolean bareIpv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
    return (bareIpv6 ? "[" + host + "]" : host) + ":443";
  }
}
