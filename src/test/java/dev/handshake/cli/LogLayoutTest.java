package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogLayoutTest {
  private static final Instant TIME = Instant.parse("2026-11-20T14:00:00.120Z");
  private static final String HOSTILE = "a\"b\\c=d\n\r\u001b[2J\u202e\u2028 forged=1 é";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PAIR =
      Pattern.compile("(?:^| )([a-z_]+)=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^ \"=]*))");

  private final Logger logger = new LoggerContext().getLogger("dev.handshake.agent.EventLog");

  @Test
  void jsonIsOneObjectOnOneLine() throws Exception {
    String line = json(event("target fails", null, "target", "crm"));
    assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
    assertThat(JSON.readTree(line))
        .isEqualTo(
            JSON.readTree(
                """
                {"ts":"2026-11-20T14:00:00.120Z","level":"warn","logger":"EventLog",
                 "msg":"target fails","target":"crm"}
                """));
  }

  @Test
  void logfmtIsPairsOnOneLine() {
    assertThat(logfmt(event("target fails", null, "target", "crm", "remedy", "")))
        .isEqualTo(
            "ts=2026-11-20T14:00:00.120Z level=warn logger=EventLog msg=\"target fails\""
                + " target=crm remedy=\"\"\n");
  }

  @Test
  void hostileTextComesBackFromJsonAsItWasAndActsOnNoTerminal() throws Exception {
    String line = json(event(HOSTILE, null, "summary", HOSTILE));
    JsonNode read = JSON.readTree(line);
    assertThat(read.get("msg").textValue()).isEqualTo(HOSTILE);
    assertThat(read.get("summary").textValue()).isEqualTo(HOSTILE);
    assertHarmless(line);
  }

  @Test
  void hostileTextForgesNoPairInLogfmtAndActsOnNoTerminal() throws Exception {
    String line = logfmt(event(HOSTILE, null, "summary", HOSTILE));
    Map<String, String> pairs = pairs(line);
    assertThat(pairs).containsOnlyKeys("ts", "level", "logger", "msg", "summary");
    assertThat(pairs).containsEntry("msg", HOSTILE).containsEntry("summary", HOSTILE);
    assertHarmless(line);
  }

  @Test
  void aStackStaysOnTheLine() throws Exception {
    String line = json(event("internal", new IllegalStateException("two\nlines")));
    assertThat(line).containsOnlyOnce("\n");
    assertThat(JSON.readTree(line).get("stack").textValue())
        .startsWith("java.lang.IllegalStateException: two\nlines")
        .contains("\tat dev.handshake.cli.LogLayoutTest");
  }

  private static void assertHarmless(String line) {
    assertThat(line.strip().chars())
        .allMatch(unit -> unit >= ' ' && unit != 0x7f && unit != 0x202e && unit != 0x2028);
    assertThat(line).containsOnlyOnce("\n");
  }

  /** Reads logfmt as its readers do: a quoted value is unquoted as JSON is. */
  private static Map<String, String> pairs(String line) throws Exception {
    Map<String, String> pairs = new LinkedHashMap<>();
    Matcher pair = PAIR.matcher(line.strip());
    int end = 0;
    while (pair.find() && pair.start() == end) {
      String quoted = pair.group(2);
      String value =
          quoted == null ? pair.group(3) : JSON.readValue('"' + quoted + '"', String.class);
      assertThat(pairs.put(pair.group(1), value)).as("a key twice in " + line).isNull();
      end = pair.end();
    }
    assertThat(end).as("all of it is pairs: " + line).isEqualTo(line.strip().length());
    return pairs;
  }

  private LoggingEvent event(String message, @Nullable Throwable cause, String... pairs) {
    LoggingEvent event =
        new LoggingEvent(Logger.FQCN, logger, Level.WARN, message, cause, new Object[0]);
    event.setInstant(TIME);
    for (int index = 0; index < pairs.length; index += 2) {
      event.addKeyValuePair(new KeyValuePair(pairs[index], pairs[index + 1]));
    }
    return event;
  }

  private static String json(LoggingEvent event) {
    return new LogLayout(LogLayout.Format.json).doLayout(event);
  }

  private static String logfmt(LoggingEvent event) {
    return new LogLayout(LogLayout.Format.logfmt).doLayout(event);
  }
}
