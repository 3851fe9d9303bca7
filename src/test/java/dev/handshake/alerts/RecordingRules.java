package dev.handshake.alerts;

import dev.handshake.alerts.Rule.Recording;
import java.util.List;

/** What alerts and boards build on. A table. */
final class RecordingRules {
  /** Integrations that may call, with their authority as certificates spell it. */
  private static final String AUTHORITIES =
      "label_replace(label_replace(last_over_time(genesys_integration_info{state!=\"INACTIVE\"}[5m]), "
          + "\"authority\", \"Genesys\", \"authority\", \"(?i).*genesys.*\"), "
          + "\"authority\", \"DigiCert\", \"authority\", \"(?i).*digicert.*\")";

  static final List<RuleGroup> GROUPS =
      List.of(
          new RuleGroup(
              "handshake.targets",
              List.of(
                  new Recording(
                      "target:tls_target_info:last10m",
                      "How a target is probed, also while the agent starts anew. Of two, the older configuration's goes: a join must find one.",
                      """
                      topk by (job, instance, target, ip) (1, tls_target_info)
                      or on (job, instance, target, ip)
                      topk by (job, instance, target, ip) (1, last_over_time(tls_target_info[10m]))
                      """),
                  new Recording(
                      "target:tls_probe_failure_info:for2m",
                      "Fails for two minutes without a break, whatever the reasons were meanwhile.",
                      """
                      tls_probe_failure_info
                      and on (job, instance, target, ip)
                      (max_over_time(tls_probe_success[2m]) == 0)
                      and on (job, instance, target, ip)
                      present_over_time(tls_probe_success[5m] offset 2m)
                      """),
                  new Recording(
                      "target:tls_probe_failure_info:held5m",
                      "The same, each reason held for five minutes after it was last met by the rule's own last answer: of reasons that take turns, the first is told.",
                      """
                      (
                        target:tls_probe_failure_info:held5m
                        and
                        last_over_time(target:tls_probe_failure_info:for2m[5m])
                      )
                      or on (job, instance, target, ip)
                      target:tls_probe_failure_info:for2m
                      """),
                  success("5m"),
                  success("30m"),
                  success("1h"),
                  success("6h"),
                  new Recording(
                      "target:tls_breaker_open:avg5m",
                      "The share of time in which the breaker was open.",
                      "avg_over_time(tls_breaker_state{state=\"open\"}[5m])"),
                  new Recording(
                      "target:tls_certificate_not_after_timestamp_seconds:leaf_min15m",
                      "While a certificate is being replaced, probes meet the old and the new in turn.",
                      """
                      min without (position) (
                        min_over_time(tls_certificate_not_after_timestamp_seconds{position="0"}[15m])
                      )
                      """),
                  new Recording(
                      "target:tls_chain_not_after_timestamp_seconds:min15m",
                      "The earliest end below the anchor of any path seen of late.",
                      "min_over_time(tls_chain_not_after_timestamp_seconds[15m])"),
                  new Recording(
                      "target:tls_protocol_policy_passed:min15m",
                      "Whether the protocol was within the target's policy each time of late.",
                      """
                      min without (check) (
                        min_over_time(tls_check_passed{check="protocol_policy"}[15m])
                      )
                      """),
                  new Recording(
                      "target:tls_probe_phase_seconds:sum",
                      "What a caller waits for: names are resolved once, and nobody waits to be confirmed.",
                      """
                      sum without (phase) (tls_probe_phase_seconds{phase!~"resolve|confirm"})
                      and on (job, instance, target, ip)
                      (tls_probe_success == 1)
                      """))),
          new RuleGroup(
              "handshake.histograms",
              List.of(
                  new Recording(
                      "target:tls_handshake_duration_seconds:count1h",
                      "How many handshakes there were in an hour, from either form of the histogram.",
                      """
                      histogram_count(increase(tls_handshake_duration_seconds[1h]))
                      or
                      increase(tls_handshake_duration_seconds_count[1h])
                      """),
                  new Recording(
                      "target:tls_handshake_duration_seconds:p95_1h",
                      "What 95 of 100 handshakes of an hour stayed below; a few handshakes tell nothing.",
                      """
                      (
                        histogram_quantile(0.95, rate(tls_handshake_duration_seconds[1h]))
                        or
                        histogram_quantile(0.95, rate(tls_handshake_duration_seconds_bucket[1h]))
                      )
                      and
                      target:tls_handshake_duration_seconds:count1h >= 10
                      """),
                  new Recording(
                      "target:tls_handshake_duration_seconds:p95_7d",
                      "The median of a week's hours, from a day of them on; one bad day leaves it as it is.",
                      """
                      quantile_over_time(
                        0.5, target:tls_handshake_duration_seconds:p95_1h[7d:1h] offset 1h
                      )
                      and
                      count_over_time(
                        target:tls_handshake_duration_seconds:p95_1h[7d:1h] offset 1h
                      ) >= 24
                      """),
                  new Recording(
                      "instance:handshake_exporter_schedule_lag_seconds:p95_5m",
                      "What 95 of 100 probes began no later than, after they were due.",
                      """
                      histogram_quantile(0.95, rate(handshake_exporter_schedule_lag_seconds[5m]))
                      or
                      histogram_quantile(0.95, rate(handshake_exporter_schedule_lag_seconds_bucket[5m]))
                      """))),
          new RuleGroup(
              "handshake.platform",
              List.of(
                  new Recording(
                      "organization:genesys_integration_info:only_authority",
                      "The authority that all integrations of an organization name; none where they name several or leave it unset. How the API spells it is not published, so it is compared loosely.",
                      """
                      group by (job, instance, organization, region, authority) (
                        %1$s
                      )
                      and on (job, instance, organization, region)
                      (
                        count by (job, instance, organization, region) (
                          group by (job, instance, organization, region, authority) (
                            %1$s
                          )
                        )
                        == 1
                      )
                      """
                          .formatted(AUTHORITIES)))),
          new RuleGroup(
              "handshake.agents",
              List.of(
                  new Recording(
                      "instance:up:handshake_exporter",
                      "Whether each member of a job is up in which there was an agent this week.",
                      """
                      up
                      and on (job)
                      group by (job) (last_over_time(handshake_exporter_build_info[7d]))
                      """),
                  new Recording(
                      "instance:tls_probe_stale:count",
                      "Targets whose last probe is too long ago. An open breaker keeps probes away for five minutes by default, and a trial may take its time.",
                      """
                      count by (job, instance) (
                        time() - tls_probe_last_timestamp_seconds
                          > on (job, instance, target, ip) (2 * tls_probe_interval_seconds + 600)
                        or on (job, instance, target, ip)
                        (tls_probe_interval_seconds unless on (job, instance, target, ip) tls_probe_last_timestamp_seconds)
                      )
                      """))));

  private RecordingRules() {}

  private static Recording success(String window) {
    return new Recording(
        "target:tls_probe_success:avg" + window,
        "The share of time in which the target was fine; skipped probes count as the last one did.",
        "avg_over_time(tls_probe_success[" + window + "])");
  }
}
