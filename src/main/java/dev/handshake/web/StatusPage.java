package dev.handshake.web;

import dev.handshake.reason.Reason;
import dev.handshake.report.ChainSighting;
import dev.handshake.report.Printable;
import dev.handshake.report.ProbeRecord;
import dev.handshake.report.TargetState;
import dev.handshake.target.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/** The landing page: every target in a row, what fails first. Needs no script. */
final class StatusPage {
  private static final String STYLE =
      """
      body{font:15px/1.4 system-ui,sans-serif;margin:1.5rem;color:#1b1b1b;background:#fff}
      table{border-collapse:collapse;width:100%}
      th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #ddd;vertical-align:top}
      td{overflow-wrap:anywhere}
      .fails{color:#a40000;font-weight:600}.fine{color:#1a6b1a}.none{color:#595959}
      @media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#161616}a{color:#8ab4f8}
      th,td{border-color:#3a3a3a}.fails{color:#ff8a80}.fine{color:#7fd17f}.none{color:#a0a0a0}}
      """;

  /** What a browser may load on behalf of this page: its own style and nothing else. */
  static final String POLICY =
      "default-src 'none'; style-src 'sha256-"
          + sha256(STYLE)
          + "'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private StatusPage() {}

  static void write(List<TargetState> states, Instant now, OutputStream out) throws IOException {
    try (Writer page = new OutputStreamWriter(out, StandardCharsets.UTF_8)) {
      page.write("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
      page.write("<title>handshake-exporter</title>");
      page.write("<meta name=\"viewport\" content=\"width=device-width\">");
      page.write("<link rel=\"icon\" href=\"data:,\"><style>" + STYLE + "</style></head><body>");
      page.write("<h1>handshake-exporter</h1><p>" + counts(states) + "</p>");
      page.write(
          "<p><a href=\"/metrics\">metrics</a> · <a href=\"/api/v1/targets\">targets as JSON</a>");
      page.write(" · <a href=\"/-/healthy\">healthy</a> · <a href=\"/-/ready\">ready</a></p>");
      table(states, now, page);
      page.write("</body></html>\n");
    }
  }

  /** Text as it may stand between tags and in quoted attributes. */
  static String escaped(String text) {
    return Printable.of(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String counts(List<TargetState> states) {
    long failing = states.stream().filter(StatusPage::fails).count();
    long waiting = states.stream().filter(state -> state.last().isEmpty()).count();
    return states.size() + " targets, " + failing + " failing, " + waiting + " not yet probed";
  }

  private static void table(List<TargetState> states, Instant now, Writer page) throws IOException {
    page.write("<table><thead><tr><th>target</th><th>address</th><th>state</th><th>breaker</th>");
    page.write("<th>reason</th><th>summary</th><th>days left</th></tr></thead><tbody>\n");
    Comparator<TargetState> failingFirst =
        Comparator.comparing((TargetState state) -> !fails(state))
            .thenComparing(state -> state.target().name());
    for (TargetState state : states.stream().sorted(failingFirst).toList()) {
      page.write(row(state, now));
    }
    page.write("</tbody></table>");
  }

  private static String row(TargetState state, Instant now) {
    String name = state.target().name();
    return "<tr><td><a href=\"/api/v1/targets/"
        + escaped(inPath(name))
        + "\">"
        + escaped(name)
        + "</a></td>"
        + cell(address(state.target()))
        + verdict(state)
        + cell(state.status().state().word())
        + cell(state.last().flatMap(it -> it.diagnosis().reason()).map(Reason::word).orElse(""))
        + cell(state.last().map(probe -> probe.diagnosis().summary()).orElse(""))
        + cell(daysLeft(state, now))
        + "</tr>\n";
  }

  private static String address(Target target) {
    return target.endpoint() + target.ipText().map(ip -> " (" + ip + ")").orElse("");
  }

  private static String verdict(TargetState state) {
    if (state.last().isEmpty()) {
      return "<td class=\"none\">not probed</td>";
    }
    return fails(state) ? "<td class=\"fails\">failing</td>" : "<td class=\"fine\">fine</td>";
  }

  private static boolean fails(TargetState state) {
    return state.last().map(ProbeRecord::diagnosis).filter(it -> !it.success()).isPresent();
  }

  /** Whole days until the first certificate of the path ends; negative afterwards. */
  private static String daysLeft(TargetState state, Instant now) {
    return state
        .chain()
        .flatMap(ChainSighting::notAfter)
        .map(end -> Long.toString(Math.floorDiv(Duration.between(now, end).toSeconds(), 86_400L)))
        .orElse("");
  }

  private static String cell(String text) {
    return "<td>" + escaped(text) + "</td>";
  }

  private static String inPath(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }
}
