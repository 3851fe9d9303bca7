package dev.handshake.notify;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.handshake.report.ReportJson;
import dev.handshake.target.Target;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** The JSON of one event, as webhooks get it. */
final class EventJson {
  private EventJson() {}

  static String of(BreakerEvent event) {
    StringWriter text = new StringWriter(2048);
    try (JsonGenerator json = ReportJson.generator(text)) {
      write(event, json);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void write(BreakerEvent event, JsonGenerator json) throws IOException {
    Target target = event.target();
    json.writeStartObject();
    json.writeStringField("target", target.name());
    if (target.ipText().isPresent()) {
      json.writeStringField("ip", target.ipText().get());
    }
    ReportJson.labels(target, json);
    json.writeStringField("time", ReportJson.time(event.time()));
    json.writeStringField("from", event.from().word());
    json.writeStringField("to", event.status().state().word());
    ReportJson.breaker(event.status(), json);
    json.writeFieldName("cause");
    ReportJson.write(event.cause(), json);
    json.writeEndObject();
  }
}
