package dev.handshake.cli;

import dev.handshake.agent.Inquiry;
import dev.handshake.agent.Plan;
import dev.handshake.agent.Probing;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.config.ConfigReader;
import dev.handshake.config.Configuration;
import dev.handshake.credential.Credentials;
import dev.handshake.credential.Identity;
import dev.handshake.genesys.OrganizationSettings;
import dev.handshake.genesys.ReadinessCheck;
import dev.handshake.genesys.SuppliedCertificate;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Expectation;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.Target;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Everything about one gateway that data actions call, as a report. */
@Command(
    name = "gateway",
    header = "Report how one gateway stands that data actions call: whom it lets in, and how.",
    customSynopsis = {
      "handshake-exporter genesys gateway ADDRESS [--server-name=N] [--trust.file=F]",
      "         [--certificate.file=F --key.file=F [--key.password-file=F]] [--path=P]",
      "         [--budget=D] [--client-roots.file=F]... [--output=text|json]",
      "       handshake-exporter genesys gateway ADDRESS --config.file=F",
      "         [--organization=NAME] [--client-roots.file=F]... [--output=text|json]"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Examples:",
      "  Would it refuse strangers, and does it know the authorities of the platform?",
      "      handshake-exporter genesys gateway crm.example.com \\",
      "        --client-roots.file=genesys-eu-west-1.pem",
      "  Does it let in a certificate of ours, and answer in time?",
      "      handshake-exporter genesys gateway crm.example.com --trust.file=roots.pem \\",
      "        --certificate.file=client.pem --key.file=client.key --path=/health --budget=5s",
      "  The same of a target of the configuration, with its identity, token and budget; and whether",
      "  the platform and the gateway would accept each other, now and after the next rotation:",
      "      handshake-exporter genesys gateway crm.example.com --config.file=handshake.yml \\",
      "        --client-roots.file=gateway-client-roots.pem",
      "",
      "A few probes are made, one after another; none is repeated.",
      "Exit status: 0 if nothing is bad, 1 if something is, 2 for wrong usage or configuration."
    })
final class GenesysGatewayCommand implements Callable<Integer> {
  private static final Set<Integer> FINE_STATUS = Set.of(200);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** No trust store of a configuration bears the name of an option. */
  private static final String CLIENT_ROOTS = "--client-roots.file";

  @Mixin private GivenTargets given = new GivenTargets();

  @Option(
      names = "--config.file",
      paramLabel = "F",
      order = 8,
      description =
          "take trust, identity and request from this configuration's target at ADDRESS, and ask"
              + " the API of its organizations")
  private Optional<Path> configFile = Optional.empty();

  @Option(
      names = "--organization",
      paramLabel = "NAME",
      order = 8,
      description = "ask the API of this one alone")
  private Optional<String> organization = Optional.empty();

  @Option(
      names = "--path",
      paramLabel = "P",
      order = 9,
      description = "what is asked for with GET and must be answered with 200; default /health")
  private Optional<String> path = Optional.empty();

  @Option(
      names = "--budget",
      paramLabel = "D",
      order = 10,
      description = "what connection, handshake and answer may take together, such as 5s")
  private Optional<String> budget = Optional.empty();

