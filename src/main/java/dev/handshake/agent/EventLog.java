package dev.handshake.agent;

import dev.handshake.breaker.BreakerState;
import dev.handshake.credential.Identity;
import dev.handshake.diagnosis.Diagnosis;
import dev.handshake.observation.Alert;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Party;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.report.Changes;
import dev.handshake.report.Fact;
import dev.handshake.report.Report;
import dev.handshake.report.ReportListener;
import dev.handshake.report.ReportStore;
import dev.handshake.report.TargetState;
import dev.handshake.report.TargetStatus;
import dev.handshake.target.Target;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** One log line for each change: of a breaker's state, and of what is said of a target. */
final class EventLog implements ReportListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
  private static final String FINE = "";

  private final ReportStore store;
  private final Function<String, Optional<Identity>> identities;
  private final Map<String, String> last = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * A log of what is told from now on.
   *
   * @param store which hears of every report first
   * @param identities what targets are shown, by its configured name
   */
  EventLog(ReportStore store, Function<String, Optional<Identity>> identities) {
    this.store = store;
    this.identities = identities;
  }

  @Override
  public void report(Report report, TargetStatus status) {
    String now = report.diagnosis().reason().map(Reason::word).orElse(FINE);
    String before = last.put(report.target().key(), now);
    if (!closed && !now.equals(before == null ? FINE : before)) {
      boolean failing = !now.equals(FINE);
      describe(LOG.atLevel(failing ? Level.WARN : Level.INFO), report)
          .log(failing ? "target fails" : "target works again");
    }
    if (!closed) {
      store.target(report.target().key()).ifPresent(state -> changes(state, report));
    }
  }

  /** What changed with this very report: information, whatever became of the probe. */
  private static void changes(TargetState state, Report report) {
    change("certificate", state.leaves(), report);
    for (Fact fact : Fact.values()) {
      change(fact.word(), state.connections().of(fact), report);
    }
  }

  private static void change(String fact, Changes changes, Report report) {
    changes
        .last()
        .filter(change -> change.time().equals(report.observation().time()))
        .ifPresent(change ->
            address(LOG.atInfo(), report)
                .addKeyValue("fact", fact)
                .addKeyValue("from", change.from())
                .addKeyValue("to", change.to())
                .log("target changed"));
  }

  @Override
  public void transition(Target target, BreakerState from, BreakerState to, Report cause) {
    if (closed) {
      return;
    }
    Level level = to == BreakerState.OPEN ? Level.WARN : Level.INFO;
    describe(LOG.atLevel(level), cause)
        .addKeyValue("from", from.word())
        .addKeyValue("to", to.word())
        .log("breaker changes");
  }

  @Override
  public void removed(Target target) {
    last.remove(target.key());
  }

  /**
   * Says no more: the ends of probes that are broken off at a stop are no news of their targets.
   */
  @Override
  public void close() {
    closed = true;
  }

  /** The whole diagnosis, in our own words and by the names that others search for. */
  private LoggingEventBuilder describe(LoggingEventBuilder event, Report report) {
    Diagnosis diagnosis = report.diagnosis();
    LoggingEventBuilder line = address(event, report);
    line = add(line, "reason", diagnosis.reason().map(Reason::word));
    line = add(line, "refused_with", diagnosis.refusedWith().map(Reason::word));
    line = add(line, "phase", diagnosis.phase().map(Phase::word));
    line = add(line, "party", diagnosis.party().map(Party::word));
    line = add(line, "alert", diagnosis.alert().map(Alert::name));
    line = add(line, "acceptance", diagnosis.acceptance().map(Acceptance::word));
    if (!diagnosis.findings().words().isEmpty()) {
      line = line.addKeyValue("findings", String.join(",", diagnosis.findings().words()));
    }
    line = line.addKeyValue("summary", diagnosis.summary());
    line = add(line, "remedy", diagnosis.remedy());
    for (Map.Entry<String, Object> attribute : LogAttributes.of(report, identities).entrySet()) {
      line = line.addKeyValue(attribute.getKey(), attribute.getValue());
    }
    return line;
  }

  private static LoggingEventBuilder address(LoggingEventBuilder event, Report report) {
    LoggingEventBuilder line =
        event
            .addKeyValue("target", report.target().name())
            .addKeyValue("address", report.target().endpoint());
    return add(line, "ip", report.target().ipText());
  }

  private static LoggingEventBuilder add(
      LoggingEventBuilder line, String key, Optional<String> value) {
    return value.isPresent() ? line.addKeyValue(key, value.get()) : line;
  }
}
