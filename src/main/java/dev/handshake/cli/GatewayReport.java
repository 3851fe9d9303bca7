package dev.handshake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.handshake.certificate.ChainFindings;
import dev.handshake.cli.GatewayProbes.Question;
import dev.handshake.observation.ClientAuthentication;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Observation;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.report.Printable;
import dev.handshake.report.Report;
import dev.handshake.report.ReportJson;
import dev.handshake.target.DistinguishedName;
import dev.handshake.target.Target;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/** Everything about one gateway, as those read it who run it or call it. */
final class GatewayReport {
  /** Issuers of the platform's client certificates, by what their names contain. */
  private static final List<String> ISSUERS = List.of("DigiCert", "Genesys");

  private static final int SHOWN = 5;
  private static final int NAME_WIDTH = 120;

  private final Target gateway;
  private final GatewayProbes probes;
  private final List<X509Certificate> mustName;
  private final List<X509Certificate> mayName;
  private final Instant now;
  private final List<GatewayCheck> checks;

  /**
   * @param mustName roots of the client certificates that the gateway has to accept
   * @param mayName other roots that it may know, such as those of regions it has no part in
   * @param platform what the platform says of it
   */
  GatewayReport(
      Target gateway,
      GatewayProbes probes,
      List<X509Certificate> mustName,
      List<X509Certificate> mayName,
      List<GatewayCheck> platform,
      Instant now) {
    this.gateway = gateway;
    this.probes = probes;
    this.mustName = List.copyOf(mustName);
    this.mayName = List.copyOf(mayName);
    this.now = now;
    this.checks = Stream.concat(checks().stream(), platform.stream()).toList();
  }

  boolean fine() {
    return checks.stream().noneMatch(GatewayCheck::bad);
  }

  // ---- what is asked ----

  private List<GatewayCheck> checks() {
    Report first = probes.of(Question.NOBODY).orElseThrow();
    if (first.observation().chain().isEmpty()) {
      return List.of(GatewayCheck.of("reach", false, first.diagnosis().summary()));
    }
    List<GatewayCheck> all = new ArrayList<>();
    all.add(GatewayCheck.of("reach", true, "It answers in TLS" + remote(first) + "."));
    all.addAll(offers());
    all.add(chain(first));
    all.add(asks(first));
    authorities(first).ifPresent(all::add);
    ClientAuthentication client = first.observation().client();
    mustName.forEach(root -> all.add(named(root, client, true)));
    mayName.forEach(root -> all.add(named(root, client, false)));
    all.add(refuses("nobody", first, "a client without certificate"));
    probes
        .of(Question.STRANGER)
        .ifPresent(
            report -> all.add(refuses("foreign", report, "a certificate of an unknown authority")));
    all.addAll(known());
    return List.copyOf(all);
  }

  private static String remote(Report report) {
    return report
        .observation()
        .remote()
        .map(remote -> ", at " + remote.getAddress().getHostAddress())
        .orElse("");
  }

  /** What data actions speak is not published, so that neither is a fault by itself. */
  private List<GatewayCheck> offers() {
    String baseline = "TLS 1.2 with " + String.join(" or ", GatewayProbes.BASELINE);
    return List.of(
        offer("tls1.2", chosen(Question.TLS_1_2), baseline),
        offer("tls1.3", chosen(Question.TLS_1_3), "TLS 1.3"));
  }

  private static GatewayCheck offer(String name, Optional<Connection> chosen, String what) {
    return chosen
        .map(connection ->
            GatewayCheck.of(
                name,
                true,
                "It speaks %s%s."
                    .formatted(what, connection.cipher().map(it -> ", chose " + it).orElse(""))))
        .orElseGet(() -> GatewayCheck.noted(name, "It does not speak " + what + "."));
  }

  /** What the server chose of an offer; empty where it refused all of it. */
  private Optional<Connection> chosen(Question question) {
    return probes
        .of(question)
        .filter(report -> !report.diagnosis().success())
        .flatMap(report -> report.observation().connection())
        .filter(connection -> connection.protocol().isPresent());
  }

