package dev.handshake.web;

import dev.handshake.certificate.CertificateFacts;
import dev.handshake.diagnosis.Diagnosis;
import dev.handshake.observation.Alert;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Engine;
import dev.handshake.ondemand.Answer;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Party;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.report.ChainLink;
import dev.handshake.report.Printable;
import dev.handshake.report.ProbeRecord;
import dev.handshake.report.ReportJson;
import dev.handshake.target.Target;
import dev.handshake.target.TlsVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What one probe did, step by step, as log lines in logfmt; text from the peer is escaped. */
final class ProbeLog {
  private static final int LONGEST_VALUE = 1024;
  private static final String BARE = "[A-Za-z0-9_.,:/+*@\\[\\]-]+";

  private final StringBuilder text = new StringBuilder(1024);
  private final ProbeRecord probe;
  private Instant time;

  private ProbeLog(ProbeRecord probe) {
    this.probe = probe;
    this.time = probe.time();
  }

  static String of(Answer.Probed probed) {
    return probed.state().last().map(probe -> new ProbeLog(probe).written(probed)).orElse("");
  }

  private String written(Answer.Probed probed) {
    if (probed.skipped()) {
      String breaker = probed.state().status().state().word();
      say("warn", "Not probed now, this is the last result").with("breaker", breaker);
    }
    Target target = probe.target();
    say("info", "Beginning probe")
        .with("address", target.endpoint().toString())
        .with("server_name", target.sni())
        .with("verify_name", target.verifyName())
        .with("timeout_seconds", ReportJson.seconds(probed.within()));
    probe.timings().phases().forEach(this::phase);
    probe.chain().forEach(this::certificate);
    probe
        .diagnosis()
        .findings()
        .words()
        .forEach(word -> say("info", "Found").with("finding", word));
    verdict(probe.diagnosis());
    return text.append('\n').toString();
  }

  private void phase(Phase phase, Duration took) {
    time = time.plus(took);
    boolean failed = probe.diagnosis().phase().equals(Optional.of(phase));
    say(failed ? "error" : "info", failed ? "Phase failed" : "Phase ended")
        .with("phase", phase.word())
        .with("took_seconds", ReportJson.seconds(took));
    switch (phase) {
      case RESOLVE -> with("host", probe.target().endpoint().host());
      case CONNECT -> with("ip", probe.ip());
      case HANDSHAKE -> probe.connection().ifPresent(this::connection);
      case CONFIRM ->
          with("requested", Boolean.toString(probe.client().requested()))
              .with("sent", Boolean.toString(probe.client().sent()))
              .with("acceptance", probe.diagnosis().acceptance().map(Acceptance::word));
      case REQUEST -> probe.http().ifPresent(it -> with("status", Integer.toString(it.status())));
      case PROXY -> with("proxy", probe.target().module().route().proxy().map(Object::toString));
      case STARTTLS ->
          with("starttls", probe.target().module().route().starttls().map(it -> it.word()));
    }
  }

  private void connection(Connection seen) {
    with("engine", seen.engine().map(Engine::word))
        .with("protocol", seen.protocol().map(TlsVersion::word))
        .with("cipher", seen.cipher())
        .with("group", seen.group())
        .with("alpn", seen.alpn());
  }

  private void certificate(ChainLink link) {
    Optional<CertificateFacts> facts = link.facts();
    say("info", "Certificate sent")
        .with("position", Integer.toString(link.position()))
        .with("subject", facts.map(CertificateFacts::subject))
        .with("issuer", facts.map(CertificateFacts::issuer))
        .with("not_after", facts.map(CertificateFacts::notAfter).map(Object::toString))
        .with("fingerprint_sha256", link.fingerprint());
  }

  private void verdict(Diagnosis verdict) {
    String seconds = ReportJson.seconds(probe.timings().total());
    say(
            verdict.success() ? "info" : "error",
            verdict.success() ? "Probe succeeded" : "Probe failed")
        .with("duration_seconds", seconds)
        .with("reason", verdict.reason().map(Reason::word))
        .with("party", verdict.party().map(Party::word))
        .with("refused_with", verdict.refusedWith().map(Reason::word))
        .with("alert", verdict.alert().map(Alert::name))
        .with("summary", verdict.summary())
        .with("remedy", verdict.remedy());
  }

  private ProbeLog say(String level, String message) {
    text.append(text.isEmpty() ? "" : "\n").append("ts=").append(ReportJson.time(time));
    return with("module", probe.target().module().name())
        .with("target", probe.target().name())
        .with("level", level)
        .with("msg", message);
  }

  private ProbeLog with(String key, Optional<String> value) {
    return value.map(some -> with(key, some)).orElse(this);
  }

  private ProbeLog with(String key, String value) {
    String shown = Printable.cut(value, LONGEST_VALUE);
    text.append(' ').append(key).append('=');
    if (shown.matches(BARE)) {
      text.append(shown);
    } else {
      text.append('"').append(shown.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    }
    return this;
  }
}
