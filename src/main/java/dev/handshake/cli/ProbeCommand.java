package dev.handshake.cli;

import dev.handshake.agent.Plan;
import dev.handshake.agent.Probing;
import dev.handshake.config.ConfigReader;
import dev.handshake.config.Configuration;
import dev.handshake.report.Report;
import dev.handshake.target.Target;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One diagnosis each, now. */
@Command(
    name = "probe",
    header = "Probe addresses or configured targets once and say what was found.",
    customSynopsis = {
      "handshake-exporter probe ADDRESS... [--server-name=N] [--trust.file=F]",
      "         [--certificate.file=F --key.file=F [--key.password-file=F]]",
      "         [--starttls=P] [--proxy=URL] [--timeout=D] [--output=text|json]",
      "       handshake-exporter probe --config.file=F [--target=NAME]...",
      "         [--timeout=D] [--output=text|json]"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Examples:",
      "  Is this server all right, by the roots of this system?",
      "      handshake-exporter probe example.com",
      "  Does the gateway let our certificate in, under the roots of our own authority?",
      "      handshake-exporter probe gateway.example.com:8443 --trust.file=roots.pem \\",
      "        --certificate.file=client.pem --key.file=client.key",
      "  Has this one machine behind the load balancer the right certificate?",
      "      handshake-exporter probe 192.0.2.7 --server-name=www.example.com",
      "  What does the agent see of one of its targets? It sends the HTTP request too.",
      "      handshake-exporter probe --config.file=handshake.yml --target=crm",
      "  Which of them fail, and why?",
      "      handshake-exporter probe --config.file=handshake.yml --output=json |",
      "        jq -r 'select(.success | not) | [.target, .reason, .party] | @tsv'",
      "",
      "Exit status: 0 if each answer is good, 1 if one is bad, 2 for wrong usage or configuration."
    })
final class ProbeCommand implements Callable<Integer> {
  /** So many at once that a long list is quick, so few that timings are still the servers' own. */
  private static final int AT_ONCE = 50;

  @Mixin private GivenTargets given = new GivenTargets();

  @Option(
      names = "--config.file",
      paramLabel = "F",
      order = 8,
      description = "probe the targets of this configuration instead")
  private Optional<Path> configFile = Optional.empty();

  @Option(
      names = "--target",
      paramLabel = "NAME",
      order = 9,
      description = "of these only the one of this name; may be repeated")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--timeout",
      paramLabel = "D",
      order = 10,
      description = "bound on each whole probe, such as 500ms or 10s, which is the default")
  private Optional<String> timeout = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "O",
      order = 11,
      defaultValue = "text",
      description = "text, or json: one object a line; default text")
  private Answers.Form output = Answers.Form.text;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Style style;

  ProbeCommand(Style style) {
    this.style = style;
  }

  @Override
  public Integer call() throws InterruptedException {
    Logging.configure(Logging.Threshold.warn, LogLayout.Format.logfmt);
    Optional<Duration> whole =
        timeout.map(text -> OptionValue.duration("--timeout", text, "500ms or 10s"));
    Plan unlimited = configFile.map(this::configured).orElseGet(this::plan);
    Plan plan = whole.map(limit -> limited(unlimited, limit)).orElse(unlimited);
    Answers answers = new Answers(spec.commandLine().getOut(), output, style, configFile.isEmpty());
    try (Probing probing = Probing.start(plan, Clock.systemUTC())) {
      examine(probing, plan, answers);
    }
    return answers.allFine() ? Main.FINE : Main.BAD;
  }

  /**
   * Answers come in the order of the targets, each as soon as it and those before are there. The
   * first target goes alone: what a fresh virtual machine has to load would else be timed in all.
   */
  private static void examine(Probing probing, Plan plan, Answers answers)
      throws InterruptedException {
    int most = Math.min(AT_ONCE, plan.schedule().maxInFlight());
    int atOnce = 1;
    Deque<CompletableFuture<Report>> underWay = new ArrayDeque<>();
    for (Target target : addresses(probing, plan)) {
      if (underWay.size() == atOnce) {
        answers.add(awaited(underWay.remove()));
        atOnce = most;
      }
      underWay.add(probing.examine(target));
    }
    while (!underWay.isEmpty()) {
      answers.add(awaited(underWay.remove()));
    }
  }

  private static List<Target> addresses(Probing probing, Plan plan) throws InterruptedException {
    List<Target> all = new ArrayList<>();
    for (Target target : plan.targets()) {
      all.addAll(awaited(probing.targets(target)));
    }
    return all;
  }

  private static <T> T awaited(CompletableFuture<T> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException fault) {
      throw new IllegalStateException("a probe failed by our own fault", fault.getCause());
    }
  }

  private Plan plan() {
    if (!names.isEmpty()) {
      throw new UsageException(
          "--target: " + String.join(", ", names) + " (expected: beside --config.file)");
    }
    return given.plan();
  }

  private Plan configured(Path file) {
    if (!given.given().isEmpty()) {
      throw new UsageException(
          "%s: given beside --config.file (expected: one or the other)"
              .formatted(String.join(", ", given.given())));
    }
    Configuration configuration = ConfigReader.load(file, System::getenv, Instant.now());
    Complaints.warn(spec.commandLine().getErr(), configuration);
    FoundTargets found = FoundTargets.in(configuration.settings(), spec.commandLine().getErr());
    Plan plan = Plan.of(configuration).withTargets(found.all());
    List<String> known = plan.targets().stream().map(Target::name).toList();
    names.stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .ifPresent(name -> {
          throw new UsageException(
              "--target: " + name + " (expected: the name of a target in " + file + ")");
        });
    if (known.isEmpty()) {
      throw new UsageException(
          "--config.file: " + file + " (expected: a configuration with at least one target)");
    }
    return plan.withTargets(
        plan.targets().stream()
            .filter(target -> names.isEmpty() || names.contains(target.name()))
            .toList());
  }

  private static Plan limited(Plan plan, Duration whole) {
    return plan.withTargets(
        plan.targets().stream()
            .map(target ->
                target.withModule(
                    target.module().withTiming(target.module().timing().withTimeout(whole))))
            .toList());
  }
}
