package dev.handshake.metrics;

import static dev.handshake.metrics.Family.counter;
import static dev.handshake.metrics.Family.gauge;
import static dev.handshake.metrics.Family.info;

import dev.handshake.breaker.BreakerState;
import dev.handshake.diagnosis.Diagnosis;
import dev.handshake.metrics.Family.Sink;
import dev.handshake.metrics.Family.Source;
import dev.handshake.observation.Alert;
import dev.handshake.observation.Connection;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Check;
import dev.handshake.reason.Phase;
import dev.handshake.report.ChainSighting;
import dev.handshake.report.Fact;
import dev.handshake.report.ProbeRecord;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.Target;
import dev.handshake.target.TlsVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** A table: what is told of the last probe of each target, and of its breaker. */
final class ProbeFamilies {
  static final List<Family> ALL =
      List.of(
          info(
              MetricNames.TARGET_INFO,
              List.of("address", "server_name", "module", "identity", "trust", "expect"),
              "How the target is probed: where, by which module, as whom and on whose word.",
              "never",
              (row, sink) -> target(row.state().target(), sink)),
          gauge(
              MetricNames.PROBE_INTERVAL,
              List.of(),
              "How long after one probe the next is due while all is well, in seconds.",
              "never",
              (row, sink) -> sink.add(seconds(timing(row).interval()))),
          gauge(
              MetricNames.PROBE_LATENCY_BUDGET,
              List.of(),
              "What connecting, handshake and request together may take, in seconds.",
              "where no `latency_budget` is set",
              (row, sink) -> timing(row).latencyBudget().ifPresent(it -> sink.add(seconds(it)))),
          gauge(
              MetricNames.PROBE_SUCCESS,
              List.of(),
              "Whether the last probe found what is expected of the target.",
              "until the first probe",
              last((probe, sink) -> sink.add(truth(probe.diagnosis().success())))),
          info(
              MetricNames.PROBE_FAILURE_INFO,
              List.of("reason", "phase", "party", "alert"),
              "Why the last probe failed.",
              "while the last probe is a success",
              last(ProbeFamilies::failure)),
          info(
              MetricNames.PROBE_FINDING_INFO,
              List.of("finding"),
              "What the last probe found wrong or remarkable.",
              "where nothing was found",
              last((probe, sink) ->
                  probe.diagnosis().findings().words().forEach(word -> sink.add(1, word)))),
          counter(
              MetricNames.PROBES,
              List.of("outcome"),
              "Probes that were due, by what became of them.",
              "never; each outcome begins at 0",
              (row, sink) ->
                  row.state()
                      .tally()
                      .probes()
                      .forEach((outcome, count) -> sink.add(count, outcome.word()))),
          counter(
              MetricNames.PROBE_FAILURES,
              List.of("reason"),
              "Failed probes by reason.",
              "until the first failure of that reason",
              (row, sink) ->
                  row.state()
                      .tally()
                      .failures()
                      .forEach((reason, count) -> sink.add(count, reason.word()))),
          counter(
              MetricNames.ALERTS_RECEIVED,
              List.of("alert"),
              "TLS alerts received that ended a probe, by name.",
              "until the first such alert",
              (row, sink) ->
                  row.state().tally().alerts().forEach((alert, count) -> sink.add(count, alert))),
          gauge(
              MetricNames.PROBE_PHASE,
              List.of("phase"),
              "How long each phase of the last probe took, in seconds.",
              "for a phase that the last probe did not reach",
              last((probe, sink) ->
                  probe
                      .timings()
                      .phases()
                      .forEach((phase, took) -> sink.add(seconds(took), phase.word())))),
          gauge(
              MetricNames.PROBE_DURATION,
              List.of(),
              "How long the last probe took, in seconds.",
              "until the first probe",
              last((probe, sink) -> sink.add(seconds(probe.timings().total())))),
          gauge(
              MetricNames.PROBE_LAST,
              List.of(),
              "When the last probe began, in seconds since 1970.",
              "until the first probe",
              last((probe, sink) -> sink.add(seconds(probe.time())))),
          gauge(
              MetricNames.PROBE_LAST_SUCCESS,
              List.of(),
              "When the last successful probe began, in seconds since 1970.",
              "until the first success",
              (row, sink) -> row.state().lastSuccess().ifPresent(time -> sink.add(seconds(time)))),
          info(
              MetricNames.CONNECTION_INFO,
              List.of("protocol", "cipher", "group", "alpn", "ip"),
              "What the last handshake negotiated.",
              "where the last probe saw no ServerHello",
              last(ProbeFamilies::connection)),
          counter(
              MetricNames.CONNECTION_CHANGES,
              List.of("fact"),
              "Issuers, protocols, ciphers and groups seen that differ from the one before and from"
                  + " all of the last 24 hours.",
              "never; each fact begins at 0",
              (row, sink) -> {
                for (Fact fact : Fact.values()) {
                  sink.add((double) row.state().connections().of(fact).count(), fact.word());
                }
              }),
          gauge(
              MetricNames.CONNECTION_LAST_CHANGE,
              List.of("fact"),
              "When an issuer, protocol, cipher or group last changed, in seconds since 1970.",
              "until that fact changed",
              ProbeFamilies::lastChanges),
          gauge(
              MetricNames.PROTOCOL_VERSION,
              List.of(),
              "The TLS version of the last handshake, such as 1.3.",
              "where the last probe saw no ServerHello",
              last((probe, sink) ->
                  probe
                      .connection()
                      .flatMap(Connection::protocol)
                      .ifPresent(version -> sink.add(number(version))))),
          gauge(
              MetricNames.POST_QUANTUM,
              List.of(),
              "Whether the last key exchange holds out against a quantum computer.",
              "where the last probe learnt of no group",
              last((probe, sink) ->
                  probe
                      .connection()
                      .flatMap(Connection::postQuantum)
                      .ifPresent(holds -> sink.add(truth(holds))))),
          gauge(
              MetricNames.CHECK_PASSED,
              List.of("check"),
              "Whether each check that ran was passed.",
              "for a check that did not run",
              ProbeFamilies::checks),
          gauge(
              MetricNames.OCSP_STAPLED,
              List.of(),
              "Whether the server stapled an OCSP answer in the last handshake.",
              "where the last probe saw no certificate",
              last((probe, sink) -> {
                if (!probe.chain().isEmpty()) {
                  sink.add(truth(probe.stapled()));
                }
              })),
          info(
              MetricNames.REVOCATION_STATUS_INFO,
              List.of("source", "status"),
              "What each source that was asked in the last probe said of revocation.",
              "where the last probe asked no source",
              last(ProbeFamilies::revocation)),
          gauge(
              MetricNames.CLIENT_CERTIFICATE_REQUESTED,
              List.of(),
              "Whether the server asked for a client certificate in the last handshake.",
              "where the last probe ended before that was known",
              last((probe, sink) -> {
                if (probe.clientAuthenticationKnown()) {
                  sink.add(truth(probe.client().requested()));
                }
              })),
          gauge(
              MetricNames.CLIENT_CERTIFICATE_ACCEPTANCE,
              List.of("state"),
              "The server's answer to our client certificate: 1 for the state that holds.",
              "where the last probe ended before that was known",
              last((probe, sink) ->
                  probe.diagnosis().acceptance().ifPresent(it -> acceptance(it, sink)))),
          gauge(
              MetricNames.BREAKER_STATE,
              List.of("state"),
              "Whether the target's breaker lets probes through: 1 for the state that holds.",
              "never",
              (row, sink) -> breaker(row.state().status().state(), sink)),
          counter(
              MetricNames.BREAKER_TRANSITIONS,
              List.of("to"),
              "Changes of the breaker by the state entered.",
              "never; each state begins at 0",
              (row, sink) ->
                  row.state()
                      .tally()
                      .transitions()
                      .forEach((state, count) -> sink.add(count, state.word()))));

