package dev.handshake.notify;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.handshake.report.ReportJson;
import dev.handshake.target.Target;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

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
    json.writeObjectFieldStart("labels");
    for (Map.Entry<String, String> label : target.labels().entrySet()) {
      json.writeStringField(label.getKey(), label.getValue());
    }
    json.writeEndObject();
    json.writeStringField("time", ReportJson.time(event.time()));
    json.writeStringField("from", event.from().word());
    json.writeStringField("to", event.status().state().word());
    breaker(event, json);
    json.writeFieldName("cause");
    ReportJson.write(event.cause(), json);
    json.writeEndObject();
  }

  private static void breaker(BreakerEvent event, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("breaker");
    json.writeStringField("state", event.status().state().word());
    json.writeNumberField("failures", event.status().failures());
    if (event.status().until().isPresent()) {
      json.writeStringField("until", ReportJson.time(event.status().until().get()));
    }
    json.writeEndObject();
  }
}
