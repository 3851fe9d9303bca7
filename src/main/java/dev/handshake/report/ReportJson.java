package dev.handshake.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import dev.handshake.certificate.CertificateFacts;
import dev.handshake.certificate.RevocationEvidence;
import dev.handshake.diagnosis.Diagnosis;
import dev.handshake.observation.Alert;
import dev.handshake.observation.ClientAuthentication;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Engine;
import dev.handshake.observation.Timings;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Evidence;
import dev.handshake.reason.Party;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.target.Target;
import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of one probe: one object on one line. What was not reached is absent, and text from a
 * peer is escaped wherever it could act on a terminal.
 */
public final class ReportJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private ReportJson() {}

  /** The object of a report, without a line end. */
  public static String of(Report report) {
    return of(ProbeRecord.of(report));
  }

  /** The object of what was kept of a report, without a line end. */
  public static String of(ProbeRecord probe) {
    StringWriter text = new StringWriter(1024);
    try (JsonGenerator json = generator(text)) {
      write(probe, json);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  /** A writer of JSON that escapes what a terminal would act on. */
  public static JsonGenerator generator(Writer text) throws IOException {
    return new WholeText(JSON.createGenerator(text).setCharacterEscapes(new TerminalEscapes()));
  }

  /** A moment as the contract writes it, in UTC with milliseconds. */
  public static String time(Instant time) {
    return MILLISECONDS.format(time);
  }

  /** A duration in seconds, to the microsecond and without an exponent. */
  public static String seconds(Duration duration) {
    BigDecimal seconds =
        BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
    return seconds.setScale(6, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
  }

  /** Writes the field {@code labels}: a target's own. */
  public static void labels(Target target, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("labels");
    for (Map.Entry<String, String> label : target.labels().entrySet()) {
      json.writeStringField(label.getKey(), label.getValue());
    }
    json.writeEndObject();
  }

  /** Writes the field {@code breaker}: its state, the failures in a row, and until when. */
  public static void breaker(TargetStatus status, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("breaker");
    json.writeStringField("state", status.state().word());
    json.writeNumberField("failures", status.failures());
    if (status.until().isPresent()) {
      json.writeStringField("until", time(status.until().get()));
    }
    json.writeEndObject();
  }

  /** Writes the object where the generator stands. */
  public static void write(ProbeRecord probe, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("target", probe.target().name());
    json.writeStringField("address", probe.target().endpoint().toString());
    text(json, "ip", probe.ip());
    text(json, "server_name", probe.target().sni());
    json.writeStringField("time", time(probe.time()));
    verdict(probe, json);
    timings(probe.timings(), json);
    if (probe.connection().isPresent()) {
      connection(probe, probe.connection().get(), json);
    }
    if (probe.clientAuthenticationKnown()) {
      client(probe, json);
    }
    chain(probe, json);
    revocation(probe, json);
    if (probe.httpStatus().isPresent()) {
      json.writeObjectFieldStart("http");
      json.writeNumberField("status", probe.httpStatus().getAsInt());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void verdict(ProbeRecord probe, JsonGenerator json) throws IOException {
    Diagnosis diagnosis = probe.diagnosis();
    json.writeBooleanField("success", diagnosis.success());
    json.writeStringField("expected", probe.target().module().expect().word());
    text(json, "phase", diagnosis.phase().map(Phase::word));
    text(json, "reason", diagnosis.reason().map(Reason::word));
    text(json, "refused_with", diagnosis.refusedWith().map(Reason::word));
    texts(json, "findings", diagnosis.findings().words());
    text(json, "party", diagnosis.party().map(Party::word));
    json.writeStringField("summary", diagnosis.summary());
    text(json, "remedy", diagnosis.remedy());
    if (diagnosis.alert().isPresent()) {
      Alert alert = diagnosis.alert().get();
      json.writeObjectFieldStart("alert");
      json.writeStringField("direction", alert.direction().word());
      json.writeNumberField("code", alert.code());
      json.writeStringField("name", alert.name());
      json.writeEndObject();
    }
  }

  private static void timings(Timings timings, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("timings");
    for (Map.Entry<Phase, Duration> phase : timings.phases().entrySet()) {
      json.writeFieldName(phase.getKey().word());
      json.writeNumber(seconds(phase.getValue()));
    }
    json.writeFieldName("total");
    json.writeNumber(seconds(timings.total()));
    json.writeEndObject();
  }

  private static void connection(ProbeRecord probe, Connection connection, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart("connection");
    text(json, "engine", connection.engine().map(Engine::word));
    text(json, "protocol", connection.protocol().map(TlsVersion::word));
    text(json, "cipher", connection.cipher());
    text(json, "group", connection.group());
    truth(json, "post_quantum", connection.postQuantum());
    text(json, "alpn", connection.alpn());
    truth(json, "resumed", connection.protocol().map(_ -> connection.resumed()));
    if (!probe.chain().isEmpty()) {
      json.writeBooleanField("ocsp_stapled", probe.stapled());
    }
    if (probe.localPort().isPresent()) {
      json.writeNumberField("local_port", probe.localPort().getAsInt());
    }
    honesty(probe.timings(), json);
    json.writeNumberField("bytes_in", connection.bytesIn());
    json.writeNumberField("bytes_out", connection.bytesOut());
    json.writeEndObject();
  }

  /** How much of the handshake was the server's, and how much our own. */
  private static void honesty(Timings timings, JsonGenerator json) throws IOException {
    if (timings.serverHello().isPresent()) {
      json.writeFieldName("server_hello");
      json.writeNumber(seconds(timings.serverHello().get()));
      json.writeFieldName("own");
      json.writeNumber(seconds(timings.own()));
    }
    if (timings.late()) {
      json.writeBooleanField("late", true);
    }
  }

  private static void client(ProbeRecord probe, JsonGenerator json) throws IOException {
    ClientAuthentication client = probe.client();
    json.writeObjectFieldStart("client_certificate");
    json.writeBooleanField("requested", client.requested());
    if (client.late()) {
      json.writeBooleanField("late", true);
    }
    json.writeBooleanField("sent", client.sent());
    text(json, "acceptance", probe.diagnosis().acceptance().map(state -> state.word()));
    text(json, "evidence", proof(probe).map(evidence -> evidence.word()));
    if (client.requested()) {
      texts(json, "authorities", client.authorities());
    }
    json.writeEndObject();
  }

  /** What proved acceptance; what came before a refusal proves nothing. */
  private static Optional<Evidence> proof(ProbeRecord probe) {
    boolean confirmed = probe.diagnosis().acceptance().equals(Optional.of(Acceptance.CONFIRMED));
    return confirmed ? probe.client().evidence() : Optional.empty();
  }

  private static void chain(ProbeRecord probe, JsonGenerator json) throws IOException {
    if (probe.chain().isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("chain");
    for (ChainLink link : probe.chain()) {
      json.writeStartObject();
      json.writeNumberField("position", link.position());
      certificate(link, link.facts().orElse(null), json);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("chain_depth", probe.chain().size());
    if (probe.verifiedDepth().isPresent()) {
      json.writeNumberField("verified_depth", probe.verifiedDepth().getAsInt());
    }
  }

  private static void revocation(ProbeRecord probe, JsonGenerator json) throws IOException {
    if (probe.revocation().isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("revocation");
    for (RevocationEvidence word : probe.revocation()) {
      json.writeStartObject();
      json.writeStringField("source", word.source().word());
      json.writeStringField("status", word.status().word());
      json.writeNumberField("position", word.position());
      json.writeStringField("subject", word.subject());
      text(json, "detail", word.status().explanation());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void certificate(
      ChainLink link, @Nullable CertificateFacts facts, JsonGenerator json) throws IOException {
    if (facts == null) {
      json.writeStringField("fingerprint_sha256", link.fingerprint());
      return;
    }
    json.writeStringField("subject", facts.subject());
    json.writeStringField("issuer", facts.issuer());
    json.writeStringField("serial", facts.serial());
    json.writeStringField("not_before", facts.notBefore().toString());
    json.writeStringField("not_after", facts.notAfter().toString());
    json.writeStringField("fingerprint_sha256", link.fingerprint());
    json.writeStringField("key", facts.key());
    json.writeStringField("signature_algorithm", facts.signatureAlgorithm());
    texts(json, "dns_names", facts.dnsNames());
    texts(json, "ip_addresses", facts.ipAddresses());
    if (facts.transparencyTimestamps() > 0) {
      json.writeNumberField("transparency_timestamps", facts.transparencyTimestamps());
    }
  }

  private static void text(JsonGenerator json, String name, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get());
    }
  }

  private static void truth(JsonGenerator json, String name, Optional<Boolean> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeBooleanField(name, value.get());
    }
  }

  private static void texts(JsonGenerator json, String name, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  /** Writes no text that readers of JSON refuse. */
  private static final class WholeText extends JsonGeneratorDelegate {
    WholeText(JsonGenerator json) {
      super(json);
    }

    @Override
    public void writeString(String text) throws IOException {
      super.writeString(Printable.whole(text));
    }

    @Override
    public void writeFieldName(String name) throws IOException {
      super.writeFieldName(Printable.whole(name));
    }
  }

  /** Escapes more than JSON must: all that {@link Printable} does, in JSON's own notation. */
  private static final class TerminalEscapes extends CharacterEscapes {
    private static final int[] ASCII = ascii();

    private static int[] ascii() {
      int[] codes = standardAsciiEscapesForJSON();
      codes[0x7f] = ESCAPE_STANDARD;
      return codes;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return ASCII.clone();
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int unit) {
      return Printable.acts(unit) ? new SerializedString(Printable.escape(unit)) : null;
    }
  }
}
