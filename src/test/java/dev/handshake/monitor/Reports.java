package dev.handshake.monitor;

import dev.handshake.diagnosis.Diagnosis;
import dev.handshake.observation.ClientAuthentication;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Engine;
import dev.handshake.observation.HttpAnswer;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Timings;
import dev.handshake.reason.Findings;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.Target;
import dev.handshake.target.TlsVersion;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Targets and reports as an examination makes them. */
final class Reports {
  static final String ADDRESS = "192.0.2.1";

  private Reports() {}

  static Target target(String name) {
    return target(name, Duration.ofSeconds(30));
  }

  static Target target(String name, Duration interval) {
    ProbeTiming timing = ProbeTiming.DEFAULT;
    return Target.of(
        name,
        new Endpoint("example.com", 443),
        ProbeModule.DEFAULT.withTiming(
            new ProbeTiming(
                interval,
                timing.timeout(),
                timing.connectTimeout(),
                timing.handshakeTimeout(),
                timing.confirmTimeout(),
                timing.confirmAfter())));
  }

  static Report success(Target target) {
    return report(target, Optional.empty(), observation(target));
  }

  static Report failure(Target target, Reason reason) {
    return report(target, Optional.of(reason), observation(target));
  }

  static Report httpStatus(Target target, int status, Optional<Duration> retryAfter) {
    Observation seen = observation(target);
    return report(
        target,
        Optional.of(Reason.HTTP_STATUS),
        new Observation(
            target,
            seen.time(),
            seen.remote(),
            List.of(),
            seen.timings(),
            seen.outcome(),
            seen.connection(),
            seen.client(),
            Optional.empty(),
            Optional.of(new HttpAnswer(status, "HTTP/1.1", "", retryAfter, OptionalLong.empty())),
            false,
            false));
  }

  static Report report(Target target, Optional<Reason> reason, Observation observation) {
    return new Report(
        observation,
        Optional.empty(),
        new Diagnosis(
            reason.isEmpty(),
            reason,
            reason.map(_ -> Phase.HANDSHAKE),
            Optional.empty(),
            Findings.of(reason.stream().toList()),
            target.name(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of()));
  }

  static Observation observation(Target target) {
    return observation(
        target,
        ADDRESS,
        new Outcome.Completed(),
        Optional.of(connection(Engine.BORINGSSL, "TLS_AES_128_GCM_SHA256")));
  }

  static Observation observation(
      Target target, String address, Outcome outcome, Optional<Connection> connection) {
    return new Observation(
        target,
        Instant.EPOCH,
        Optional.of(new InetSocketAddress(address, 443)),
        List.of(),
        new Timings(Map.of(), Duration.ZERO),
        outcome,
        connection,
        ClientAuthentication.NONE,
        Optional.empty(),
        Optional.empty(),
        false,
        false);
  }

  /** A connection on which a ServerHello came. */
  static Connection connection(Engine engine, String cipher) {
    return connection(engine, Optional.of(TlsVersion.TLS_1_2), Optional.of(cipher));
  }

  /** A connection on which none came. */
  static Connection silence(Engine engine) {
    return connection(engine, Optional.empty(), Optional.empty());
  }

  private static Connection connection(
      Engine engine, Optional<TlsVersion> protocol, Optional<String> cipher) {
    return new Connection(
        Optional.of(engine),
        protocol,
        cipher,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        false,
        false,
        OptionalInt.empty(),
        Optional.empty(),
        0,
        0);
  }
}
