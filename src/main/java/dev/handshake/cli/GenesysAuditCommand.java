package dev.handshake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.handshake.agent.Inquiry;
import dev.handshake.agent.Plan;
import dev.handshake.cli.GivenOrganizations.Answer;
import dev.handshake.config.Durations;
import dev.handshake.genesys.ApiException;
import dev.handshake.genesys.AuditEvent;
import dev.handshake.genesys.OrganizationSettings;
import dev.handshake.report.Printable;
import dev.handshake.report.ReportJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows who changed something that certificates and handshakes depend on. */
@Command(
    name = "audit",
    header = "Show who changed what certificates and handshakes depend on.",
    customSynopsis = {
      "handshake-exporter genesys audit --config.file=F [--organization=NAME]",
      "         [--since=D] [--output=text|json]"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Examples:",
      "  handshake-exporter genesys audit --config.file=handshake.yml",
      "  handshake-exporter genesys audit --config.file=handshake.yml --since=168h --output=json",
      "",
      "Exit status: 0 if there is an answer, 1 if there is none, 2 for wrong usage or configuration."
    })
final class GenesysAuditCommand implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofDays(14);

  @Mixin private GivenOrganizations given = new GivenOrganizations();

  @Option(
      names = "--since",
      paramLabel = "D",
      order = 3,
      defaultValue = "24h",
      description = "how far back, such as 1h; at most 336h, default 24h")
  private String since = "24h";

  @Option(
      names = "--output",
      paramLabel = "O",
      order = 4,
      defaultValue = "text",
      description = "text, or json: one object for each change, a line each; default text")
  private Answers.Form output = Answers.Form.text;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Style style;

  GenesysAuditCommand(Style style) {
    this.style = style;
  }

  @Override
  public Integer call() throws InterruptedException {
    Logging.configure(Logging.Threshold.warn, LogLayout.Format.logfmt);
    Duration back = duration();
    Plan plan = given.plan(spec.commandLine().getErr());
    PrintWriter out = spec.commandLine().getOut();
    boolean fine = true;
    try (Inquiry inquiry = Inquiry.start(plan, Clock.systemUTC())) {
      for (OrganizationSettings organization : given.of(plan)) {
        switch (Answer.of(inquiry.audits(organization, back))) {
          case Answer.Given<List<AuditEvent>>(var events) -> out.print(shown(organization, events));
          case Answer.Refused<List<AuditEvent>>(ApiException why) -> {
            fine = false;
            out.print(refusal(organization, why));
          }
        }
        out.flush();
      }
    }
    return fine ? Main.FINE : Main.BAD;
  }

  private Duration duration() {
    return Durations.parse(since)
        .filter(back -> back.isPositive() && back.compareTo(LONGEST) <= 0)
        .orElseThrow(() ->
            new UsageException(
                "--since: " + since + " (expected: a duration up to 336h, such as 24h)"));
  }

  private String shown(OrganizationSettings organization, List<AuditEvent> events) {
    StringBuilder text = new StringBuilder();
    switch (output) {
      case json -> events.forEach(event -> text.append(json(organization, event)).append('\n'));
      case text -> {
        Sheet sheet = new Sheet();
        sheet.heading(
            Printable.of(organization.name())
                + ": "
                + events.size()
                + (events.size() == 1 ? " change in " : " changes in ")
                + since);
        events.forEach(event -> add(event, sheet));
        text.append(sheet);
      }
    }
    return text.toString();
  }

  private static void add(AuditEvent event, Sheet sheet) {
    sheet.heading(
        ReportJson.time(event.time())
            + "  "
            + Printable.of(event.service() + " " + event.entityType() + "  " + event.action()));
    sheet.line("what", Printable.of(event.entity()));
    sheet.line("who", Printable.of(event.actor()));
    sheet.line("outcome", Printable.of(event.outcome()));
    if (!event.properties().isEmpty()) {
      sheet.sentences("changed", Printable.of(String.join(", ", event.properties())));
    }
  }

  private String refusal(OrganizationSettings organization, ApiException why) {
    return switch (output) {
      case json -> {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = ReportJson.generator(text)) {
          json.writeStartObject();
          json.writeStringField("organization", organization.name());
          json.writeStringField("reason", why.fault().word());
          json.writeStringField("detail", why.detail());
          json.writeEndObject();
        } catch (IOException impossible) {
          throw new UncheckedIOException(impossible);
        }
        yield text + "\n";
      }
      case text -> {
        Sheet sheet = new Sheet();
        sheet.heading(
            style.bad("FAILED")
                + "  "
                + Printable.of(organization.name())
                + "  "
                + why.fault().word());
        sheet.sentences("why", Printable.of(why.detail()));
        yield sheet.toString();
      }
    };
  }

  private static String json(OrganizationSettings organization, AuditEvent event) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = ReportJson.generator(text)) {
      json.writeStartObject();
      json.writeStringField("organization", organization.name());
      json.writeStringField("time", ReportJson.time(event.time()));
      json.writeStringField("service", event.service());
      json.writeStringField("entity_type", event.entityType());
      json.writeStringField("action", event.action());
      json.writeStringField("entity", event.entity());
      json.writeStringField("actor", event.actor());
      json.writeStringField("outcome", event.outcome());
      json.writeArrayFieldStart("properties");
      for (String property : event.properties()) {
        json.writeString(property);
      }
      json.writeEndArray();
      json.writeStringField("id", event.id());
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }
}
