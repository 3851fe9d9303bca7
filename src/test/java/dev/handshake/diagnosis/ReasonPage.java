package dev.handshake.diagnosis;

import static java.util.stream.Collectors.joining;

import dev.handshake.reason.Finding;
import dev.handshake.reason.Party;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.util.Arrays;

/** The page of all words, in Markdown, made of the enums and their tables. */
final class ReasonPage {
  private static final String HEAD =
      """
      # Words for failure

      <!-- Made from the code, not by hand: mvn -q test -Dtest=ReasonPageTest -Dreasons.write=true -->

      A probe that fails has one *reason* and any number of *findings*: all that is wrong or remarkable. Of several reasons
      that hold, the first in the order of this page is the reason; the rest stay findings. A *remark* is a finding that
      never fails a probe by itself. The words are the same in `probe`, in the JSON, in metrics, in logs and here, where
      each is an anchor: `reasons.md#certificate_expired`.

      *See it* says how to provoke each. `probe` stands for `java -jar target/handshake-exporter.jar probe`. What comes from
      port 10219 are rows of the lab, a street of well- and ill-behaved servers on this machine; it must be running:

      ```
      java -jar target/handshake-exporter.jar lab
      ```

      Other commands start a server of their own. They need a small authority, made once in an empty directory, where they
      are run (with bash and OpenSSL 3):

      ```
      %s```

      """
          .formatted(Demonstration.PREPARATION);

  private ReasonPage() {}

  static String text() {
    return HEAD
        + overview()
        + "\n## Reasons\n\n"
        + Arrays.stream(Reason.values()).map(ReasonPage::section).collect(joining("\n"))
        + "\n## Remarks\n\n"
        + Arrays.stream(Remark.values()).map(ReasonPage::section).collect(joining("\n"));
  }

  private static String overview() {
    return "| reason | found in | to act |\n| --- | --- | --- |\n"
        + Arrays.stream(Reason.values())
            .map(reason ->
                "| [%s](#%s) | %s | %s |%n"
                    .formatted(
                        reason.word(),
                        reason.word(),
                        RunbookPage.phases(reason.phases()),
                        reason.party().word()))
            .collect(joining());
  }

  private static String section(Finding finding) {
    String who =
        switch (finding) {
          case Reason reason ->
              "- Found in: %s%n- To act: %s%n"
                  .formatted(RunbookPage.phases(reason.phases()), party(reason.party()));
          case Remark _ -> "";
        };
    String remedy =
        switch (finding) {
          case Reason reason -> Remedies.of(reason);
          case Remark remark -> Remedies.of(remark);
        };
    return "### %s%n%n%s%n%n%s- What to do: %s%n%s"
        .formatted(
            finding.word(), Meanings.of(finding), who, remedy, seen(Demonstration.of(finding)));
  }

  private static String party(Party party) {
    return party.word() + ", " + RunbookPage.who(party);
  }

  private static String seen(Demonstration demonstration) {
    return switch (demonstration) {
      case Demonstration.Row(String name) ->
          shell("curl -s http://127.0.0.1:10219/api/v1/targets/" + name);
      case Demonstration.Shell(String commands) -> shell(commands);
      case Demonstration.Unstaged(String why) -> "- See it: " + why + "\n";
    };
  }

  private static String shell(String commands) {
    return "- See it:\n\n  ```\n" + commands.indent(2) + "  ```\n";
  }
}
