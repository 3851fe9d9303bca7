package dev.handshake.cli;

import dev.handshake.certificate.CertificateFacts;
import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.PeerCertificate;
import dev.handshake.certificate.PeerChain;
import dev.handshake.diagnosis.Diagnosis;
import dev.handshake.observation.ClientAuthentication;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Observation;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Finding;
import dev.handshake.reason.Phase;
import dev.handshake.report.Printable;
import dev.handshake.report.Report;
import dev.handshake.target.Target;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One report as an on-call engineer reads it: verdict, why, who must act, what to do, then the
 * facts.
 */
final class ProbeText {
  private static final int NAME_WIDTH = 200;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(ZoneOffset.UTC);

  private final Report report;
  private final Style style;
  private final Instant now;
  private final StringBuilder text = new StringBuilder();

  private ProbeText(Report report, Style style, Instant now) {
    this.report = report;
    this.style = style;
    this.now = now;
  }

  /** The whole text, ending with a line end. */
  static String of(Report report, Style style, Instant now) {
    return new ProbeText(report, style, now).write();
  }

  private String write() {
    verdict();
    line("why", Printable.of(diagnosis().summary()));
    diagnosis().party().ifPresent(party -> line("who", "the " + party.word() + "'s side must act"));
    diagnosis().remedy().ifPresent(remedy -> line("do", remedy));
    seen().connection().ifPresent(this::connection);
    client();
    seen().chain().ifPresent(this::chain);
    seen().http().ifPresent(http -> line("http", http.version() + " " + http.status()));
    line("time", timings());
    also();
    return text.toString();
  }

  private void verdict() {
    Target target = seen().target();
    String word = diagnosis().success() ? style.good("OK") : style.bad("FAILED");
    String address = target.endpoint().toString();
    text.append(word).append("  ").append(Printable.of(target.name()));
    if (!target.name().equals(address)) {
      text.append("  ").append(address);
    }
    diagnosis()
        .reason()
        .ifPresent(reason ->
            text.append("  ")
                .append(style.bad(reason.word()))
                .append(diagnosis().phase().map(phase -> " in " + phase.word()).orElse("")));
    diagnosis()
        .refusedWith()
        .ifPresent(reason -> text.append("  refused with ").append(reason.word()));
    text.append('\n');
  }

  private void connection(Connection connection) {
    List<String> parts = new ArrayList<>();
    connection.protocol().ifPresent(protocol -> parts.add(protocol.word()));
    connection.cipher().ifPresent(parts::add);
    connection.group().ifPresent(parts::add);
    connection.signatureScheme().ifPresent(parts::add);
    connection.alpn().ifPresent(protocol -> parts.add("ALPN " + Printable.of(protocol)));
    parts.add("by " + connection.engine().word());
    line("tls", String.join(", ", parts));
  }

  private void client() {
    Optional<Acceptance> acceptance = diagnosis().acceptance();
    ClientAuthentication client = seen().client();
    if (!client.requested() || acceptance.isEmpty()) {
      return;
    }
    String shown =
        client.sent()
            ? "showed "
                + seen().target().module().identity().map(Printable::of).orElse("a certificate")
            : "showed none";
    String proof =
        acceptance.get() == Acceptance.CONFIRMED
            ? client.evidence().map(evidence -> " by " + evidence.word()).orElse("")
            : "";
    line("client", "asked for a certificate, " + shown + ": " + acceptance.get().word() + proof);
    if (acceptance.get() != Acceptance.CONFIRMED && !client.authorities().isEmpty()) {
      line("", "it accepts certificates of " + authorities(client.authorities()));
    }
  }

  private static String authorities(List<String> names) {
    String first =
        String.join("; ", names.stream().limit(3).map(name -> Printable.cut(name, 80)).toList());
    return names.size() > 3 ? first + " and " + (names.size() - 3) + " more" : first;
  }

  private void chain(PeerChain chain) {
    String label = "chain";
    String indent = "";
    for (PeerCertificate certificate : chain.certificates().stream().limit(10).toList()) {
      line(
          label,
          indent
              + certificate.facts().map(this::link).orElse("(a certificate that cannot be read)"));
      label = "";
      indent = indent.isEmpty() ? "└─ " : "   " + indent;
    }
    if (chain.depth() > 10) {
      line("", indent + "and " + (chain.depth() - 10) + " more");
    }
    String last = indent;
    report
        .chain()
        .flatMap(findings -> anchor(findings, chain))
        .ifPresent(name -> line("", last + name));
  }

  private String link(CertificateFacts facts) {
    String name =
        Printable.cut(facts.subject().isEmpty() ? "(no subject)" : facts.subject(), NAME_WIDTH);
    return name + "  " + facts.key() + ", " + left(facts.notBefore(), facts.notAfter());
  }

  /** The end of the verified path, where it was not sent. */
  private static Optional<String> anchor(ChainFindings findings, PeerChain chain) {
    if (findings.path().isEmpty()) {
      return Optional.empty();
    }
    X509Certificate anchor = findings.path().getLast();
    boolean sent =
        chain.certificates().stream().anyMatch(one -> one.x509().equals(Optional.of(anchor)));
    return sent
        ? Optional.empty()
        : Optional.of(
            Printable.cut(anchor.getSubjectX500Principal().getName(), NAME_WIDTH)
                + "  (in the trust store)");
  }

  private String left(Instant notBefore, Instant notAfter) {
    if (now.isBefore(notBefore)) {
      return style.bad("not valid before " + DAY.format(notBefore));
    }
    Duration left = Duration.between(now, notAfter);
    String when = " (" + DAY.format(notAfter) + ")";
    if (left.isNegative()) {
      return style.bad("expired " + days(left.negated()) + " ago" + when);
    }
    String remaining = days(left) + " left" + when;
    return left.toDays() < 21 ? style.warn(remaining) : remaining;
  }

  private static String days(Duration duration) {
    long days = duration.toDays();
    if (days == 0) {
      return duration.toHours() + " h";
    }
    return days == 1 ? "1 day" : days + " days";
  }

  private String timings() {
    List<String> parts = new ArrayList<>();
    for (Map.Entry<Phase, Duration> phase : seen().timings().phases().entrySet()) {
      parts.add(phase.getKey().word() + " " + milliseconds(phase.getValue()));
    }
    parts.add("total " + milliseconds(seen().timings().total()));
    return String.join(", ", parts);
  }

  private static String milliseconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
  }

  /** What is wrong or remarkable beside the reason. */
  private void also() {
    List<String> others =
        diagnosis().findings().all().stream()
            .filter(finding -> !diagnosis().reason().map(finding::equals).orElse(false))
            .map(Finding::word)
            .toList();
    if (!others.isEmpty()) {
      line("also", String.join(", ", others));
    }
  }

  private void line(String label, String content) {
    text.append(String.format(Locale.ROOT, "  %-8s", label)).append(content).append('\n');
  }

  private Observation seen() {
    return report.observation();
  }

  private Diagnosis diagnosis() {
    return report.diagnosis();
  }
}
