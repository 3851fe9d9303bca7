package dev.handshake.preamble;

import dev.handshake.preamble.Octets.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A reply of SMTP or FTP: a code of three digits and one line or several (RFC 5321, section 4.2;
 * RFC 959, section 4.2).
 *
 * @param lines without code and line end, the first and the last included
 * @param end where the next one begins
 */
record Reply(int code, List<String> lines, int end, String quoted) {
  private static final int PREFIX = 4;

  /** Judges the first reply of what was heard, once it is whole. */
  static Step judge(String protocol, Octets heard, Function<Reply, Step> judge) {
    if (!mayBegin(heard)) {
      return Step.nonsense("reply of " + protocol, heard);
    }
    return read(heard).map(judge).orElseGet(Step.More::new);
  }

  Step refused(String to) {
    return new Step.Refused("answered %s to %s".formatted(quoted, to));
  }

  private static boolean mayBegin(Octets heard) {
    String start = heard.text(0, Math.min(PREFIX, heard.size()));
    return start.matches("|[2-5]|[2-5]\\d|[2-5]\\d\\d[ \\r\\n-]?|1|1\\d|1\\d\\d[ -]?");
  }

  private static Optional<Reply> read(Octets heard) {
    Optional<Line> first = heard.line(0);
    if (first.isEmpty() || first.get().text().length() < PREFIX - 1) {
      return Optional.empty();
    }
    String code = first.get().text().substring(0, PREFIX - 1);
    List<String> lines = new ArrayList<>();
    for (Optional<Line> line = first; line.isPresent(); line = heard.line(line.get().end())) {
      String text = line.get().text();
      lines.add(text.startsWith(code) ? text.substring(Math.min(PREFIX, text.length())) : text);
      if (text.equals(code) || text.startsWith(code + " ")) {
        int end = line.get().end();
        return Optional.of(
            new Reply(
                Integer.parseInt(code),
                List.copyOf(lines),
                end,
                Quoted.of(heard.text(0, end).strip())));
      }
    }
    return Optional.empty();
  }
}