  @Option(
      names = "--client-roots.file",
      paramLabel = "F",
      order = 11,
      description =
          "PEM roots of the client certificates that it has to accept, such as a region's;"
              + " may be repeated")
  private List<Path> clientRoots = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "O",
      order = 12,
      defaultValue = "text",
      description = "text, or json: one object; default text")
  private Answers.Form output = Answers.Form.text;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Style style;

  GenesysGatewayCommand(Style style) {
    this.style = style;
  }

  @Override
  public Integer call() throws InterruptedException {
    Logging.configure(Logging.Threshold.warn, LogLayout.Format.logfmt);
    List<X509Certificate> roots =
        clientRoots.stream().flatMap(file -> roots(file).stream()).toList();
    Optional<Configuration> configuration = configFile.map(this::configuration);
    Plan plan = configuration.map(this::configured).orElseGet(this::plan);
    Target gateway = plan.targets().getFirst();
    List<X509Certificate> others =
        configuration.map(GenesysGatewayCommand::regional).orElse(List.of());
    List<OrganizationSettings> organizations = organizations(configuration);
    GatewayProbes probes = probes(plan, gateway);
    List<GatewayCheck> platform =
        organizations.isEmpty() || configuration.isEmpty()
            ? List.of()
            : platform(Plan.of(configuration.get()), organizations, probes, roots);
    GatewayReport report =
        new GatewayReport(gateway, probes, roots, others, platform, Instant.now());
    switch (output) {
      case json -> spec.commandLine().getOut().println(report.json());
      case text -> spec.commandLine().getOut().print(report.text(style));
    }
    return report.fine() ? Main.FINE : Main.BAD;
  }

  private static GatewayProbes probes(Plan plan, Target gateway) throws InterruptedException {
    try (Probing probing = Probing.start(plan, Clock.systemUTC())) {
      return GatewayProbes.of(gateway, probing);
    }
  }

  /** All that the configuration has, or the one that is named. */
  private List<OrganizationSettings> organizations(Optional<Configuration> configuration) {
    List<OrganizationSettings> all =
        configuration.map(one -> one.settings().genesys().organizations()).orElse(List.of());
    List<OrganizationSettings> chosen =
        all.stream()
            .filter(one -> organization.isEmpty() || organization.get().equals(one.name()))
            .toList();
    if (organization.isPresent() && chosen.isEmpty()) {
      throw new UsageException(
          "--organization: %s (expected: the name of an organization in the configuration)"
              .formatted(organization.get()));
    }
    return chosen;
  }

  /**
   * What the organizations' API says of the gateway; judged by the given roots, where there are.
   */
  private static List<GatewayCheck> platform(
      Plan configured,
      List<OrganizationSettings> organizations,
      GatewayProbes probes,
      List<X509Certificate> roots)
      throws InterruptedException {
    GatewayPlatform platform =
        new GatewayPlatform(
            probes.of(GatewayProbes.Question.NOBODY).orElseThrow(),
            roots.isEmpty() ? Optional.empty() : Optional.of(CLIENT_ROOTS));
    List<GatewayCheck> checks = new ArrayList<>();
    try (Inquiry inquiry = Inquiry.start(judging(configured, roots), Clock.systemUTC())) {
      for (OrganizationSettings one : organizations) {
        checks.addAll(
            platform.checks(
                one,
                GivenOrganizations.Answer.of(inquiry.roots(one)),
                GivenOrganizations.Answer.of(inquiry.certificates(one))));
      }
    }
    return checks;
  }

  private static Plan judging(Plan configured, List<X509Certificate> roots) {
    if (roots.isEmpty()) {
      return configured.withGenesys(configured.genesys().withReadiness(List.of()));
    }
    Map<String, TrustAnchors> stores = new HashMap<>(configured.trust());
    stores.put(CLIENT_ROOTS, TrustAnchors.of(CLIENT_ROOTS, Set.copyOf(roots), List.of()));
    return configured
        .withTrust(stores)
        .withGenesys(
            configured
                .genesys()
                .withReadiness(List.of(new ReadinessCheck.ByTrustStore(CLIENT_ROOTS))));
  }

  private Plan plan() {
    Plan plan = given.plan();
    if (plan.targets().size() != 1) {
      throw new UsageException("ADDRESS: several (expected: the host of one gateway)");
    }
    Target target = plan.targets().getFirst();
    return with(plan, target.withModule(request(target.module())));
  }

  private ProbeModule request(ProbeModule module) {
    try {
      HttpCheck check =
          new HttpCheck("GET", path.orElse("/health"), Map.of(), FINE_STATUS, PATIENCE);
      ProbeTiming timing =
          budget
              .map(text -> OptionValue.duration("--budget", text, "500ms or 5s"))
              .map(module.timing()::withLatencyBudget)
              .orElse(module.timing());
      return module.withHttp(check).withTiming(timing);
    } catch (IllegalArgumentException wrong) {
      throw new UsageException("--" + wrong.getMessage());
    }
  }

  /** One target, and the stranger beside what the plan knows already. */
  private static Plan with(Plan plan, Target target) {
    Map<String, Identity> identities = new HashMap<>(plan.identities());
    Credentials.load(List.of(), List.of(), System::getenv, Instant.now())
        .identity(Credentials.STRANGER)
        .ifPresent(stranger -> identities.putIfAbsent(Credentials.STRANGER, stranger));
    return new Plan(
            List.of(target),
            plan.dns(),
            plan.breaker(),
            plan.schedule(),
            plan.web(),
            identities,
            plan.trust())
        .withRevocationAllow(plan.revocationAllow());
  }

  private Configuration configuration(Path file) {
    List<String> options = new ArrayList<>(given.given());
    options.remove("ADDRESS");
    path.ifPresent(_ -> options.add("--path"));
    budget.ifPresent(_ -> options.add("--budget"));
    if (!options.isEmpty()) {
      throw new UsageException(
          "%s: given beside --config.file (expected: one or the other)"
              .formatted(String.join(", ", options)));
    }
    Configuration configuration = ConfigReader.load(file, System::getenv, Instant.now());
    Complaints.warn(spec.commandLine().getErr(), configuration);
    return configuration;
  }

  private Plan configured(Configuration configuration) {
    Endpoint endpoint = given.plan().targets().getFirst().endpoint();
    Plan plan = Plan.of(configuration);
    return plan.targets().stream()
        .filter(target -> target.endpoint().equals(endpoint))
        .filter(target -> target.module().expect() instanceof Expectation.Accepted)
        .min(Comparator.comparing(target -> target.module().identity().isEmpty()))
        .map(target -> with(plan, target))
        .orElseThrow(() ->
            new UsageException(
                "ADDRESS: %s (expected: the address of a target in %s that is to let us in)"
                    .formatted(endpoint, configFile.map(Path::toString).orElse(""))));
  }

  /** The roots of regions, of which a gateway knows those that it is called from. */
  private static List<X509Certificate> regional(Configuration configuration) {
    return configuration.settings().genesys().certificates().stream()
        .filter(supplied -> supplied.kind() == SuppliedCertificate.Kind.REGIONAL_ROOT)
        .map(SuppliedCertificate::certificate)
        .toList();
  }

  private static List<X509Certificate> roots(Path file) {
    return List.copyOf(GivenRoots.load(CLIENT_ROOTS, CLIENT_ROOTS, file).anchors());
  }
}
