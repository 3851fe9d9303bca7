package dev.handshake.cli;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handshake.agent.Deployment;
import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.config.ConfigReader;
import dev.handshake.config.Configuration;
import dev.handshake.credential.Identity;
import dev.handshake.credential.IdentityFileCheck;
import dev.handshake.credential.IdentityFiles;
import dev.handshake.credential.IdentityInspector;
import dev.handshake.credential.IdentitySettings;
import dev.handshake.genesys.ApiClient;
import dev.handshake.genesys.ApiException;
import dev.handshake.genesys.OrganizationSettings;
import dev.handshake.report.Printable;
import dev.handshake.target.Endpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Judges a domain's certificate, and sends it to the API where that is really wanted. */
@Command(
    name = "deploy-domain",
    header = "Judge a domain's certificate, key and chain; with --yes, send them to the API.",
    description = {
      "",
      "No public API of Genesys Cloud takes a domain's certificate. Where you were given one, name",
      "its path; otherwise this command judges and shows, and sends nothing."
    },
    customSynopsis = {
      "handshake-exporter genesys deploy-domain --config.file=F --domain=D",
      "         --certificate.file=F --key.file=F [--key.password-file=F] [--chain.file=F]",
      "         [--trust.file=F] [--organization=NAME] [--path=P] [--yes] [--textfile=F]",
      "         [--output=text|json]"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Examples:",
      "  Is all in order, and what would be sent? The key is not shown.",
      "      handshake-exporter genesys deploy-domain --config.file=handshake.yml \\",
      "        --domain=chat.example.com --certificate.file=chat.pem --key.file=chat.key",
      "  Send it to a path that you know, and leave the latencies for node_exporter:",
      "      handshake-exporter genesys deploy-domain --config.file=handshake.yml \\",
      "        --domain=chat.example.com --certificate.file=chat.pem --key.file=chat.key \\",
      "        --path=/api/v2/PATH --yes --textfile=/var/lib/node_exporter/deploy.prom",
      "",
      "Exit status: 0 if nothing is wrong and, with --yes, all was taken; 1 if not; 2 for wrong",
      "usage or configuration."
    })
final class DeployDomainCommand implements Callable<Integer> {
  private static final String NO_PATH =
      "no public API for a domain's certificate is known: name its path by --path=P or"
          + " genesys.deploy_path";

  @Option(
      names = "--config.file",
      paramLabel = "F",
      required = true,
      order = 1,
      description = "the YAML file that names the organization")
  private Path configFile = Path.of("handshake.yml");

  @Option(
      names = "--organization",
      paramLabel = "NAME",
      order = 2,
      description = "one of genesys.organizations; needed where there are several")
  private Optional<String> organizationName = Optional.empty();

  @Option(
      names = "--domain",
      paramLabel = "D",
      required = true,
      order = 3,
      description = "the domain that the certificate is for")
  private String domain = "";

  @Option(
      names = "--certificate.file",
      paramLabel = "F",
      required = true,
      order = 4,
      description = "the domain's certificate, followed by its chain: PEM, or one in DER")
  private Path certificateFile = Path.of("server.pem");

  @Option(
      names = "--key.file",
      paramLabel = "F",
      required = true,
      order = 5,
      description = "PEM key of the certificate")
  private Path keyFile = Path.of("server.key");

  @Option(
      names = "--key.password-file",
      paramLabel = "F",
      order = 6,
      description = "file whose first line is the password of an encrypted key")
  private Optional<Path> keyPasswordFile = Optional.empty();

  @Option(
      names = "--chain.file",
      paramLabel = "F",
      order = 7,
      description = "intermediates to be sent, where they are not in the certificate's file")
  private Optional<Path> chainFile = Optional.empty();

  @Option(
      names = "--trust.file",
      paramLabel = "F",
      order = 8,
      description = "PEM roots: would a client that trusts exactly these accept it?")
  private Optional<Path> trustFile = Optional.empty();

  @Option(
      names = "--path",
      paramLabel = "P",
      order = 9,
      description = "where to send it, beginning with /api/v2/; default genesys.deploy_path")
  private Optional<String> path = Optional.empty();

  @Option(names = "--yes", order = 10, description = "really send it, the key included")
  private boolean yes;

