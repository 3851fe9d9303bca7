package dev.handshake.web;

import dev.handshake.reason.Reason;
import dev.handshake.report.ChainSighting;
import dev.handshake.report.ProbeRecord;
import dev.handshake.report.TargetState;
import dev.handshake.target.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** The landing page: every target in a row, what fails first. Needs no script. */
final class StatusPage {
  private StatusPage() {}

  static void write(List<TargetState> states, Instant now, OutputStream out) throws IOException {
    try (Writer page = new OutputStreamWriter(out, StandardCharsets.UTF_8)) {
      Html.begin("handshake-exporter", page);
      page.write("<h1>handshake-exporter</h1><p>" + counts(states) + "</p>");
      page.write(
          "<p><a href=\"/metrics\">metrics</a> · <a href=\"/api/v1/targets\">targets as JSON</a>");
      page.write(" · <a href=\"/-/healthy\">healthy</a> · <a href=\"/-/ready\">ready</a>");
      page.write(" · <a href=\"/runbooks/\">runbook</a></p>");
      table(states, now, page);
      Html.end(page);
    }
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
        + Html.escaped(inPath(name))
        + "\">"
        + Html.escaped(name)
        + "</a></td>"
        + cell(address(state.target()))
        + verdict(state)
        + cell(state.status().state().word())
        + reason(state)
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

  /** The word, which leads to its page of the runbook. */
  private static String reason(TargetState state) {
    return state
        .last()
        .flatMap(probe -> probe.diagnosis().reason())
        .map(Reason::word)
        .map("<td><a href=\"/runbooks/%1$s\">%1$s</a></td>"::formatted)
        .orElse("<td></td>");
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
    return "<td>" + Html.escaped(text) + "</td>";
  }

  private static String inPath(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
