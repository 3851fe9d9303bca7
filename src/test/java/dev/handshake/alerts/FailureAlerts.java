package dev.handshake.alerts;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import dev.handshake.alerts.Rule.Alert;
import dev.handshake.alerts.Rule.Board;
import dev.handshake.alerts.Rule.Kind;
import dev.handshake.alerts.Rule.Severity;
import dev.handshake.reason.Party;
import dev.handshake.reason.Reason;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A table: the alerts for targets whose probes fail, each reason in one of them alone. */
final class FailureAlerts {
  private static final String FAILING = "target:tls_probe_failure_info:held5m";

  /** Told by the alerts for what ends, or by the one for weak protocols. */
  private static final Set<Reason> SHARED =
      EnumSet.of(Reason.CERTIFICATE_EXPIRED, Reason.POLICY_VIOLATION);

  private static final Set<Reason> CLIENT_CERTIFICATE =
      EnumSet.range(Reason.CLIENT_CERTIFICATE_REQUIRED, Reason.CLIENT_CERTIFICATE_REJECTED);

  private static final Set<Reason> OF_THEIR_OWN =
      EnumSet.of(
          Reason.CERTIFICATE_REVOKED,
          Reason.CERTIFICATE_CHAIN_INCOMPLETE,
          Reason.MTLS_NOT_ENFORCED);

  static final List<Alert> ALERTS =
      List.of(
          failing(
              "TlsFailingNetwork",
              "{{ $labels.target }} cannot be reached: the network, the name service or a proxy on the way is at fault.",
              reasons(Party.NETWORK)),
          new Alert(
              "TlsFailingServer",
              Severity.CRITICAL,
              Kind.FAILURE,
              "{{ $labels.reason }}",
              """
              %1$s{party="server", reason!~"%2$s"}
              or
              (
                %1$s{reason="certificate_expired"}
                unless on (job, instance, target, ip)
                (target:tls_certificate_not_after_timestamp_seconds:leaf_min15m <= time())
                unless on (job, instance, target, ip)
                (target:tls_chain_not_after_timestamp_seconds:min15m <= time())
              )
              or
              (
                %1$s{reason="policy_violation"}
                unless on (job, instance, target, ip)
                (target:tls_protocol_policy_passed:min15m == 0)
              )
              """
                  .formatted(
                      FAILING,
                      Arrays.stream(Reason.values())
                          .filter(reason -> reason.party() == Party.SERVER)
                          .filter(
                              reason -> SHARED.contains(reason) || OF_THEIR_OWN.contains(reason))
                          .map(Reason::word)
                          .collect(joining("|"))),
              "",
              "{{ $labels.target }} fails, and the server is at fault.",
              Descriptions.failing(serverReasons()),
              "{{ $labels.reason }}",
              Board.TARGET),
          failing(
              "TlsFailingClient",
              "{{ $labels.target }} cannot be probed: our own client certificate or key cannot be used.",
              EnumSet.of(Reason.CLIENT_IDENTITY_UNUSABLE)),
          failing(
              "TlsFailingAuthority",
              "{{ $labels.target }} fails: the authority that issued its certificate is at fault.",
              reasons(Party.AUTHORITY)),
          failing(
              "TlsIntercepted",
              "{{ $labels.target }} is answered by a TLS-inspecting proxy in its place.",
              reasons(Party.INTERCEPTOR)),
          new Alert(
              "TlsProbeInternal",
              Severity.WARNING,
              Kind.FAILURE,
              "{{ $labels.reason }}",
              FAILING + "{party=\"agent\"}",
              "",
              "{{ $labels.target }} is not watched: the agent itself fails at its probes.",
              Descriptions.failing(reasons(Party.AGENT)),
              "{{ $labels.reason }}",
              Board.AGENT),
          failing(
              "TlsCertificateRevoked",
              "{{ $labels.target }} shows a certificate that was revoked.",
              EnumSet.of(Reason.CERTIFICATE_REVOKED)),
          failing(
              "TlsChainIncomplete",
              "{{ $labels.target }} does not send the certificates that lead to a trusted root.",
              EnumSet.of(Reason.CERTIFICATE_CHAIN_INCOMPLETE)),
          failing(
              "TlsMtlsNotEnforced",
              "{{ $labels.target }} lets in a client that it must refuse.",
              EnumSet.of(Reason.MTLS_NOT_ENFORCED)),
          new Alert(
              "TlsClientCertificateRejected",
              Severity.CRITICAL,
              Kind.FAILURE,
              "{{ $labels.reason }}",
              """
              (
                %1$s{reason=~"%2$s"}
                * on (job, instance, target, ip) group_left (identity)
                target:tls_target_info:last10m
              )
              or on (job, instance, target, ip)
              %1$s{reason=~"%2$s"}
              """
                  .formatted(FAILING, words(CLIENT_CERTIFICATE)),
              "",
              "{{ $labels.target }} refuses our client certificate, or that there is none.",
              Descriptions.failing(CLIENT_CERTIFICATE),
              "{{ $labels.reason }}",
              Board.TARGET));

  private FailureAlerts() {}

  private static Set<Reason> reasons(Party party) {
    return Arrays.stream(Reason.values())
        .filter(reason -> reason.party() == party)
        .collect(toCollection(() -> EnumSet.noneOf(Reason.class)));
  }

  private static Set<Reason> serverReasons() {
    Set<Reason> reasons = reasons(Party.SERVER);
    reasons.removeAll(OF_THEIR_OWN);
    return reasons;
  }

  private static String words(Set<Reason> reasons) {
    return reasons.stream().map(Reason::word).collect(joining("|"));
  }

  private static Alert failing(String name, String summary, Set<Reason> reasons) {
    return new Alert(
        name,
        Severity.CRITICAL,
        Kind.FAILURE,
        "{{ $labels.reason }}",
        FAILING + "{reason=~\"" + words(reasons) + "\"}",
        "",
        summary,
        Descriptions.failing(reasons),
        "{{ $labels.reason }}",
        Board.TARGET);
  }
}