  private GatewayCheck chain(Report report) {
    Optional<ChainFindings> chain = report.chain();
    List<String> faults =
        chain.map(ChainFindings::faults).orElse(List.of()).stream()
            .filter(fault -> fault.finding() instanceof Reason)
            .map(fault -> fault.finding().word() + ": " + fault.detail())
            .toList();
    String store = gateway.module().trust();
    boolean good = chain.map(ChainFindings::verified).orElse(false);
    String end =
        chain
            .flatMap(ChainFindings::notAfter)
            .map(notAfter -> " It ends in " + Spans.days(Duration.between(now, notAfter)) + ".")
            .orElse("");
    String name = gateway.verifyName();
    return GatewayCheck.of(
        "chain",
        good,
        good
            ? "Chain and name %s verify by trust store %s.%s".formatted(name, store, end)
            : String.join(" ", faults));
  }

  private static GatewayCheck asks(Report report) {
    boolean asked = report.observation().client().requested();
    return GatewayCheck.of(
        "asks",
        asked,
        asked
            ? "It asks for a client certificate."
            : "It asks for no client certificate, so it cannot tell who calls.");
  }

  private static Optional<GatewayCheck> authorities(Report report) {
    ClientAuthentication client = report.observation().client();
    if (!client.requested()) {
      return Optional.empty();
    }
    List<String> names = client.authorities();
    if (names.isEmpty()) {
      return Optional.of(GatewayCheck.noted("names", "It names no authorities, which allows any."));
    }
    String issuers =
        ISSUERS.stream()
            .map(issuer -> issuer + ": " + (mentions(names, issuer) ? "yes" : "no"))
            .collect(Collectors.joining(", "));
    return Optional.of(
        GatewayCheck.noted(
            "names",
            "It names %s. By name only, which proves no trust: %s."
                .formatted(shown(names), issuers)));
  }

  private static boolean mentions(List<String> names, String issuer) {
    String word = issuer.toLowerCase(Locale.ROOT);
    return names.stream().anyMatch(name -> name.toLowerCase(Locale.ROOT).contains(word));
  }

