package dev.handshake.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.handshake.discovery.TargetGroups;
import dev.handshake.metrics.MetricNames;
import dev.handshake.report.Printable;
import dev.handshake.report.ReportJson;
import dev.handshake.target.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The agent's own targets as Prometheus discovers them over HTTP (http_sd), for a job that asks
 * {@code /probe} for each.
 *
 * <p>Each target is a group of its own, since its labels are. A name at several addresses is one
 * target: {@code /probe} is asked by name.
 */
final class DiscoveryJson {
  private DiscoveryJson() {}

  static void write(List<Target> watched, OutputStream out) throws IOException {
    Map<String, Target> byName = new TreeMap<>();
    watched.forEach(target -> byName.putIfAbsent(target.name(), target));
    try (JsonGenerator json =
        ReportJson.generator(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
      json.writeStartArray();
      for (Target target : byName.values()) {
        group(target, json);
      }
      json.writeEndArray();
    }
  }

  private static void group(Target target, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("targets");
    json.writeString(target.endpoint().toString());
    json.writeEndArray();
    json.writeObjectFieldStart("labels");
    json.writeStringField(TargetGroups.LISTED_NAME, target.name());
    json.writeStringField(TargetGroups.LISTED_MODULE, target.module().name());
    if (target.sni().isPresent()) {
      json.writeStringField(TargetGroups.LISTED_SERVER_NAME, target.sni().get());
    }
    for (Map.Entry<String, String> label : target.labels().entrySet()) {
      if (MetricNames.mayBeOwn(label.getKey())) {
        json.writeStringField(
            label.getKey(), Printable.cut(label.getValue(), MetricNames.LONGEST_VALUE));
      }
    }
    json.writeEndObject();
    json.writeEndObject();
  }
}
