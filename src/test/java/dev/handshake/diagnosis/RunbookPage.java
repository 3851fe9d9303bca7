package dev.handshake.diagnosis;

import static java.util.stream.Collectors.joining;

import dev.handshake.reason.Finding;
import dev.handshake.reason.Party;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A page of the runbook about one word, in Markdown, made of the enums and their tables. */
final class RunbookPage {
  private static final String MADE =
      "[//]: # (Made from the code, not by hand: mvn -q test -Dtest=RunbookTest -Drunbooks.write=true)\n";

  private RunbookPage() {}

  /** The words that have a page: every reason, and the remarks that alerts are about. */
  static List<Finding> words() {
    return Stream.<Finding>concat(Arrays.stream(Reason.values()), Guidance.REMARKS.stream())
        .toList();
  }

  static String of(Finding word) {
    Guidance guidance = Guidance.of(word);
    return "# "
        + word.word()
        + "\n\n"
        + MADE
        + "\n"
        + Meanings.of(word)
        + "\n\n## What it means\n\n"
        + meaning(word)
        + "\n## How to see it\n\n"
        + looks(word, guidance.look())
        + "\n## What to do\n\n"
        + steps(word, guidance)
        + "\n## What not to do\n\n"
        + Stream.concat(guidance.never().stream(), Stream.of(never(word)))
            .map(never -> "- " + never + "\n")
            .collect(joining());
  }

  private static String meaning(Finding word) {
    return switch (word) {
      case Reason reason ->
          "- Found in: %s%n- To act: %s, %s%n- Breaker: %s%n"
              .formatted(
                  phases(reason.phases()),
                  reason.party().word(),
                  who(reason.party()),
                  breaker(reason));
      case Remark _ ->
          "A remark never fails a probe by itself: it is a series of `tls_probe_finding_info`.\n";
    };
  }

  static String phases(Set<Phase> phases) {
    return phases.size() == Phase.values().length
        ? "any phase"
        : phases.stream().map(Phase::word).collect(joining(", "));
  }

  static String who(Party party) {
    return switch (party) {
      case NETWORK -> "whoever runs the name servers, routes and firewalls on the way";
      case SERVER -> "whoever runs the target";
      case CLIENT -> "our own side, which shows the client certificate or lacks it";
      case AUTHORITY -> "whoever issued the server's certificate";
      case INTERCEPTOR -> "whoever inspects TLS on the way";
      case AGENT -> "whoever runs handshake-exporter, on its host";
    };
  }

  private static String breaker(Reason reason) {
    return switch (reason) {
      case INTERNAL -> "it changes nothing";
      case DNS_NOT_FOUND, DNS_NO_ADDRESS, DNS_FAILED, DNS_TIMEOUT, CLIENT_IDENTITY_UNUSABLE ->
          "it never opens it, since nothing reaches the target";
      case HTTP_STATUS, HTTP_TIMEOUT, HTTP_INVALID, POLICY_VIOLATION, MTLS_NOT_ENFORCED ->
          "it counts as a success, since the handshake was good";
      default -> "two in a row open it";
    };
  }

  private static String looks(Finding word, Look look) {
    String selector =
        switch (word) {
          case Reason _ -> "tls_probe_failure_info{reason=\"%s\"}".formatted(word.word());
          case Remark _ -> "tls_probe_finding_info{finding=\"%s\"}".formatted(word.word());
        };
    return """
    Which targets have it, and how long ago each was last fine:

    ```promql
    %1$s
    ```

    ```promql
    time() - tls_probe_last_success_timestamp_seconds and on (instance, target, ip) %1$s
    ```

    The status page, `/`, has the summary with names and dates; `/api/v1/targets/TARGET` the chain, the alert and the
    history. Once more, now, from where the agent runs:

    ```sh
    java -jar handshake-exporter.jar probe --config.file=handshake.yml --target=TARGET
    ```

    Without the agent:

    ```sh
    %2$s
    ```
    %3$s%4$s\
    """
        .formatted(
            selector,
            look.command(),
            look.prints().map("%nIt prints `%s`.%n"::formatted).orElse(""),
            demonstration(Demonstration.of(word)));
  }

  private static String demonstration(Demonstration demonstration) {
    return demonstration instanceof Demonstration.Row(String name)
        ? "%nThe lab (`java -jar handshake-exporter.jar lab`) shows all this at its target `%s`.%n"
            .formatted(name)
        : "";
  }

  private static String steps(Finding word, Guidance guidance) {
    String remedy =
        switch (word) {
          case Reason reason -> Remedies.of(reason);
          case Remark remark -> Remedies.of(remark);
        };
    return """
    1. %s
    2. %s
    3. See whether it helped, without waiting for the schedule; this closes the breaker too:

       ```sh
       curl -X POST http://127.0.0.1:10219/api/v1/targets/TARGET/probe
       ```
    """
        .formatted(remedy, guidance.step());
  }

  private static String never(Finding word) {
    return word instanceof Reason reason
            && reason.party() != Party.CLIENT
            && breaker(reason).startsWith("two")
        ? "Do not restart the agent to close the breaker: it loses the history of all targets."
        : "Do not silence the alert without an end and the name of who acts.";
  }
}
