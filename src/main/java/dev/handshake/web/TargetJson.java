package dev.handshake.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.handshake.reason.Phase;
import dev.handshake.report.Changes;
import dev.handshake.report.Fact;
import dev.handshake.report.History;
import dev.handshake.report.ReportJson;
import dev.handshake.report.TargetState;
import dev.handshake.target.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The JSON of the API: targets, each with its last probe and its breaker. */
final class TargetJson {
  private TargetJson() {}

  /** All targets, without their history. */
  static void targets(List<TargetState> states, OutputStream out) throws IOException {
    try (JsonGenerator json = generator(out)) {
      json.writeStartObject();
      json.writeArrayFieldStart("targets");
      for (TargetState state : states) {
        json.writeStartObject();
        target(state, json);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  /** One target with its history, the newest first. */
  static void target(TargetState state, OutputStream out) throws IOException {
    try (JsonGenerator json = generator(out)) {
      withHistory(state, json);
    }
  }

  /** A target at several addresses, each with its history. */
  static void addresses(Iterable<TargetState> states, OutputStream out) throws IOException {
    try (JsonGenerator json = generator(out)) {
      json.writeStartObject();
      json.writeArrayFieldStart("targets");
      for (TargetState state : states) {
        withHistory(state, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void withHistory(TargetState state, JsonGenerator json) throws IOException {
    json.writeStartObject();
    target(state, json);
    changes(state, json);
    json.writeArrayFieldStart("history");
    for (History.Event event : state.history().events()) {
      json.writeStartObject();
      event(event, json);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Why a request could not be answered. */
  static void error(String message, OutputStream out) throws IOException {
    try (JsonGenerator json = generator(out)) {
      json.writeStartObject();
      json.writeStringField("error", message);
      json.writeEndObject();
    }
  }

  private static JsonGenerator generator(OutputStream out) throws IOException {
    Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    return ReportJson.generator(text);
  }

  private static void target(TargetState state, JsonGenerator json) throws IOException {
    Target target = state.target();
    json.writeStringField("name", target.name());
    json.writeStringField("address", target.endpoint().toString());
    if (target.ipText().isPresent()) {
      json.writeStringField("ip", target.ipText().get());
    }
    ReportJson.labels(target, json);
    json.writeStringField("module", target.module().name());
    if (state.last().isPresent()) {
      json.writeFieldName("last");
      ReportJson.write(state.last().get(), json);
    }
    ReportJson.breaker(state.status(), json);
  }

  private static void changes(TargetState state, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("changes");
    changes("certificate", state.leaves(), json);
    for (Fact fact : Fact.values()) {
      changes(fact.word(), state.connections().of(fact), json);
    }
    json.writeEndObject();
  }

  private static void changes(String fact, Changes changes, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(fact);
    json.writeNumberField("count", changes.count());
    if (changes.last().isPresent()) {
      Changes.Change last = changes.last().get();
      json.writeStringField("last", ReportJson.time(last.time()));
      json.writeStringField("from", last.from());
      json.writeStringField("to", last.to());
    }
    json.writeEndObject();
  }

  private static void event(History.Event event, JsonGenerator json) throws IOException {
    json.writeStringField("time", ReportJson.time(event.time()));
    switch (event) {
      case History.Probe probe -> probe(probe, json);
      case History.Transition transition -> transition(transition, json);
    }
  }

  private static void probe(History.Probe probe, JsonGenerator json) throws IOException {
    json.writeBooleanField("success", probe.failure().isEmpty());
    if (probe.failure().isPresent()) {
      History.Failure failure = probe.failure().get();
      Optional<String> phase = failure.phase().map(Phase::word);
      if (phase.isPresent()) {
        json.writeStringField("phase", phase.get());
      }
      json.writeStringField("reason", failure.reason().word());
      json.writeStringField("summary", failure.summary());
    }
    json.writeFieldName("total");
    json.writeNumber(ReportJson.seconds(probe.total()));
  }

  private static void transition(History.Transition transition, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart("breaker");
    json.writeStringField("from", transition.from().word());
    json.writeStringField("to", transition.to().word());
    json.writeEndObject();
    json.writeFieldName("cause");
    ReportJson.write(transition.cause(), json);
  }
}
