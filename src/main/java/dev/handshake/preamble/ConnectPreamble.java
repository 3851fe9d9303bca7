package dev.handshake.preamble;

import dev.handshake.preamble.Octets.Line;
import dev.handshake.target.Endpoint;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP CONNECT (RFC 9110, section 9.3.6).
 *
 * @param endpoint whom the proxy is to connect us to; it looks the name up, not we
 */
record ConnectPreamble(Endpoint endpoint) implements Preamble {
  private static final String HTTP = "HTTP/1.";
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.\\d ([1-5]\\d\\d)(?: .*)?", Pattern.DOTALL);
  private static final int WANTS_CREDENTIALS = 407;
  private static final String AWAITED = "answer to CONNECT";

  @Override
  public Step begin() {
    String request = "CONNECT %1$s HTTP/1.1\r\nHost: %1$s\r\n\r\n".formatted(endpoint);
    return new Step.Say(0, Octets.of(request), AWAITED, ConnectPreamble::answer);
  }

  private static Step answer(Octets heard) {
    if (!heard.mayBegin(HTTP)) {
      return Step.nonsense("answer of HTTP", heard);
    }
    Optional<Line> line = heard.line(0);
    if (line.isEmpty()) {
      return new Step.More();
    }
    Matcher status = STATUS_LINE.matcher(line.get().text());
    if (!status.matches()) {
      return Step.nonsense("answer of HTTP", heard);
    }
    int code = Integer.parseInt(status.group(1));
    return switch (code / 100) {
      case 2 -> end(heard, line.get()).<Step>map(Step.Agreed::new).orElseGet(Step.More::new);
      case 1 ->
          end(heard, line.get())
              .<Step>map(end -> new Step.Say(end, Octets.NONE, AWAITED, ConnectPreamble::answer))
              .orElseGet(Step.More::new);
      default ->
          new Step.Refused(
              code == WANTS_CREDENTIALS
                  ? "wants credentials, which this agent does not send: it answered "
                      + line.get().quoted()
                  : "answered " + line.get().quoted());
    };
  }

  /** Where the head ends: behind its first empty line. A 2xx answer to CONNECT has no body. */
  private static Optional<Integer> end(Octets heard, Line status) {
    Optional<Line> line = heard.line(status.end());
    while (line.isPresent() && !line.get().text().isEmpty()) {
      line = heard.line(line.get().end());
    }
    return line.map(Line::end);
  }
}
