package dev.handshake.preamble;

import dev.handshake.preamble.Octets.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** STLS of POP3 (RFC 2595, section 4), looked for in its capabilities (RFC 2449). */
record Pop3Preamble() implements Preamble {
  private static final String OK = "+OK";
  private static final String ERROR = "-ERR";

  @Override
  public Step begin() {
    return Step.listen("greeting", this::greeting);
  }

  private Step greeting(Octets heard) {
    return status(
        heard,
        line ->
            line.begins(OK)
                ? Step.command(line.end(), "CAPA", "CAPA", this::capabilities)
                : new Step.Refused("greeted us with " + line.quoted()));
  }

  /** A server without CAPA may know STLS all the same. */
  private Step capabilities(Octets heard) {
    return status(heard, line -> line.begins(OK) ? listed(heard, line.end()) : stls(line.end()));
  }

  private Step listed(Octets heard, int from) {
    List<String> capabilities = new ArrayList<>();
    Optional<Line> line = heard.line(from);
    while (line.isPresent() && !line.get().text().equals(".")) {
      capabilities.add(line.get().text().strip());
      line = heard.line(line.get().end());
    }
    if (line.isEmpty()) {
      return new Step.More();
    }
    return capabilities.stream().anyMatch("STLS"::equalsIgnoreCase)
        ? stls(line.get().end())
        : new Step.Refused("does not list STLS: its answer to CAPA is " + heard.quoted());
  }

  private Step stls(int taken) {
    return Step.command(taken, "STLS", "STLS", this::go);
  }

  private Step go(Octets heard) {
    return status(
        heard,
        line ->
            line.begins(OK)
                ? new Step.Agreed(line.end())
                : new Step.Refused("answered %s to STLS".formatted(line.quoted())));
  }

  private static Step status(Octets heard, Function<Line, Step> judge) {
    if (!heard.mayBegin(OK) && !heard.mayBegin(ERROR)) {
      return Step.nonsense("line of POP3", heard);
    }
    return heard.line(0).map(judge).orElseGet(Step.More::new);
  }
}
