package dev.handshake.preamble;

import dev.handshake.preamble.Octets.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** STARTTLS of IMAP (RFC 9051, sections 6.1.1 and 6.2.1). */
record ImapPreamble() implements Preamble {
  private static final String IMAP = "line of IMAP";
  private static final String CAPABILITY = "* CAPABILITY ";

  @Override
  public Step begin() {
    return Step.listen("greeting", this::greeting);
  }

  private Step greeting(Octets heard) {
    if (!heard.mayBegin("* ")) {
      return Step.nonsense(IMAP, heard);
    }
    return heard
        .line(0)
        .<Step>map(line -> {
          if (line.begins("* OK")) {
            return Step.command(line.end(), "a CAPABILITY", "CAPABILITY", this::capabilities);
          }
          return new Step.Refused(
              line.begins("* PREAUTH")
                  ? "takes us for authenticated already, so that STARTTLS is not allowed: "
                      + line.quoted()
                  : "greeted us with " + line.quoted());
        })
        .orElseGet(Step.More::new);
  }

  private Step capabilities(Octets heard) {
    return tagged(
        heard,
        "a ",
        "CAPABILITY",
        (untagged, end) -> {
          boolean offered =
              untagged.stream()
                  .filter(line -> line.begins(CAPABILITY))
                  .flatMap(line -> Arrays.stream(line.text().split(" ")))
                  .anyMatch("STARTTLS"::equalsIgnoreCase);
          return offered
              ? Step.command(end, "b STARTTLS", "STARTTLS", this::go)
              : new Step.Refused(
                  "does not list STARTTLS: its answer to CAPABILITY is " + heard.quoted());
        });
  }

  private Step go(Octets heard) {
    return tagged(heard, "b ", "STARTTLS", (_, end) -> new Step.Agreed(end));
  }

  /** Reads untagged lines up to the tagged one, which ends the answer to a command. */
  private static Step tagged(
      Octets heard, String tag, String command, BiFunction<List<Line>, Integer, Step> whenOk) {
    List<Line> untagged = new ArrayList<>();
    Optional<Line> line = heard.line(0);
    while (line.isPresent() && line.get().begins("* ") && !line.get().begins("* BYE")) {
      untagged.add(line.get());
      line = heard.line(line.get().end());
    }
    if (line.isEmpty()) {
      return new Step.More();
    }
    Line last = line.get();
    if (last.begins(tag + "OK")) {
      return whenOk.apply(untagged, last.end());
    }
    return last.begins(tag) || last.begins("* BYE")
        ? new Step.Refused("answered %s to %s".formatted(last.quoted(), command))
        : Step.nonsense(IMAP, heard);
  }
}
