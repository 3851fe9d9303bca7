package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import dev.handshake.report.Printable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogLayoutTest {
  private static final Instant TIME = Instant.parse("2026-11-20T14:00:00.120Z");
  private static final String HOSTILE =
      "a\"b\\c=d\n\r\t\u0000\u001b[2J\u009b\u202e\u2028\u2029\u200b\ufeff forged=1 level=info é\ud83d\ude00\"";

  /** Characters that some reader of logs treats as its own. */
  private static final String[] PIECES = {
    "\"",
    "\\",
    "\\\"",
    "=",
    " ",
    "\n",
    "\r\n",
    "\u0085",
    "\u2028",
    "\u202e",
    "\u2066",
    "\u001b]0;x\u0007",
    "\ud800",
    "\udc00",
    "\ud83d\ude00",
    "\udbff\udfff",
    "{",
    "}",
    ",",
    ":",
    "null",
    "\u0000",
    "\u007f",
    "%n",
    "é",
    "x"
  };

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void jsonIsOneObjectOnOneLine() throws Exception {
    String line = json(line("target fails", Map.of("target", "crm")));
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
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("target", "crm");
    fields.put("remedy", "");
    fields.put("server.port", 443);
    fields.put("tls.established", true);
    assertThat(logfmt(line("target fails", fields)))
        .isEqualTo(
            "ts=2026-11-20T14:00:00.120Z level=warn logger=EventLog msg=\"target fails\""
                + " target=crm remedy=\"\" server.port=443 tls.established=true\n");
  }

  @Test
  void numbersAndBooleansKeepTheirTypesInJson() throws Exception {
    JsonNode read =
        JSON.readTree(
            json(
                line(
                    "m",
                    Map.of(
                        "server.port",
                        443,
                        "tls.resumed",
                        false,
                        "left_out",
                        9_800L,
                        "code",
                        "443"))));
    assertThat(read.get("server.port").isIntegralNumber()).isTrue();
    assertThat(read.get("tls.resumed").isBoolean()).isTrue();
    assertThat(read.get("left_out").longValue()).isEqualTo(9_800);
    assertThat(read.get("code").isTextual()).isTrue();
  }

  @Test
  void noFieldTakesThePlaceOfTheLinesOwn() throws Exception {
    JsonNode read = JSON.readTree(json(line("m", Map.of("level", "debug", "msg", "forged"))));
    assertThat(read.get("level").textValue()).isEqualTo("warn");
    assertThat(read.get("msg").textValue()).isEqualTo("m");
  }

  @Test
  void hostileTextComesBackFromJsonAsItWasAndActsOnNoTerminal() throws Exception {
    String line = json(line(HOSTILE, Map.of("summary", HOSTILE)));
    JsonNode read = JSON.readTree(line);
    assertThat(read.get("msg").textValue()).isEqualTo(HOSTILE);
    assertThat(read.get("summary").textValue()).isEqualTo(HOSTILE);
    assertHarmless(line);
  }

  @Test
  void hostileTextForgesNoPairInLogfmtAndActsOnNoTerminal() throws Exception {
    String line = logfmt(line(HOSTILE, Map.of("summary", HOSTILE)));
    Map<String, String> pairs = Logfmt.read(line);
    assertThat(pairs).containsOnlyKeys("ts", "level", "logger", "msg", "summary");
    assertThat(pairs).containsEntry("msg", HOSTILE).containsEntry("summary", HOSTILE);
    assertHarmless(line);
  }

  @Test
  void whateverTheTextIsBothFormsAreValidAndSayTheSame() throws Exception {
    long seed = new SplittableRandom().nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int piece = random.nextInt(12); piece > 0; piece--) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      }
      LogLine line = line("m", Map.of("summary", text.toString()));
      String asRead = JSON.readTree(json(line)).get("summary").textValue();
      assertThat(asRead).as("seed %d", seed).isEqualTo(Printable.whole(text.toString()));
      assertThat(Logfmt.read(logfmt(line))).as("seed %d", seed).containsEntry("summary", asRead);
      assertHarmless(json(line));
      assertHarmless(logfmt(line));
    }
  }

  @Test
  @RequiresProgram("jq")
  void jqReadsLoneSurrogatesAndAllElse(@TempDir Path directory) throws Exception {
    Path log = directory.resolve("log.json");
    StringBuilder lines = new StringBuilder();
    for (String piece : PIECES) {
      lines.append(json(line("m", Map.of("summary", "<" + piece + ">", "server.port", 443))));
    }
    Files.writeString(log, lines);
    String read =
        Program.run(PATIENCE, List.of("jq", "-c", "[.summary[:1], .summary[-1:]]", log.toString()));
    assertThat(read.lines()).hasSize(PIECES.length).allMatch("[\"<\",\">\"]"::equals);
  }

  @Test
  void aLongValueIsCutAndSaysHowLongItWas() throws Exception {
    String value = "x".repeat(LogLayout.LONGEST - 1) + "\ud83d\ude00" + "y".repeat(100_000);
    String cut =
        JSON.readTree(json(line("m", Map.of("summary", value)))).get("summary").textValue();
    assertThat(cut)
        .isEqualTo("x".repeat(LogLayout.LONGEST - 1) + "... (" + value.length() + " characters)");
  }

  @Test
  void aStackStaysOnTheLineAndIsCutLater() throws Exception {
    String stack = "java.lang.IllegalStateException: two\nlines\n\tat x\n".repeat(1_000);
    String line = json(line("m", Map.of("stack", stack)));
    assertThat(line).containsOnlyOnce("\n");
    assertThat(JSON.readTree(line).get("stack").textValue())
        .startsWith(stack.substring(0, LogLayout.LONGEST_STACK))
        .endsWith(" characters)");
  }

  private static void assertHarmless(String line) {
    assertThat(line).containsOnlyOnce("\n").endsWith("\n");
    assertThat(line.strip().chars())
        .allMatch(unit -> unit >= ' ' && unit != 0x7f && unit != 0x202e && unit != 0x2028);
    // What is a lone surrogate does not survive being encoded.
    assertThat(new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(line);
  }

  private static LogLine line(String message, Map<String, Object> fields) {
    return new LogLine(TIME, Level.WARN, "EventLog", message, fields);
  }

  private static String json(LogLine line) {
    return new LogLayout(LogLayout.Format.json).written(line);
  }

  private static String logfmt(LogLine line) {
    return new LogLayout(LogLayout.Format.logfmt).written(line);
  }
}
