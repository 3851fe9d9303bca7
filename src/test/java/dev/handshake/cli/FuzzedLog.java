package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.fuzz.FuzzTarget;
import dev.handshake.report.Printable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What strangers would like to stand in the log. */
public final class FuzzedLog {
  private static final Instant NOW = Instant.parse("2026-11-20T14:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  private FuzzedLog() {}

  public static List<FuzzTarget> targets() {
    return List.of(
        FuzzTarget.of(
            "log-line",
            FuzzedLog::line,
            "a\"b\\c=d\n\r\t level=info\u2028\u202e".getBytes(StandardCharsets.UTF_16BE),
            "\ud83d\ude00 CN=x\u0000".getBytes(StandardCharsets.UTF_16BE)));
  }

  /** Read as UTF-16, so that halves of surrogate pairs are among it. */
  private static void line(byte[] input) throws Exception {
    StringBuilder units = new StringBuilder();
    for (int index = 0; index + 1 < input.length; index += 2) {
      units.append((char) ((input[index] & 0xff) << 8 | (input[index + 1] & 0xff)));
    }
    String text = units.toString();
    LogLine line = new LogLine(NOW, Level.WARN, "EventLog", "m", Map.of("summary", text));
    String json = new LogLayout(LogLayout.Format.json).written(line);
    String logfmt = new LogLayout(LogLayout.Format.logfmt).written(line);
    String read = JSON.readTree(json).get("summary").textValue();
    assertThat(Logfmt.read(logfmt)).containsEntry("summary", read);
    if (text.length() <= LogLayout.LONGEST) {
      assertThat(read).isEqualTo(Printable.whole(text));
    }
    assertThat(json.strip().chars()).noneMatch(Character::isISOControl);
    assertThat(logfmt.strip().chars()).noneMatch(Character::isISOControl);
  }
}