  @Option(
      names = "--textfile",
      paramLabel = "F",
      order = 11,
      description = "write result and latencies for node_exporter's textfile collector")
  private Optional<Path> textfile = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "O",
      order = 12,
      defaultValue = "text",
      description = "text, or json: one object; default text")
  private Answers.Form output = Answers.Form.text;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    Logging.configure(Logging.Threshold.warn, LogLayout.Format.logfmt);
    Instant now = Instant.now();
    String host = host();
    Configuration configuration = ConfigReader.load(configFile, System::getenv, now);
    Complaints.warn(spec.commandLine().getErr(), configuration);
    OrganizationSettings organization = organization(configuration);
    Optional<String> where = where(configuration);
    if (yes && where.isEmpty()) {
      throw new UsageException("--path: missing (expected: beside --yes; " + NO_PATH + ")");
    }
    textfile.ifPresent(DeployDomainCommand::checkPlace);
    IdentitySettings.PemFiles files =
        new IdentitySettings.PemFiles(
            String.valueOf(certificateFile), certificateFile, keyFile, keyPasswordFile);
    ChainInspector chains = new ChainInspector();
    Optional<TrustAnchors> trust = trustFile.map(CheckIdentityCommand::anchors);
    IdentityInspector inspector = IdentityInspector.ofServer(chains, trust.stream().toList(), host);
    IdentityFileCheck check = IdentityFileCheck.of(files, chainFile, inspector, now);
    IdentityVerdict verdict =
        IdentityVerdict.of(check, IdentityVerdict.Judge.ofServer(chains, trust, host), now);
    Result result = new Result(verdict, where);
    if (verdict.isFine() && IdentityFiles.load(files) instanceof Identity.Usable usable) {
      check
          .findings()
          .ifPresent(found ->
              result.payload =
                  Optional.of(new DomainPayload(host, found.certificates(), usable.key())));
    }
    if (yes && result.payload.isPresent() && where.isPresent()) {
      deploy(configuration, organization, where.get(), result.payload.get(), result);
      textfile.ifPresent(file -> write(file, organization, host, now, check, result));
    }
    print(result);
    return verdict.isFine() && result.isFine() ? Main.FINE : Main.BAD;
  }

  /** What has come of it so far. */
  private static final class Result {
    private final IdentityVerdict verdict;
    private final Optional<String> where;
    private Optional<DomainPayload> payload = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private Optional<JsonNode> answer = Optional.empty();
    private Optional<String> untold = Optional.empty();
    private Optional<String> unwritten = Optional.empty();
    private List<JsonNode> trail = List.of();
    private List<Deployment.Latency> latencies = List.of();

    Result(IdentityVerdict verdict, Optional<String> where) {
      this.verdict = verdict;
      this.where = where;
    }

    /** Whether it was taken where it was sent, and all was written that was to be. */
    boolean isFine() {
      return failure.isEmpty() && unwritten.isEmpty();
    }

    /** What the answer names it by, as far as it does. */
    String named() {
      return Stream.of("id " + said("id"), said("status"))
          .filter(part -> !part.isBlank() && !part.equals("id "))
          .collect(joining(", "));
    }

    /** A field of the answer, unless it repeats our key. */
    String said(String field) {
      String text = answer.map(node -> node.path(field).asText()).orElse("");
      boolean secret = payload.filter(own -> own.isSecret(text)).isPresent();
      return secret ? "<secret>" : Printable.cut(text, 100);
    }

    String told(JsonNode message, String field) {
      String text = message.at(field).asText();
      boolean secret = payload.filter(own -> own.isSecret(text)).isPresent();
      return secret ? "<secret>" : Printable.cut(text, 100);
    }
  }

  private void deploy(
      Configuration configuration,
      OrganizationSettings organization,
      String where,
      DomainPayload payload,
      Result result)
      throws InterruptedException {
    Instant since = Instant.now();
    try (Deployment deployment = Deployment.begin(configuration, organization)) {
      try {
        result.answer = Optional.of(deployment.send(where, payload.whole()));
        result.trail = deployment.trail(since, domain, result.said("id"));
      } catch (ApiException fault) {
        String why = fault.fault().word() + ": " + fault.detail();
        if (result.answer.isEmpty()) {
          result.failure = Optional.of(why);
        } else {
          result.untold = Optional.of(why);
        }
      }
      result.latencies = deployment.latencies();
    }
  }

  private void write(
      Path file,
      OrganizationSettings organization,
      String host,
      Instant when,
      IdentityFileCheck check,
      Result result) {
    Instant end =
        check.findings().orElseThrow().certificates().getFirst().getNotAfter().toInstant();
    try {
      DeployTextfile.write(
          file,
          Map.of(
              "organization",
              organization.name(),
              "region",
              organization.region().name(),
              "domain",
              host),
          result.failure.isEmpty(),
          when,
          end,
          result.latencies);
    } catch (IOException unwritable) {
      result.unwritten = Optional.of("--textfile: " + file + " cannot be written");
    }
  }

  private void print(Result result) {
    PrintWriter out = spec.commandLine().getOut();
    switch (output) {
      case json -> out.println(json(result));
      case text -> text(result, out);
    }
  }

  private void text(Result result, PrintWriter out) {
    result.verdict.print(out, String.valueOf(certificateFile));
    result.payload.ifPresent(payload -> out.println(payload.masked().toPrettyString()));
    if (!yes) {
      out.println(
          "nothing was sent: "
              + result
                  .where
                  .map(where -> "--yes is not given; it would go to " + where)
                  .orElse(NO_PATH));
      return;
    }
    if (result.payload.isEmpty()) {
      out.println("nothing was sent");
      return;
    }
    out.println(
        result
            .failure
            .map(why -> "not deployed: " + why)
            .orElseGet(() -> ("deployed: " + result.named()).replaceFirst(": $", "")));
    result.unwritten.ifPresent(why -> out.println("note: " + why));
    result.untold.ifPresent(why -> out.println("note: the audit trail cannot be read: " + why));
    result.trail.forEach(message ->
        out.println(
            "audit: %s %s %s %s"
                .formatted(
                    result.told(message, "/eventDate"),
                    result.told(message, "/action"),
                    result.told(message, "/entityType"),
                    result.told(message, "/status"))));
    result.latencies.forEach(each ->
        out.println(
            "%s: %s after %.3f s"
                .formatted(each.request(), each.code(), each.took().toNanos() / 1e9)));
  }

  private String json(Result result) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("valid", result.verdict.isFine());
    ArrayNode wrong = json.putArray("wrong");
    result.verdict.wrong().stream().map(Printable::of).forEach(wrong::add);
    ArrayNode notes = json.putArray("notes");
    result.verdict.notes().stream().map(Printable::of).forEach(notes::add);
    result.where.ifPresent(where -> json.put("path", where));
    result.payload.ifPresent(payload -> json.set("payload", payload.masked()));
    json.put("sent", yes && result.payload.isPresent());
    json.put("deployed", result.answer.isPresent());
    result.failure.ifPresent(why -> json.put("failure", why));
    if (result.answer.isPresent()) {
      json.put("id", result.said("id")).put("status", result.said("status"));
    }
    result.untold.ifPresent(why -> json.put("audit_failure", why));
    result.unwritten.ifPresent(why -> json.put("textfile_failure", why));
    ArrayNode audit = json.putArray("audit");
    result.trail.forEach(message ->
        audit
            .addObject()
            .put("time", result.told(message, "/eventDate"))
            .put("action", result.told(message, "/action"))
            .put("entity_type", result.told(message, "/entityType"))
            .put("status", result.told(message, "/status")));
    ArrayNode latencies = json.putArray("latencies");
    result.latencies.forEach(each ->
        latencies
            .addObject()
            .put("request", each.request())
            .put("code", each.code())
            .put("seconds", each.took().toNanos() / 1e9));
    return json.toString();
  }

  /** Before anything is sent, since afterwards it is too late to mend. */
  private static void checkPlace(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !Files.isWritable(directory) || Files.isDirectory(file)) {
      throw new UsageException(
          "--textfile: " + file + " (expected: a file in a directory that can be written)");
    }
  }

  private String host() {
    try {
      return Endpoint.hostOf(domain);
    } catch (IllegalArgumentException wrong) {
      throw new UsageException("--domain: " + domain + " (expected: a DNS name)");
    }
  }

  private Optional<String> where(Configuration configuration) {
    Optional<String> where = path.or(() -> configuration.settings().genesys().deployPath());
    where
        .filter(given -> !ApiClient.isPath(given))
        .ifPresent(given -> {
          throw new UsageException(
              "--path: " + given + " (expected: a path of the API, beginning with /api/v2/)");
        });
    return where;
  }

  private OrganizationSettings organization(Configuration configuration) {
    List<OrganizationSettings> all = configuration.settings().genesys().organizations();
    List<String> names = all.stream().map(OrganizationSettings::name).toList();
    List<OrganizationSettings> wanted =
        all.stream()
            .filter(one -> organizationName.isEmpty() || organizationName.get().equals(one.name()))
            .toList();
    if (wanted.size() != 1) {
      throw new UsageException(
          "--organization: %s (expected: one of %s, from %s)"
              .formatted(organizationName.orElse("missing"), names, configFile));
    }
    return wanted.getFirst();
  }
}
