package dev.handshake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.ChainQuestion;
import dev.handshake.certificate.Fault;
import dev.handshake.diagnosis.ChainDiagnosis;
import dev.handshake.reason.Finding;
import dev.handshake.reason.Party;
import dev.handshake.reason.Reason;
import dev.handshake.report.Printable;
import dev.handshake.report.ReportJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** The answer of {@code check chain}: as one JSON object, or as an engineer reads it. */
final class ChainAnswer {
  private final Path file;
  private final ChainQuestion question;
  private final ChainFindings findings;
  private final ChainDiagnosis diagnosis;
  private final Instant time;

  ChainAnswer(Path file, ChainQuestion question, ChainFindings findings, Instant time) {
    this.file = file;
    this.question = question;
    this.findings = findings;
    this.diagnosis = ChainDiagnosis.of(findings, question.purpose());
    this.time = time;
  }

  /**
   * Whether a path to a trusted certificate holds over all that was given. It may need
   * intermediates that are known and not in the chain: valid then, and incomplete none the less.
   */
  private boolean isValid() {
    return !findings.path().isEmpty()
        && diagnosis.findings().all().stream()
            .filter(Reason.class::isInstance)
            .allMatch(finding -> finding == Reason.CERTIFICATE_CHAIN_INCOMPLETE);
  }

  private String verdict(Style style) {
    if (findings.verified()) {
      return style.good("VALID");
    }
    return style.bad(isValid() ? "INCOMPLETE" : "INVALID");
  }

  /** One object, without a line end; {@code verified_depth} is absent where there is no path. */
  String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = ReportJson.generator(text)) {
      json.writeStartObject();
      json.writeBooleanField("valid", isValid());
      write(json, "reason", diagnosis.reason().map(Reason::word));
      json.writeArrayFieldStart("findings");
      for (String word : diagnosis.findings().words()) {
        json.writeString(word);
      }
      json.writeEndArray();
      write(json, "party", diagnosis.party().map(Party::word));
      json.writeStringField("summary", diagnosis.summary());
      write(json, "remedy", diagnosis.remedy());
      json.writeStringField("time", ReportJson.time(time));
      json.writeNumberField("chain_depth", question.chain().depth());
      if (findings.verifiedDepth().isPresent()) {
        json.writeNumberField("verified_depth", findings.verifiedDepth().getAsInt());
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, String name, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get());
    }
  }

  /** The whole text, ending with a line end. */
  String text(Style style) {
    Sheet sheet = new Sheet();
    sheet.heading(
        verdict(style)
            + "  "
            + Printable.of(file.toString())
            + diagnosis.reason().map(reason -> "  " + style.bad(reason.word())).orElse(""));
    sheet.sentences(findings.verified() ? "what" : "why", Printable.of(diagnosis.summary()));
    diagnosis.party().ifPresent(party -> sheet.sentences("who", party.word() + ": " + who(party)));
    diagnosis.remedy().ifPresent(remedy -> sheet.sentences("do", remedy));
    sheet.line("asked", asked());
    String label = "chain";
    for (String line :
        ChainText.lines(
            question.chain(), Optional.of(findings), question.anchors().name(), style, time)) {
      sheet.line(label, line);
      label = "";
    }
    also(sheet);
    return sheet.toString();
  }

  private String asked() {
    String name = question.verifyName().map(asked -> "name " + Printable.of(asked)).orElse("");
    return question.purpose().text()
        + ", "
        + (name.isEmpty() ? "any name" : name)
        + ", at "
        + ReportJson.time(time);
  }

  private static String who(Party party) {
    return switch (party) {
      case AUTHORITY -> "whoever issued the certificate";
      case SERVER -> "whoever runs the server that is to show it";
      case CLIENT -> "whoever runs the client that is to show it";
      case NETWORK, INTERCEPTOR, AGENT -> "whoever runs what stands between";
    };
  }

  /** What is wrong or remarkable beside the reason. */
  private void also(Sheet sheet) {
    String label = "also";
    for (Finding finding : diagnosis.findings().all()) {
      if (!diagnosis.reason().map(Finding.class::cast).equals(Optional.of(finding))) {
        sheet.sentences(label, finding.word() + ": " + Printable.of(detail(finding)));
        label = "";
      }
    }
  }

  private String detail(Finding finding) {
    return findings.faults().stream()
        .filter(fault -> fault.finding().equals(finding))
        .map(Fault::detail)
        .findFirst()
        .orElse("");
  }
}
