package dev.handshake.cli;

import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.report.ReportJson;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Optional;

/** The reports of one call of {@code probe}, printed as they come. */
final class Answers {
  /** The forms of {@code --output}. */
  enum Form {
    text,
    json
  }

  private final PrintWriter out;
  private final Form form;
  private final Style style;
  private final boolean given;
  private boolean first = true;
  private boolean allFine = true;

  /**
   * @param given whether the targets were given on the command line, so that remedies may be said
   *     in its options
   */
  Answers(PrintWriter out, Form form, Style style, boolean given) {
    this.out = out;
    this.form = form;
    this.style = style;
    this.given = given;
  }

  void add(Report report) {
    switch (form) {
      case json -> out.println(ReportJson.of(report));
      case text -> {
        Optional<String> option =
            report.diagnosis().reason().filter(_ -> given).flatMap(Answers::option);
        out.print(first ? "" : "\n");
        out.print(ProbeText.of(report, style, Instant.now(), option));
      }
    }
    out.flush();
    first = false;
    allFine &= report.diagnosis().success();
  }

  boolean allFine() {
    return allFine;
  }

  /** The options that do here what the remedy of a reason asks for. */
  private static Optional<String> option(Reason reason) {
    return switch (reason) {
      case CLIENT_CERTIFICATE_REQUIRED -> Optional.of("--certificate.file=F --key.file=F");
      case CERTIFICATE_SELF_SIGNED, CERTIFICATE_UNTRUSTED, CERTIFICATE_CHAIN_INCOMPLETE ->
          Optional.of("--trust.file=F, if that authority is one of yours");
      case CERTIFICATE_NAME_MISMATCH, SERVER_NAME_UNRECOGNIZED -> Optional.of("--server-name=N");
      default -> Optional.empty();
    };
  }
}
