package dev.handshake.alerts;

import dev.handshake.alerts.Rule.Alert;
import dev.handshake.alerts.Rule.Board;
import dev.handshake.alerts.Rule.Kind;
import dev.handshake.alerts.Rule.Severity;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.util.List;
import java.util.stream.Stream;

/** A table: the alerts for what ends, of which one holds at a time. */
final class ExpiryAlerts {
  static final List<Alert> ALERTS =
      Stream.of(
              stages(
                  "TlsCertificate",
                  "certificate_expiry",
                  "target:tls_certificate_not_after_timestamp_seconds:leaf_min15m",
                  "The certificate of {{ $labels.target }}",
                  "The certificate that " + Descriptions.TARGET + " shows",
                  new Advices(
                      Descriptions.remedy(Remark.EXPIRES_SOON),
                      Descriptions.remedy(Reason.CERTIFICATE_EXPIRED)),
                  Board.TARGET),
              stages(
                  "TlsChain",
                  "chain_expiry",
                  """
                  (
                    target:tls_chain_not_after_timestamp_seconds:min15m
                    unless on (job, instance, target, ip)
                    (
                      target:tls_chain_not_after_timestamp_seconds:min15m
                      >= on (job, instance, target, ip)
                      target:tls_certificate_not_after_timestamp_seconds:leaf_min15m
                    )
                  )
                  """
                      .strip(),
                  "An authority in the chain of {{ $labels.target }}",
                  "A certificate between the one that "
                      + Descriptions.TARGET
                      + " shows and its root",
                  new Advices(
                      Descriptions.remedy(Remark.EXPIRES_SOON),
                      Descriptions.remedy(Reason.CERTIFICATE_EXPIRED)),
                  Board.TARGET),
              stages(
                  "TlsIdentity",
                  "identity_expiry",
                  "last_over_time(tls_identity_not_after_timestamp_seconds[5m])",
                  "Our client certificate {{ $labels.identity }}",
                  "The client certificate of the identity {{ $labels.identity }}",
                  new Advices(
                      Descriptions.remedy(Reason.CLIENT_CERTIFICATE_EXPIRED),
                      Descriptions.remedy(Reason.CLIENT_CERTIFICATE_EXPIRED)),
                  Board.OVERVIEW),
              // The earliest of the system's roots says nothing: few of them are met.
              stages(
                  "TlsTrustStore",
                  "trust_store_expiry",
                  "last_over_time(tls_trust_store_not_after_timestamp_seconds{trust!=\"system\"}[5m])",
                  "A root in the trust store {{ $labels.trust }}",
                  "The root that ends first in the trust store {{ $labels.trust }}",
                  new Advices(
                      Descriptions.remedy(Remark.ANCHOR_EXPIRED),
                      Descriptions.remedy(Remark.ANCHOR_EXPIRED)),
                  Board.OVERVIEW),
              List.of(
                  new Alert(
                      "TlsAnchorExpired",
                      Severity.WARNING,
                      Kind.POSTURE,
                      "anchor_expired",
                      """
                      (
                        max_over_time(tls_probe_finding_info{finding="anchor_expired"}[15m])
                        * on (job, instance, target, ip) group_left (trust)
                        target:tls_target_info:last10m
                      )
                      or on (job, instance, target, ip)
                      max_over_time(tls_probe_finding_info{finding="anchor_expired"}[15m])
                      """,
                      "",
                      "The root that {{ $labels.target }} is trusted by has ended.",
                      "The chain of "
                          + Descriptions.TARGET
                          + " leads to a root that has ended; clients that check the dates of roots refuse it.\n"
                          + Descriptions.remedy(Remark.ANCHOR_EXPIRED),
                      "TlsAnchorExpired",
                      Board.TARGET)))
          .flatMap(List::stream)
          .toList();

  private ExpiryAlerts() {}

  /** What to do before the end, and after it. */
  record Advices(String before, String after) {}

  /**
   * What is told of an end: within 21 days, within 7, and when it has come.
   *
   * @param end an expression whose value is when it ends, in parentheses where it is not one term
   * @param summary the beginning of a sentence that names what ends
   */
  static List<Alert> stages(
      String prefix,
      String cause,
      String end,
      String summary,
      String description,
      Advices advices,
      Board board) {
    return List.of(
        new Alert(
            prefix + "ExpiresSoon",
            Severity.WARNING,
            Kind.EXPIRY,
            cause,
            end + " < time() + 21 * 86400\n  >= time() + 7 * 86400",
            "",
            summary + " ends within 21 days.",
            description + " ends on " + Descriptions.END + ".\n" + advices.before(),
            prefix + "ExpiresSoon",
            board),
        new Alert(
            prefix + "ExpiresVerySoon",
            Severity.CRITICAL,
            Kind.EXPIRY,
            cause,
            end + " < time() + 7 * 86400\n  > time()",
            "",
            summary + " ends within 7 days.",
            description + " ends on " + Descriptions.END + ".\n" + advices.before(),
            prefix + "ExpiresVerySoon",
            board),
        new Alert(
            prefix + "Expired",
            Severity.CRITICAL,
            Kind.EXPIRY,
            cause,
            end + " <= time()",
            "",
            summary + " has ended.",
            description + " ended on " + Descriptions.END + ".\n" + advices.after(),
            prefix + "Expired",
            board));
  }
}
