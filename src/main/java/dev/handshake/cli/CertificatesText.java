package dev.handshake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.handshake.certificate.CertificateFacts;
import dev.handshake.cli.GivenOrganizations.Answer;
import dev.handshake.genesys.ApiException;
import dev.handshake.genesys.ListState;
import dev.handshake.genesys.OrganizationSettings;
import dev.handshake.genesys.Standing;
import dev.handshake.report.Printable;
import dev.handshake.report.ReportJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/** The client certificates of one organization's region: as an engineer reads them, or as JSON. */
final class CertificatesText {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(ZoneOffset.UTC);
  private static final Duration SOON = Duration.ofDays(21);

  private final OrganizationSettings organization;
  private final Answer<List<Standing>> answer;
  private final Style style;
  private final Instant now;

  CertificatesText(
      OrganizationSettings organization, Answer<List<Standing>> answer, Style style, Instant now) {
    this.organization = organization;
    this.answer = answer;
    this.style = style;
    this.now = now;
  }

  /** Whether there was an answer, and each certificate would be accepted. */
  boolean fine() {
    return switch (answer) {
      case Answer.Given<List<Standing>>(var standings) ->
          standings.stream().allMatch(CertificatesText::ready);
      case Answer.Refused<List<Standing>> _ -> false;
    };
  }

  private static boolean ready(Standing standing) {
    return standing.trusted().values().stream().allMatch(Standing.Verdict::trusted);
  }

  /** The whole text, ending with a line end. */
  String text() {
    Sheet sheet = new Sheet();
    String place = organization.name() + " in " + organization.region().name();
    switch (answer) {
      case Answer.Given<List<Standing>>(var standings) -> {
        sheet.heading(Printable.of(place) + ": " + standings.size() + " client certificates");
        standings.forEach(standing -> add(standing, sheet));
      }
      case Answer.Refused<List<Standing>>(ApiException why) -> {
        sheet.heading(style.bad("FAILED") + "  " + Printable.of(place) + "  " + why.fault().word());
        sheet.sentences("why", Printable.of(why.detail()));
      }
    }
    return sheet.toString();
  }

  private void add(Standing standing, Sheet sheet) {
    CertificateFacts leaf = standing.certificate().leaf();
    sheet.heading(
        (standing.certificate().upcoming()
                ? style.warn("UPCOMING")
                : standing.certificate().status())
            + "  signed by "
            + standing.certificate().authority());
    sheet.line("subject", Printable.of(leaf.subject()));
    sheet.line("issuer", Printable.of(leaf.issuer()));
    sheet.line("serial", leaf.serial());
    sheet.line("sha256", leaf.fingerprintSha256());
    sheet.line("valid", validity(leaf));
    sheet.line("clients", standing.clientAuth() ? "yes" : style.bad("not for clients"));
    standing.list().ifPresent(list -> sheet.line("crl", list(list)));
    for (Map.Entry<String, Standing.Verdict> one : standing.trusted().entrySet()) {
      boolean accepted = one.getValue().trusted();
      sheet.line(
          "ready",
          (accepted ? style.good("accepted") : style.bad("refused"))
              + " by "
              + Printable.of(one.getKey()));
      one.getValue().reasons().forEach(reason -> sheet.sentences("", Printable.of(reason)));
    }
  }

  private String validity(CertificateFacts leaf) {
    String dates = DAY.format(leaf.notBefore()) + " to " + DAY.format(leaf.notAfter());
    Duration left = Duration.between(now, leaf.notAfter());
    if (left.isNegative()) {
      return style.bad(dates + ", ended " + Spans.days(left.negated()) + " ago");
    }
    String whole = dates + ", " + Spans.days(left) + " left";
    return left.compareTo(SOON) < 0 ? style.warn(whole) : whole;
  }

  private String list(ListState list) {
    String freshness =
        (list.up() ? "fresh" : style.warn("not to be had, or not fresh"))
            + list.nextUpdate().map(next -> ", until " + ReportJson.time(next)).orElse("");
    return freshness
        + list.revoked()
            .map(revoked -> revoked ? ", " + style.bad("revoked") : ", not revoked")
            .orElseGet(() ->
                ", which tells nothing of it"
                    + list.why().map(why -> ": " + Printable.of(why)).orElse(""));
  }

  /** One object, without a line end. */
  String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = ReportJson.generator(text)) {
      json.writeStartObject();
      json.writeStringField("organization", organization.name());
      json.writeStringField("region", organization.region().name());
      switch (answer) {
        case Answer.Given<List<Standing>>(var standings) -> {
          json.writeArrayFieldStart("certificates");
          for (Standing standing : standings) {
            write(standing, json);
          }
          json.writeEndArray();
        }
        case Answer.Refused<List<Standing>>(ApiException why) -> {
          json.writeStringField("reason", why.fault().word());
          json.writeStringField("detail", why.detail());
        }
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private void write(Standing standing, JsonGenerator json) throws IOException {
    CertificateFacts leaf = standing.certificate().leaf();
    json.writeStartObject();
    json.writeStringField("authority", standing.certificate().authority());
    json.writeStringField("status", standing.certificate().status());
    json.writeStringField("subject", leaf.subject());
    json.writeStringField("issuer", leaf.issuer());
    json.writeStringField("serial", leaf.serial());
    json.writeStringField("fingerprint_sha256", leaf.fingerprintSha256());
    json.writeStringField("not_before", ReportJson.time(leaf.notBefore()));
    json.writeStringField("not_after", ReportJson.time(leaf.notAfter()));
    json.writeNumberField("days_left", Duration.between(now, leaf.notAfter()).toDays());
    json.writeBooleanField("client_auth", standing.clientAuth());
    if (standing.list().isPresent()) {
      write(standing.list().get(), json);
    }
    json.writeArrayFieldStart("ready_for");
    for (Map.Entry<String, Standing.Verdict> one : standing.trusted().entrySet()) {
      json.writeStartObject();
      json.writeStringField("trust", one.getKey());
      json.writeBooleanField("accepted", one.getValue().trusted());
      json.writeArrayFieldStart("reasons");
      for (String reason : one.getValue().reasons()) {
        json.writeString(reason);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(ListState list, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("crl");
    json.writeBooleanField("up", list.up());
    if (list.nextUpdate().isPresent()) {
      json.writeStringField("next_update", ReportJson.time(list.nextUpdate().get()));
    }
    if (list.revoked().isPresent()) {
      json.writeBooleanField("revoked", list.revoked().get());
    }
    if (list.why().isPresent()) {
      json.writeStringField("why", list.why().get());
    }
    json.writeEndObject();
  }
}
