package dev.handshake.alerts;

import static dev.handshake.alerts.LabRecording.recorded;
import static dev.handshake.alerts.Values.gone;

import dev.handshake.metrics.MetricNames;
import java.util.List;
import java.util.stream.Stream;

/** A table: targets whose probes fail, for each reason that has words of its own. */
final class FailureStories {
  private static final int HOUR = 60;
  private static final Series CLOSED = failure("closed-port");
  private static final Series LEAF =
      recorded(MetricNames.CERTIFICATE_NOT_AFTER, "target", "expired", "position", "0");
  private static final Series CHAIN =
      recorded(MetricNames.CHAIN_NOT_AFTER, "target", "expired-intermediate");
  private static final String SERVER = "TlsFailingServer closed-port";

  static final List<Story> ALL =
      Stream.of(
              both("TlsFailingNetwork", failure("name-missing")),
              both("TlsFailingServer", CLOSED),
              both("TlsFailingClient", failure("mtls-unusable")),
              both("TlsFailingAuthority", failure("issuer-not-ca")),
              both("TlsIntercepted", failure("intercepted")),
              both(
                  "TlsProbeInternal",
                  CLOSED.with("reason", "internal", "party", "agent", "phase", "connect")),
              both(
                  "TlsCertificateRevoked",
                  failure("missing-intermediate").with("reason", "certificate_revoked")),
              both("TlsChainIncomplete", failure("missing-intermediate")),
              both("TlsMtlsNotEnforced", failure("must-refuse-lets-in")),
              both("TlsClientCertificateRejected", failure("mtls-expired-tls13")),
              List.of(
                  fails("a leaf that has ended is told once", failure("expired"))
                      .given(LEAF, Values.of(0, HOUR))
                      .at(9, "TlsCertificateExpired expired")
                      .during(12, 24, "TlsCertificateExpired expired"),
                  fails(
                          "an intermediate that has ended is told once",
                          failure("expired-intermediate"))
                      .given(CHAIN, Values.of(0, HOUR))
                      .during(12, 24, "TlsChainExpired expired-intermediate"),
                  fails(
                          "a leaf that has ended by the agent's clock alone is told too",
                          failure("expired"))
                      .given(LEAF, Values.of(6_000_000, HOUR))
                      .at(14, "TlsFailingServer expired"),
                  fails("a protocol outside of the policy is told once", failure("policy-protocol"))
                      .given(policy(), Values.of(0, HOUR))
                      .during(12, 20, "TlsProtocolWeak policy-protocol"),
                  fails("another fault of policy is the server's", failure("policy-protocol"))
                      .given(policy(), Values.of(1, HOUR))
                      .at(14, "TlsFailingServer policy-protocol"),
                  Story.of("the reason changes while a target fails")
                      .given(success(CLOSED), Values.of(1, 10), Values.of(0, 30))
                      .given(CLOSED, "_x10", Values.of(1, 5), gone(25))
                      .given(
                          CLOSED.with("reason", "connection_reset", "phase", "handshake"),
                          "_x15",
                          Values.of(1, 25))
                      .during(13, 30, SERVER),
                  Story.of("the reason is another one at each probe")
                      .given(success(CLOSED), Values.of(1, 10), Values.of(0, 20), Values.of(1, 20))
                      .given(CLOSED, "_x10", "1 stale ".repeat(10).strip(), gone(20))
                      .given(
                          failure("name-missing").with("target", "closed-port"),
                          "_x11",
                          "1 stale ".repeat(9).strip(),
                          "1",
                          gone(20))
                      .during(13, 30, SERVER)
                      .during(37, 45),
                  Story.of("the reason changes for good, to another party's")
                      .given(success(CLOSED), Values.of(1, 10), Values.of(0, 30))
                      .given(CLOSED, "_x10", Values.of(1, 5), gone(25))
                      .given(
                          failure("name-missing").with("target", "closed-port"),
                          "_x15",
                          Values.of(1, 25))
                      .during(13, 19, SERVER)
                      .during(21, 39, "TlsFailingNetwork closed-port"),
                  Story.of("a target is removed while it fails")
                      .given(success(CLOSED), Values.of(1, 10), Values.of(0, 10), gone(20))
                      .given(CLOSED, "_x10", Values.of(1, 10), gone(20))
                      .at(19, SERVER)
                      .during(26, 35),
                  Story.of("one of all addresses of a target fails")
                      .given(success(CLOSED).with("ip", "192.0.2.1"), Values.of(1, 30))
                      .given(
                          success(CLOSED).with("ip", "192.0.2.2"),
                          Values.of(1, 10),
                          Values.of(0, 20))
                      .given(CLOSED.with("ip", "192.0.2.2"), "_x10", Values.of(1, 20))
                      .at(10)
                      .during(13, 29, SERVER),
                  Story.of("the agent starts anew while a target fails")
                      .given(
                          success(CLOSED),
                          Values.of(1, 10),
                          Values.of(0, 10),
                          gone(2),
                          Values.of(0, 20))
                      .given(CLOSED, "_x10", Values.of(1, 10), gone(2), Values.of(1, 20))
                      .during(13, 40, SERVER),
                  Story.of("the agent starts anew while a target is fine")
                      .given(success(CLOSED), Values.of(1, 10), gone(2), Values.of(1, 20))
                      .during(5, 25),
                  Story.of("a target that fails from its first probe on")
                      .given(success(CLOSED), "_x10", Values.of(0, 20))
                      .given(CLOSED, "_x10", Values.of(1, 20))
                      .at(11)
                      .at(13, SERVER),
                  Story.of("trials of the breaker succeed for a minute and the target fails again")
                      .given(
                          success(CLOSED),
                          Values.of(1, 10),
                          "0 0 0 0 1 0 0 0 1 0 0 0 0 1 1 0 0 0",
                          Values.of(1, 30))
                      .given(
                          CLOSED,
                          "_x10",
                          "1 1 1 1 stale 1 1 1 stale 1 1 1 1 stale _ 1 1 1",
                          gone(30))
                      .during(13, 30, SERVER)
                      .at(36),
                  Story.of(
                          "one replica fails for a minute while both are replaced, and the breaker opens")
                      .given(success(CLOSED), Values.of(1, 10), "0 0", Values.of(1, 120))
                      .given(CLOSED, "_x10", "1 1", gone(120))
                      .given(breaker(), Values.of(0, 10), "1 1", Values.of(0, 120))
                      .given(
                          LEAF.with("target", "closed-port", "expected", "connect_refused"),
                          Values.of(90 * 86_400, 130))
                      .during(9, 100),
                  Story.of("a second agent sees the same failure and says so for itself")
                      .given(success(CLOSED), Values.of(1, 10), Values.of(0, 20))
                      .given(CLOSED, "_x10", Values.of(1, 20))
                      .given(success(CLOSED).with("instance", "127.0.0.1:10220"), Values.of(1, 30))
                      .at(14, SERVER)))
          .flatMap(List::stream)
          .toList();

