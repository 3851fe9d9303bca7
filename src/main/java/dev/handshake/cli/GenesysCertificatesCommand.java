package dev.handshake.cli;

import dev.handshake.agent.Inquiry;
import dev.handshake.agent.Plan;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.cli.GivenOrganizations.Answer;
import dev.handshake.genesys.OrganizationSettings;
import dev.handshake.genesys.ReadinessCheck;
import dev.handshake.genesys.Standing;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the client certificates of data actions, and whether gateways would accept them. */
@Command(
    name = "certificates",
    header = "Show the client certificates of data actions, and who would accept them.",
    customSynopsis = {
      "handshake-exporter genesys certificates --config.file=F [--organization=NAME]",
      "         [--ready-for=FILE]... [--output=text|json]"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Examples:",
      "  Which certificates does the platform show, and until when?",
      "      handshake-exporter genesys certificates --config.file=handshake.yml",
      "  Would a gateway with exactly these roots accept them, also after the next rotation?",
      "      handshake-exporter genesys certificates --config.file=handshake.yml \\",
      "        --ready-for=gateway-roots.pem",
      "",
      "Exit status: 0 if all is fine, 1 if there is no answer or a gateway would refuse one,",
      "2 for wrong usage or configuration."
    })
final class GenesysCertificatesCommand implements Callable<Integer> {
  @Mixin private GivenOrganizations given = new GivenOrganizations();

  @Option(
      names = "--ready-for",
      paramLabel = "FILE",
      order = 3,
      description = "PEM roots of a gateway: would it accept each? may be repeated")
  private List<Path> readyFor = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "O",
      order = 4,
      defaultValue = "text",
      description = "text, or json: one object for each organization, a line each; default text")
  private Answers.Form output = Answers.Form.text;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Style style;

  GenesysCertificatesCommand(Style style) {
    this.style = style;
  }

  @Override
  public Integer call() throws InterruptedException {
    Logging.configure(Logging.Threshold.warn, LogLayout.Format.logfmt);
    Plan configured = given.plan(spec.commandLine().getErr());
    List<OrganizationSettings> organizations = given.of(configured);
    Plan plan = judging(configured);
    PrintWriter out = spec.commandLine().getOut();
    boolean fine = true;
    try (Inquiry inquiry = Inquiry.start(plan, Clock.systemUTC())) {
      for (OrganizationSettings organization : organizations) {
        Answer<List<Standing>> answer = Answer.of(inquiry.certificates(organization));
        CertificatesText shown =
            new CertificatesText(organization, answer, style, Clock.systemUTC().instant());
        out.print(
            switch (output) {
              case json -> shown.json() + "\n";
              case text -> shown.text();
            });
        out.flush();
        fine &= shown.fine();
      }
    }
    return fine ? Main.FINE : Main.BAD;
  }

  /** The same plan, judging readiness by the given files alone. */
  private Plan judging(Plan plan) {
    Map<String, TrustAnchors> stores = new HashMap<>(plan.trust());
    List<ReadinessCheck> checks = new ArrayList<>();
    for (Path file : readyFor) {
      String name = file.toString();
      stores.put(name, GivenRoots.load("--ready-for", name, file));
      checks.add(new ReadinessCheck.ByTrustStore(name));
    }
    return plan.withTrust(stores).withGenesys(plan.genesys().withReadiness(checks));
  }
}