  private ProbeFamilies() {}

  static double truth(boolean holds) {
    return holds ? 1 : 0;
  }

  static double seconds(Instant time) {
    return time.toEpochMilli() / 1e3;
  }

  static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static ProbeTiming timing(Row row) {
    return row.state().target().module().timing();
  }

  private static void target(Target target, Sink sink) {
    ProbeModule module = target.module();
    sink.add(
        1,
        target.endpoint().toString(),
        target.sni().orElse(""),
        module.name(),
        module.identity().orElse(""),
        module.trust(),
        module.expect().word());
  }

  private static Source last(BiConsumer<ProbeRecord, Sink> source) {
    return (row, sink) -> row.state().last().ifPresent(probe -> source.accept(probe, sink));
  }

  private static void connection(ProbeRecord probe, Sink sink) {
    probe
        .connection()
        .filter(connection -> connection.protocol().isPresent())
        .ifPresent(connection ->
            sink.add(
                1,
                connection.protocol().map(TlsVersion::word).orElse(""),
                connection.cipher().orElse(""),
                connection.group().orElse(""),
                connection.alpn().orElse(""),
                probe.ip().orElse("")));
  }

  private static void lastChanges(Row row, Sink sink) {
    for (Fact fact : Fact.values()) {
      row.state()
          .connections()
          .of(fact)
          .last()
          .ifPresent(change -> sink.add(seconds(change.time()), fact.word()));
    }
  }

  private static double number(TlsVersion version) {
    return switch (version) {
      case TLS_1_0 -> 1.0;
      case TLS_1_1 -> 1.1;
      case TLS_1_2 -> 1.2;
      case TLS_1_3 -> 1.3;
    };
  }

  private static void failure(ProbeRecord probe, Sink sink) {
    Diagnosis diagnosis = probe.diagnosis();
    diagnosis
        .reason()
        .ifPresent(reason ->
            sink.add(
                1,
                reason.word(),
                diagnosis.phase().map(Phase::word).orElse(""),
                reason.party().word(),
                diagnosis.alert().map(Alert::name).orElse("")));
  }

  /** One certificate of a path may be good and another revoked, both by a list. */
  private static void revocation(ProbeRecord probe, Sink sink) {
    probe.revocation().stream()
        .map(word -> List.of(word.source().word(), word.status().word()))
        .distinct()
        .forEach(said -> sink.add(1, said.getFirst(), said.getLast()));
  }

  private static void checks(Row row, Sink sink) {
    row.state()
        .chain()
        .map(ChainSighting::checks)
        .orElse(Map.of())
        .forEach((check, passed) -> check(check, passed, sink));
    row.state()
        .last()
        .map(probe -> probe.diagnosis().checks())
        .orElse(Map.of())
        .forEach((check, passed) -> {
          if (!ChainSighting.describes(check)) {
            check(check, passed, sink);
          }
        });
  }

  private static void check(Check check, boolean passed, Sink sink) {
    sink.add(truth(passed), check.word());
  }

  private static void acceptance(Acceptance holds, Sink sink) {
    for (Acceptance state : Acceptance.values()) {
      sink.add(truth(state == holds), state.word());
    }
  }

  private static void breaker(BreakerState holds, Sink sink) {
    for (BreakerState state : BreakerState.values()) {
      sink.add(truth(state == holds), state.word());
    }
  }
}