  private FailureStories() {}

  /** Ten minutes of failure, and one that is over after a minute. */
  private static List<Story> both(String alert, Series failure) {
    String target = failure.label("target");
    String fires = alert + " " + target;
    return List.of(
        fails(alert + ": ten minutes of " + reason(failure), failure)
            .at(10)
            .during(13, 22, fires)
            .during(26, 40),
        Story.of(alert + ": a minute of " + reason(failure))
            .given(success(failure), Values.of(1, 10), "0 0", Values.of(1, 40))
            .given(failure, "_x10", "1 1", gone(40))
            .during(10, 30));
  }

  private static Story fails(String name, Series failure) {
    return Story.of(name)
        .given(success(failure), Values.of(1, 10), Values.of(0, 10), Values.of(1, 60))
        .given(failure, "_x10", Values.of(1, 10), gone(60))
        .given(recorded(MetricNames.TARGET_INFO, "target", failure.label("target")), "1x100");
  }

  private static String reason(Series failure) {
    return failure.label("reason");
  }

  static Series failure(String target) {
    return recorded(MetricNames.PROBE_FAILURE_INFO, "target", target);
  }

  private static Series success(Series failure) {
    return recorded(MetricNames.PROBE_SUCCESS, "target", failure.label("target"));
  }

  private static Series policy() {
    return recorded(
        MetricNames.CHECK_PASSED, "target", "policy-protocol", "check", "protocol_policy");
  }

  private static Series breaker() {
    return recorded(MetricNames.BREAKER_STATE, "target", "closed-port", "state", "open");
  }
}
