package dev.handshake.alerts;

import dev.handshake.alerts.Rule.Alert;
import dev.handshake.alerts.Rule.Board;
import dev.handshake.alerts.Rule.Kind;
import dev.handshake.alerts.Rule.Severity;
import dev.handshake.reason.Remark;
import java.util.List;

/** A table: the alerts for targets that work, but not well, or not always. */
final class ServiceAlerts {
  static final List<Alert> ALERTS =
      List.of(
          new Alert(
              "TlsBreakerOpen",
              Severity.WARNING,
              Kind.SYMPTOM,
              "breaker_open",
              "max_over_time(target:tls_breaker_open:avg5m[2m]) > 0.5",
              "1m",
              "{{ $labels.target }} is hardly probed any more: its breaker is open most of the time.",
              "The breaker of "
                  + Descriptions.TARGET
                  + " was open for {{ $value | humanizePercentage }} of five minutes."
                  + "{{ with query (printf \"tls_probe_failure_info{instance=%q,target=%q,ip=%q}\" $labels.instance $labels.target $labels.ip) }}"
                  + " The last probe failed with {{ . | first | label \"reason\" }}.{{ end }}\n"
                  + Descriptions.SINCE
                  + "\nRemedy: Repair what the reason names; a trial closes the breaker within five minutes, or at once where a probe is asked for by hand.",
              "TlsBreakerOpen",
              Board.TARGET),
          new Alert(
              "TlsProtocolWeak",
              Severity.WARNING,
              Kind.POSTURE,
              "policy_protocol",
              """
              min_over_time(tls_protocol_version[15m]) < 1.2
              or on (job, instance, target, ip)
              target:tls_protocol_policy_passed:min15m == 0
              """,
              "",
              "{{ $labels.target }} speaks a version of TLS that is too old.",
              Descriptions.TARGET
                  + " negotiated a version of TLS before 1.2, or one that its policy does not allow.\n"
                  + Descriptions.remedy(Remark.POLICY_PROTOCOL),
              "TlsProtocolWeak",
              Board.TARGET),
          // One bucket's bounds are at most 2.5 times apart: less than 3 may be nothing but a step
          // over one.
          new Alert(
              "TlsHandshakeSlow",
              Severity.WARNING,
              Kind.LATENCY,
              "handshake_slow",
              """
              (
                target:tls_handshake_duration_seconds:p95_1h
                > on (job, instance, target, ip) group_left ()
                3 * target:tls_handshake_duration_seconds:p95_7d
              ) > 0.1
              """,
              "10m",
              "{{ $labels.target }} shakes hands far more slowly than it used to.",
              "95 of 100 handshakes with "
                  + Descriptions.TARGET
                  + " took up to {{ $value | humanizeDuration }} in the last hour, more than three times what is usual in a week.\n"
                  + "Remedy: Look at the server's load and at the way to it; where the phase connect is slow too, it is the network.",
              "TlsHandshakeSlow",
              Board.TARGET),
          new Alert(
              "TlsLatencyOverBudget",
              Severity.WARNING,
              Kind.LATENCY,
              "latency_budget",
              """
              avg_over_time(target:tls_probe_phase_seconds:sum[10m])
              > on (job, instance, target, ip) group_left ()
              last_over_time(tls_probe_latency_budget_seconds[10m])
              """,
              "5m",
              "{{ $labels.target }} takes longer than its callers wait.",
              "Connecting, handshake and request with "
                  + Descriptions.TARGET
                  + " took {{ $value | humanizeDuration }} on average over ten minutes"
                  + "{{ with query (printf \"tls_probe_latency_budget_seconds{instance=%q,target=%q,ip=%q}\" $labels.instance $labels.target $labels.ip) }}"
                  + ", and may take {{ . | first | value | humanizeDuration }}{{ end }}.\n"
                  + "Remedy: Look at which phase grew, and make it faster, or give the callers more time and the target a larger `latency_budget`.",
              "TlsLatencyOverBudget",
              Board.TARGET),
          burn(Severity.CRITICAL, new Pace("Fast", "5m", "10m", "15m", "1h", "14.4", "3m")),
          burn(Severity.WARNING, new Pace("Slow", "30m", "30m", "1h", "6h", "6", "15m")));

  private ServiceAlerts() {}

  /**
   * How fast a budget is spent.
   *
   * @param window in which something failed just now
   * @param between how far apart failures may be and still be one alert
   * @param both the window and what may be between
   * @param longWindow over which the budget is reckoned
   * @param rate how many times faster than allowed
   */
  private record Pace(
      String name,
      String window,
      String between,
      String both,
      String longWindow,
      String rate,
      String patience) {}

  /**
   * Too many short failures. A long one has an alert of its own, whose end it must not outlive; a
   * single short one, such as a replacement brings, is not held against a target.
   */
  private static Alert burn(Severity severity, Pace pace) {
    return new Alert(
        "TlsErrorBudgetBurn" + pace.name(),
        severity,
        Kind.SYMPTOM,
        "error_budget",
        """
        (1 - target:tls_probe_success:avg%2$s) > %3$s * 0.001
        and on (job, instance, target, ip)
        (1 - min_over_time(target:tls_probe_success:avg%1$s[%4$s])) > %3$s * 0.001
        and on (job, instance, target, ip)
        resets(tls_probe_success[%2$s]) >= 3
        unless on (job, instance, target, ip)
        last_over_time(target:tls_probe_failure_info:held5m[%5$s])
        """
            .formatted(pace.window(), pace.longWindow(), pace.rate(), pace.between(), pace.both()),
        pace.patience(),
        "{{ $labels.target }} fails again and again, and recovers each time.",
        Descriptions.TARGET
            + " was not fine for {{ $value | humanizePercentage }} of the last "
            + pace.longWindow()
            + ", "
            + pace.rate()
            + " times what 99.9 % leave or more, in three failures at least.\n"
            + Descriptions.SINCE
            + "\nRemedy: Look at the reasons of its last failures, and at what comes and goes at the server: one of several addresses, a backend, a limit.",
        "TlsErrorBudgetBurn" + pace.name(),
        Board.TARGET);
  }
}