  private static String shown(List<String> names) {
    String first =
        names.stream()
            .limit(SHOWN)
            .map(name -> Printable.cut(name, NAME_WIDTH))
            .collect(Collectors.joining("; "));
    int more = names.size() - SHOWN;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  /**
   * A client whose authority is not named keeps its certificate to itself, as many libraries do.
   */
  private static GatewayCheck named(
      X509Certificate root, ClientAuthentication client, boolean required) {
    String name = Printable.cut(root.getSubjectX500Principal().getName(), NAME_WIDTH);
    if (!client.requested() || client.authorities().isEmpty()) {
      return GatewayCheck.noted("root", name + " is not named, as no authority is.");
    }
    boolean named =
        client.authorities().stream()
            .flatMap(text -> parsed(text).stream())
            .anyMatch(root.getSubjectX500Principal()::equals);
    String text =
        named
            ? name + " is among the names, by name only, which proves no trust."
            : name
                + " is not among the names, so that many clients would not even show its certificates.";
    return named || required
        ? GatewayCheck.of("root", named, text)
        : GatewayCheck.noted("root", text);
  }

  private static Optional<X500Principal> parsed(String name) {
    try {
      return Optional.of(DistinguishedName.parse(name));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static GatewayCheck refuses(String name, Report report, String whom) {
    Optional<Reason> word = report.diagnosis().refusedWith();
    boolean letIn =
        report.diagnosis().reason().filter(Reason.MTLS_NOT_ENFORCED::equals).isPresent();
    String text =
        word.map(with -> "It refuses " + whom + ", with " + with.word() + ".")
            .orElseGet(() -> report.diagnosis().summary());
    return word.isPresent() || letIn
        ? GatewayCheck.of(name, word.isPresent(), text)
        : GatewayCheck.noted(name, "Not told, as something else is wrong. " + text);
  }

  private List<GatewayCheck> known() {
    Optional<Report> report = probes.of(Question.KNOWN);
    return report
        .map(this::known)
        .orElse(
            List.of(
                GatewayCheck.noted(
                    "known",
                    "Not asked: give --certificate.file and --key.file, or --config.file.")));
  }

  private List<GatewayCheck> known(Report report) {
    List<GatewayCheck> all = new ArrayList<>();
    all.add(GatewayCheck.of("known", report.diagnosis().success(), report.diagnosis().summary()));
    report
        .observation()
        .http()
        .ifPresent(answer ->
            all.add(
                GatewayCheck.of(
                    "http",
                    expected().contains(answer.status()),
                    "It answered %s with status %d.".formatted(path(), answer.status()))));
    if (report.diagnosis().success()) {
      all.add(latency(report.observation()));
    }
    return all;
  }

  private Set<Integer> expected() {
    return gateway.module().http().map(http -> http.expectStatus()).orElse(Set.of());
  }

  private String path() {
    return gateway.module().http().map(http -> http.path()).orElse("");
  }

  /** What whoever calls waits for: not for our own look at the name, nor our listening. */
  private GatewayCheck latency(Observation seen) {
    Duration whole =
        seen.timings().phases().entrySet().stream()
            .filter(phase -> phase.getKey() != Phase.RESOLVE && phase.getKey() != Phase.CONFIRM)
            .map(Map.Entry::getValue)
            .reduce(Duration.ZERO, Duration::plus);
    String took = "Connection, handshake and answer took " + Spans.measured(whole);
    return gateway
        .module()
        .timing()
        .latencyBudget()
        .map(budget ->
            GatewayCheck.of(
                "latency",
                whole.compareTo(budget) <= 0,
                took + " of a budget of " + Spans.measured(budget) + "."))
        .orElseGet(() -> GatewayCheck.noted("latency", took + "; no budget was given."));
  }

  // ---- how it is told ----

  String text(Style style) {
    Sheet sheet = new Sheet();
    String verdict = fine() ? style.good("OK") : style.bad("FAILED");
    sheet.heading(verdict + "  " + Printable.of(name()));
    for (GatewayCheck check : checks) {
      sheet.sentences(check.name(), mark(check, style) + Printable.of(check.text()));
    }
    String label = "sent";
    for (String line : chainLines(style)) {
      sheet.line(label, line);
      label = "";
    }
    return sheet.toString();
  }

  private static String mark(GatewayCheck check, Style style) {
    return switch (check.result()) {
      case FINE -> style.good("ok") + "   ";
      case BAD -> style.bad("BAD") + "  ";
      case NOTED -> "-    ";
    };
  }

  private String name() {
    String address = gateway.endpoint().toString();
    return gateway.name().equals(address) ? address : gateway.name() + "  " + address;
  }

  private Stream<Report> first() {
    return probes.of(Question.NOBODY).stream();
  }

  private List<String> chainLines(Style style) {
    return first()
        .flatMap(report ->
            report.observation().chain().stream()
                .flatMap(chain ->
                    ChainText.lines(chain, report.chain(), gateway.module().trust(), style, now)
                        .stream()))
        .toList();
  }

  String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = ReportJson.generator(text)) {
      json.writeStartObject();
      json.writeStringField("gateway", gateway.name());
      json.writeStringField("address", gateway.endpoint().toString());
      json.writeBooleanField("success", fine());
      json.writeArrayFieldStart("checks");
      for (GatewayCheck check : checks) {
        json.writeStartObject();
        json.writeStringField("check", check.name());
        json.writeStringField("result", check.result().word());
        json.writeStringField("text", check.text());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeObjectFieldStart("probes");
      for (Map.Entry<Question, Report> probe : probes.reports().entrySet()) {
        json.writeFieldName(probe.getKey().name().toLowerCase(Locale.ROOT));
        json.writeRawValue(ReportJson.of(probe.getValue()));
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }
}
