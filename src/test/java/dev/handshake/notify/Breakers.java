package dev.handshake.notify;

import dev.handshake.breaker.BreakerState;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.report.ProbeRecord;
import dev.handshake.report.Report;
import dev.handshake.report.ReportDraft;
import dev.handshake.report.TargetStatus;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Breakers that open and close, as their listeners hear of them. */
final class Breakers {
  private Breakers() {}

  static Target target(String name) {
    return new Target(
        name,
        new Endpoint(name + ".example.com", 443),
        name + ".example.com",
        name + ".example.com",
        ProbeModule.DEFAULT,
        new TreeMap<>(Map.of("team", "ivr")));
  }

  static Report failing(Target target, Reason reason, Instant time) {
    return ReportDraft.of(target, time)
        .handshake()
        .fails(reason, Phase.HANDSHAKE, "what went wrong")
        .report();
  }

  static Report fine(Target target, Instant time) {
    return ReportDraft.of(target, time).handshake().report();
  }

  static TargetStatus open(Instant time) {
    return new TargetStatus(BreakerState.OPEN, 2, Optional.of(time.plus(Duration.ofMinutes(1))));
  }

  static BreakerEvent opened(String name, Reason reason, Instant time) {
    return new BreakerEvent(
        target(name),
        BreakerState.CLOSED,
        time,
        open(time),
        ProbeRecord.of(failing(target(name), reason, time)));
  }

  static BreakerEvent closed(String name, Instant time) {
    return new BreakerEvent(
        target(name),
        BreakerState.HALF_OPEN,
        time,
        TargetStatus.CLOSED,
        ProbeRecord.of(fine(target(name), time)));
  }
}
