package dev.handshake.cli;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.Fault;
import dev.handshake.diagnosis.Diagnosis;
import dev.handshake.diagnosis.Meanings;
import dev.handshake.observation.Alert;
import dev.handshake.observation.ClientAuthentication;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Engine;
import dev.handshake.observation.HttpAnswer;
import dev.handshake.observation.Observation;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Finding;
import dev.handshake.reason.Party;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.report.Printable;
import dev.handshake.report.Report;
import dev.handshake.target.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One report as an on-call engineer reads it: verdict, why, who must act, what to do, then the
 * facts.
 */
final class ProbeText {
  /** The page of all words, in which each is an anchor. */
  private static final String PAGE = "docs/reasons.md";

  private static final int AUTHORITIES = 3;
  private static final int AUTHORITY_WIDTH = 80;

  private final Report report;
  private final Style style;
  private final Instant now;
  private final Sheet sheet = new Sheet();

  private ProbeText(Report report, Style style, Instant now) {
    this.report = report;
    this.style = style;
    this.now = now;
  }

  /**
   * The whole text, ending with a line end.
   *
   * @param option the options of the command line that stand for what the remedy asks for
   */
  static String of(Report report, Style style, Instant now, Optional<String> option) {
    return new ProbeText(report, style, now).write(option);
  }

  private String write(Optional<String> option) {
    sheet.heading(verdict());
    sheet.sentences(diagnosis().success() ? "what" : "why", Printable.of(diagnosis().summary()));
    diagnosis().reason().ifPresent(reason -> sheet.sentences("means", Meanings.of(reason)));
    diagnosis()
        .party()
        .ifPresent(party ->
            sheet.sentences("who", party.word() + ": " + proxy().orElseGet(() -> who(party))));
    diagnosis().remedy().ifPresent(remedy -> sheet.sentences("do", remedy));
    option.ifPresent(options -> sheet.line("try", options));
    diagnosis().reason().ifPresent(reason -> sheet.line("more", PAGE + "#" + reason.word()));
    diagnosis().alert().ifPresent(this::alert);
    seen().connection().ifPresent(this::connection);
    diagnosis().acceptance().filter(_ -> seen().client().requested()).ifPresent(this::client);
    chain();
    seen().http().ifPresent(this::http);
    sheet.line("time", timings());
    also();
    return sheet.toString();
  }

  private String verdict() {
    Target target = seen().target();
    List<String> parts = new ArrayList<>();
    parts.add(diagnosis().success() ? style.good("OK") : style.bad("FAILED"));
    parts.add(Printable.of(target.name()));
    if (!target.name().equals(target.endpoint().toString())) {
      parts.add(target.endpoint().toString());
    }
    diagnosis().reason().ifPresent(reason -> parts.add(style.bad(reason.word()) + phase()));
    diagnosis().refusedWith().ifPresent(reason -> parts.add("refused with " + reason.word()));
    return String.join("  ", parts);
  }

  private String phase() {
    return diagnosis().phase().map(phase -> " in " + phase.word()).orElse("");
  }

  /** Who runs the proxy, where the probe did not get past it. */
  private Optional<String> proxy() {
    return diagnosis()
        .phase()
        .filter(phase -> phase.compareTo(Phase.PROXY) <= 0)
        .filter(_ -> diagnosis().party().filter(Party.AGENT::equals).isEmpty())
        .flatMap(_ -> seen().target().module().route().proxy())
        .map(proxy -> "whoever runs the proxy " + proxy);
  }

  private String who(Party party) {
    return switch (party) {
      case NETWORK -> "whoever runs the name servers, routes and firewalls on the way";
      case SERVER -> "whoever runs " + seen().target().endpoint();
      case CLIENT -> "our own side, which shows the client certificate or lacks it";
      case AUTHORITY -> "whoever issued the server's certificate";
      case INTERCEPTOR -> "whoever inspects TLS on the way";
      case AGENT -> "whoever runs this program, on this host";
    };
  }

  private void alert(Alert alert) {
    sheet.line(
        "alert", "%d %s, %s".formatted(alert.code(), alert.name(), alert.direction().word()));
  }

  private void connection(Connection connection) {
    List<String> parts = new ArrayList<>();
    connection.protocol().ifPresent(protocol -> parts.add(protocol.word()));
    connection.cipher().ifPresent(parts::add);
    connection.group().ifPresent(parts::add);
    connection.signatureScheme().ifPresent(parts::add);
    connection.alpn().ifPresent(protocol -> parts.add("ALPN " + Printable.of(protocol)));
    if (!parts.isEmpty()) {
      parts.add("by " + connection.engine().map(Engine::word).orElse("a ClientHello of our own"));
      sheet.line("tls", String.join(", ", parts));
    }
  }

  private void client(Acceptance acceptance) {
    ClientAuthentication client = seen().client();
    boolean confirmed = acceptance == Acceptance.CONFIRMED;
    String proof =
        client.evidence().filter(_ -> confirmed).map(proved -> " by " + proved.word()).orElse("");
    sheet.sentences(
        "client",
        "certificate asked for%s, %s shown: %s%s"
            .formatted(
                client.late() ? " late" : "",
                client.sent() ? identity() : "none",
                acceptance.word(),
                proof));
    if (!confirmed && !client.authorities().isEmpty()) {
      sheet.sentences("", "accepted issuers: " + authorities(client.authorities()));
    }
  }

  private String identity() {
    return seen().target().module().identity().map(Printable::of).orElse("one");
  }

  private static String authorities(List<String> names) {
    List<String> first =
        names.stream()
            .limit(AUTHORITIES)
            .map(name -> Printable.cut(name, AUTHORITY_WIDTH))
            .toList();
    int more = names.size() - first.size();
    return String.join("; ", first) + (more > 0 ? " and " + more + " more" : "");
  }

  private void chain() {
    String store = seen().target().module().trust();
    List<String> lines =
        seen()
            .chain()
            .map(chain -> ChainText.lines(chain, report.chain(), store, style, now))
            .orElse(List.of());
    String label = "chain";
    for (String line : lines) {
      sheet.line(label, line);
      label = "";
    }
  }

  private void http(HttpAnswer answer) {
    sheet.line("http", Printable.of(answer.version()) + " " + answer.status());
  }

  private String timings() {
    List<String> parts = new ArrayList<>();
    seen()
        .timings()
        .phases()
        .forEach((phase, duration) -> parts.add(phase.word() + " " + Spans.measured(duration)));
    parts.add("total " + Spans.measured(seen().timings().total()));
    return String.join(", ", parts);
  }

  /** What is wrong or remarkable beside the reason. */
  private void also() {
    String label = "also";
    for (Finding finding : diagnosis().findings().all()) {
      if (!isTheReason(finding)) {
        String meaning = detail(finding).orElseGet(() -> Meanings.of(finding));
        sheet.sentences(label, finding.word() + ": " + meaning);
        label = "";
      }
    }
  }

  private boolean isTheReason(Finding finding) {
    return diagnosis().reason().map(Reason::word).filter(finding.word()::equals).isPresent();
  }

  /** What the inspection of the chain says of it, with names and dates. */
  private Optional<String> detail(Finding finding) {
    return report.chain().map(ChainFindings::faults).orElse(List.of()).stream()
        .filter(fault -> fault.finding().equals(finding))
        .map(Fault::detail)
        .map(Printable::of)
        .findFirst();
  }

  private Observation seen() {
    return report.observation();
  }

  private Diagnosis diagnosis() {
    return report.diagnosis();
  }
}
