package dev.handshake.notify;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.handshake.diagnosis.Diagnosis;
import dev.handshake.reason.Party;
import dev.handshake.reason.Reason;
import dev.handshake.report.Printable;
import dev.handshake.report.ReportJson;
import dev.handshake.target.Target;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An alert about an open breaker, as Alertmanager's API v2 takes it: labelled as the alerting rule
 * for the same reason is, so that both end in one page.
 *
 * @param labels its identity
 * @param endedAt empty while the breaker is open
 * @param source where the agent that posts it is reached
 */
record Alert(
    SortedMap<String, String> labels,
    SortedMap<String, String> annotations,
    Instant startsAt,
    Optional<Instant> endedAt,
    String source) {
  /** How far ahead its end is posted while it lasts, in case nothing more can be posted. */
  static final Duration LASTS = Duration.ofMinutes(4);

  private static final int LONGEST_LABEL = 256;
  private static final int LONGEST_ANNOTATION = 2000;

  /** The alert of a breaker that has opened. */
  static Alert of(BreakerEvent event, URI agent) {
    Target target = event.target();
    Diagnosis diagnosis = event.cause().diagnosis();
    SortedMap<String, String> labels = new TreeMap<>();
    target.labels().forEach((name, value) -> labels.put(name, cut(value, LONGEST_LABEL)));
    target.ipText().ifPresent(ip -> labels.put("ip", ip));
    labels.put("target", target.name());
    labels.put("reason", event.reason());
    labels.put("cause", event.reason());
    labels.put("kind", "failure");
    labels.put("party", diagnosis.party().map(Party::word).orElse(""));
    labels.put("severity", "critical");
    labels.put("instance", String.valueOf(agent.getRawAuthority()));
    labels.put("alertname", diagnosis.reason().map(Alert::name).orElse("TlsFailingServer"));
    SortedMap<String, String> annotations = new TreeMap<>();
    annotations.put("summary", target.name() + " fails, and its breaker is open.");
    annotations.put(
        "description",
        cut(
            "%s: %s%s"
                .formatted(
                    event.reason(),
                    diagnosis.summary(),
                    diagnosis.remedy().map(remedy -> " Remedy: " + remedy).orElse("")),
            LONGEST_ANNOTATION));
    annotations.put("runbook_url", below(agent, "runbooks/" + event.reason()));
    return new Alert(labels, annotations, event.time(), Optional.empty(), below(agent, ""));
  }

  /** The name of the alerting rule for a reason, so that routes and inhibitions hold here too. */
  static String name(Reason reason) {
    if (reason == Reason.CERTIFICATE_REVOKED) {
      return "TlsCertificateRevoked";
    }
    if (reason == Reason.CERTIFICATE_CHAIN_INCOMPLETE) {
      return "TlsChainIncomplete";
    }
    return switch (reason.party()) {
      case NETWORK -> "TlsFailingNetwork";
      case SERVER -> "TlsFailingServer";
      case CLIENT ->
          reason.word().startsWith("client_certificate_")
              ? "TlsClientCertificateRejected"
              : "TlsFailingClient";
      case AUTHORITY -> "TlsFailingAuthority";
      case INTERCEPTOR -> "TlsIntercepted";
      case AGENT -> "TlsProbeInternal";
    };
  }

  /** The same, lasting since the other began if both are one. */
  Alert since(Alert other) {
    return labels.equals(other.labels)
        ? new Alert(labels, annotations, other.startsAt, endedAt, source)
        : this;
  }

  /**
   * The same, resolved; never before it began, which the clock may say and Alertmanager refuses.
   */
  Alert ended(Instant when) {
    Instant end = when.isBefore(startsAt) ? startsAt : when;
    return new Alert(labels, annotations, startsAt, Optional.of(end), source);
  }

  /** What is posted of several at a moment. */
  static String json(List<Alert> alerts, Instant now) {
    StringWriter text = new StringWriter(1024);
    try (JsonGenerator json = ReportJson.generator(text)) {
      json.writeStartArray();
      for (Alert alert : alerts) {
        alert.write(json, now);
      }
      json.writeEndArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private void write(JsonGenerator json, Instant now) throws IOException {
    json.writeStartObject();
    texts(json, "labels", labels);
    texts(json, "annotations", annotations);
    json.writeStringField("startsAt", ReportJson.time(startsAt));
    json.writeStringField("endsAt", ReportJson.time(endedAt.orElseGet(() -> now.plus(LASTS))));
    json.writeStringField("generatorURL", source);
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, String name, Map<String, String> texts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> text : texts.entrySet()) {
      json.writeStringField(text.getKey(), text.getValue());
    }
    json.writeEndObject();
  }

  private static String below(URI agent, String path) {
    String base = agent.toString();
    return (base.endsWith("/") ? base : base + "/") + path;
  }

  private static String cut(String text, int most) {
    return Printable.cut(text, most);
  }
}
