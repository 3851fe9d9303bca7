package dev.handshake.alerts;

import dev.handshake.alerts.Rule.Alert;
import dev.handshake.alerts.Rule.Board;
import dev.handshake.alerts.Rule.Kind;
import dev.handshake.alerts.Rule.Severity;
import dev.handshake.genesys.SourceFault;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A table: the alerts for the platform's side of the handshake, and for asking about it. */
final class GenesysAlerts {
  /** Two polls in a row at the default of half an hour. */
  private static final String TWO_POLLS = "35m";

  /** Faults of the way to the API or of all of it, never of one source. */
  private static final Set<SourceFault> OF_THE_API =
      EnumSet.of(
          SourceFault.UNREACHABLE,
          SourceFault.TIMEOUT,
          SourceFault.UNTRUSTED,
          SourceFault.UNAUTHORIZED,
          SourceFault.SERVER_ERROR,
          SourceFault.BREAKER_OPEN,
          SourceFault.INTERNAL);

  /** Organizations none of whose sources is up, for want of an API. */
  private static final String API_DOWN =
      """
      max by (job, instance, organization, region) (last_over_time(genesys_source_up[5m])) == 0
      unless on (job, instance, organization, region)
      last_over_time(genesys_source_failure_info{reason!~"%s"}[5m])
      """
          .formatted(OF_THE_API.stream().map(SourceFault::word).collect(Collectors.joining("|")))
          .strip();

  /** When the current client certificate of the same authority ends. */
  private static final String CURRENT_ENDS =
      "{{ with query (printf \"genesys_client_certificate_not_after_timestamp_seconds{instance=%q,organization=%q,authority=%q,status='Current'}\""
          + " $labels.instance $labels.organization $labels.authority) }}"
          + " The current one ends on {{ . | first | value | humanizeTimestamp }}; the platform may change over at any time before.{{ end }}";

  private static final String TRUST_THE_AUTHORITY =
      "Remedy: Add the root of its chain to the gateway's trust store beside the old one, and reload the gateway. Trust the authority, and never pin the leaf: it is replaced without notice.";

  static final List<Alert> ALERTS =
      List.of(
          // A trust store that refuses the current one too is not meant for that authority, or is
          // told of by the next alert.
          new Alert(
              "GenesysGatewayNotReady",
              Severity.CRITICAL,
              Kind.READINESS,
              "genesys_gateway_not_ready",
              """
              last_over_time(genesys_client_certificate_trusted{status="Upcoming"}[5m]) == 0
              unless on (job, instance, organization, region, authority, trust)
              last_over_time(genesys_client_certificate_trusted{status="Current"}[5m]) == 0
              """,
              "",
              "Gateways with the trust store {{ $labels.trust }} will refuse the next client certificate of Genesys Cloud, by {{ $labels.authority }}.",
              "A gateway with exactly the trust store {{ $labels.trust }} accepts the client certificate by {{ $labels.authority }} that Genesys Cloud in {{ $labels.region }} shows now, and does not accept the upcoming one, as {{ $labels.organization }} is told."
                  + CURRENT_ENDS
                  + " Data actions through such gateways fail from then on.\n"
                  + TRUST_THE_AUTHORITY,
              "GenesysGatewayNotReady",
              Board.GENESYS),
          // One authority is enough for a gateway, unless integrations show but another, or it was
          // accepted until lately.
          new Alert(
              "GenesysClientCertificateUntrusted",
              Severity.CRITICAL,
              Kind.READINESS,
              "genesys_client_certificate_untrusted",
              """
              (
                last_over_time(genesys_client_certificate_trusted{status="Current"}[5m]) == 0
                and on (job, instance, organization, region, trust)
                max by (job, instance, organization, region, trust) (
                  last_over_time(genesys_client_certificate_trusted{status="Current"}[5m])
                ) == 0
                or
                last_over_time(genesys_client_certificate_trusted{status="Current"}[5m]) == 0
                and on (job, instance, organization, region, authority)
                organization:genesys_integration_info:only_authority
                or
                last_over_time(genesys_client_certificate_trusted{status="Current"}[5m]) == 0
                and
                max_over_time(genesys_client_certificate_trusted{status="Current"}[7d]) == 1
              )
              and on (job, instance, organization, region, authority)
              last_over_time(genesys_client_certificate_not_after_timestamp_seconds{status="Current"}[5m]) > time()
              """,
              "",
              "Gateways with the trust store {{ $labels.trust }} refuse the client certificate of Genesys Cloud, by {{ $labels.authority }}.",
              "A gateway with exactly the trust store {{ $labels.trust }} does not accept the client certificate by {{ $labels.authority }} that Genesys Cloud in {{ $labels.region }} shows now and that is still valid, as {{ $labels.organization }} is told. Data actions through such gateways fail.\n"
                  + TRUST_THE_AUTHORITY,
              "GenesysClientCertificateUntrusted",
              Board.GENESYS),
          new Alert(
              "GenesysGatewayNotNamed",
              Severity.WARNING,
              Kind.READINESS,
              "genesys_gateway_not_named",
              """
              last_over_time(genesys_client_certificate_named{status="Upcoming"}[10m]) == 0
              unless on (job, instance, organization, region, authority, target)
              last_over_time(genesys_client_certificate_named{status="Current"}[10m]) == 0
              or
              last_over_time(genesys_client_certificate_named{status="Current"}[10m]) == 0
              and on (job, instance, organization, region, target)
              max by (job, instance, organization, region, target) (
                last_over_time(genesys_client_certificate_named{status="Current"}[10m])
              ) == 0
              """,
              "10m",
              "{{ $labels.target }} names no authority of the {{ $labels.status }} client certificate of Genesys Cloud, by {{ $labels.authority }}.",
              "In its CertificateRequest {{ $labels.target }} names authorities, and none of them is an issuer of the {{ $labels.status }} client certificate by {{ $labels.authority }} that {{ $labels.organization }} is told of. Many clients send no certificate then. Names prove nothing about trust, either way.\n"
                  + "Remedy: Have the gateway name the root or intermediate that issues it, or name nobody; give its trust store to the agent under `trust_readiness` to know whether it would accept the certificate.",
              "GenesysGatewayNotNamed",
              Board.GENESYS),
          new Alert(
              "GenesysGatewayRootUnknown",
              Severity.WARNING,
              Kind.READINESS,
              "genesys_gateway_root_unknown",
              "last_over_time(genesys_gateway_root_trusted[10m]) == 0",
              "10m",
              "The root of {{ $labels.target }} is not among those that Genesys Cloud trusts.",
              "The root that the certificate of {{ $labels.target }} leads to is not in the list of roots that Genesys Cloud gives {{ $labels.organization }} for gateways; data actions most likely refuse the gateway.\n"
                  + "Remedy: Have the gateway show a certificate by a public authority of that list; a private root cannot be added to it.",
              "GenesysGatewayRootUnknown",
              Board.GENESYS),
          new Alert(
              "GenesysUpcomingMissing",
              Severity.WARNING,
              Kind.READINESS,
              "genesys_upcoming_missing",
              "last_over_time(genesys_client_certificate_upcoming_missing[5m]) == 1",
              "1d",
              "No client certificate by {{ $labels.authority }} follows the current one of Genesys Cloud, which ends within 90 days.",
              "The client certificate by {{ $labels.authority }} of {{ $labels.region }} has less than 90 days left, and {{ $labels.organization }} is told of no upcoming one, which should be there by now."
                  + CURRENT_ENDS
                  + "\nRemedy: See that each gateway trusts the authority and pins no leaf, and ask Genesys Customer Care when the next one is published.",
              "GenesysUpcomingMissing",
              Board.GENESYS),
          new Alert(
              "GenesysClientAuthGoingAway",
              Severity.CRITICAL,
              Kind.READINESS,
              "genesys_client_auth_going_away",
              """
              last_over_time(genesys_client_certificate_client_auth{status="Upcoming"}[5m]) == 0
              and on (job, instance, organization, region, authority)
              last_over_time(genesys_client_certificate_client_auth{status="Current"}[5m]) == 1
              """,
              "",
              "The next client certificate of Genesys Cloud by {{ $labels.authority }} is not made for TLS clients.",
              "The upcoming client certificate by {{ $labels.authority }} of {{ $labels.region }} lacks clientAuth in its extended key usage, which the current one has, as {{ $labels.organization }} is told. Most gateways refuse such a certificate, whatever root they trust."
                  + CURRENT_ENDS
                  + "\nRemedy: Have integrations use the authority Genesys, whose private root is not bound by the rules for public ones, after the gateways trust the region's root; ask Genesys Customer Care what is planned.",
              "GenesysClientAuthGoingAway",
              Board.GENESYS),
          new Alert(
              "GenesysClientCertificateRevoked",
              Severity.CRITICAL,
              Kind.READINESS,
              "genesys_client_certificate_revoked",
              "last_over_time(genesys_client_certificate_revoked[5m]) == 1",
              "",
              "The {{ $labels.status }} client certificate of Genesys Cloud by {{ $labels.authority }} is revoked.",
              "The list of revoked certificates that the {{ $labels.status }} client certificate by {{ $labels.authority }} of {{ $labels.region }} names has it, as {{ $labels.organization }} is told. Gateways that check revocation refuse it.\n"
                  + "Remedy: Open a case with Genesys Customer Care at once. Do not turn off revocation at the gateways: whoever has the key could be let in.",
              "GenesysClientCertificateRevoked",
              Board.GENESYS),
          new Alert(
              "GenesysCrlDown",
              Severity.WARNING,
              Kind.READINESS,
              "genesys_crl_down",
              "last_over_time(genesys_client_certificate_crl_up[5m]) == 0",
              "1d",
              "The list of revoked certificates for the {{ $labels.status }} client certificate by {{ $labels.authority }} has been missing or stale for a day.",
              "The list that the {{ $labels.status }} client certificate by {{ $labels.authority }} of {{ $labels.region }} names could not be fetched, read or believed for a day. Nothing is known of revocation meanwhile; gateways that insist on the list refuse the certificate.\n"
                  + "Remedy: Fetch the list from a gateway's host. If that works there, let the agent's host reach it; if not, open a case with Genesys Customer Care.",
              "GenesysCrlDown",
              Board.GENESYS),
          new Alert(
              "GenesysClientCertificateChanged",
              Severity.INFO,
              Kind.CHANGE,
              "genesys_client_certificate_changed",
              "last_over_time(genesys_client_certificate_last_change_timestamp_seconds[5m]) > time() - 86400",
              "",
              "Genesys Cloud in {{ $labels.region }} shows another client certificate by {{ $labels.authority }}.",
              "Since {{ $value | humanizeTimestamp }} the current client certificate by {{ $labels.authority }} is another one, as {{ $labels.organization }} is told.\n"
                  + "Remedy: None, where gateways trust the authority. See that data actions succeed; a gateway that pinned the old leaf refuses the new one.",
              "GenesysClientCertificateChanged",
              Board.GENESYS),
          new Alert(
              "GenesysCredentialOld",
              Severity.INFO,
              Kind.POSTURE,
              "genesys_credential_old",
              "time() - last_over_time(genesys_integration_credential_modified_timestamp_seconds[5m]) > 365 * 86400",
              "1h",
              "The credential {{ $labels.name }} of {{ $labels.organization }} was not changed for a year.",
              "The credential {{ $labels.name }} ({{ $labels.type }}) of {{ $labels.organization }} was last changed {{ $value | humanizeDuration }} ago. The API tells no end of it; its age is the only sign of rotation.\n"
                  + "Remedy: Renew it at the system that it opens, then in the integration; delete it if nothing uses it.",
              "GenesysCredentialOld",
              Board.GENESYS),
          new Alert(
              "GenesysIpRangesChanged",
              Severity.INFO,
              Kind.CHANGE,
              "genesys_ip_ranges_changed",
              "last_over_time(genesys_ip_ranges_last_change_timestamp_seconds[5m]) > time() - 86400",
              "",
              "The addresses of Genesys Cloud for {{ $labels.service }} in {{ $labels.region }} changed.",
              "Since {{ $value | humanizeTimestamp }} {{ $labels.organization }} is told of other ranges for {{ $labels.service }} than before.\n"
                  + "Remedy: Compare the list with what firewalls before your gateways let in, and add what is new before you take out what is gone.",
              "GenesysIpRangesChanged",
              Board.GENESYS),
          // Bears the region as its hosts' targets do: their failure is the cause.
          source(
              "GenesysApiDown",
              Severity.WARNING,
              "label_replace(\n"
                  + API_DOWN.indent(2)
                  + "  , \"genesys_region\", \"$1\", \"region\", \"(.*)\")",
              TWO_POLLS,
              "The API of Genesys Cloud tells nothing about {{ $labels.organization }}.",
              "None of the sources of {{ $labels.organization }} in {{ $labels.region }} could be asked; what is known of its certificates is old."
                  + SourceAdvice.OF_AN_ORGANIZATION),
          source(
              "GenesysSourceDown",
              Severity.WARNING,
              """
              last_over_time(genesys_source_up[5m]) == 0
              unless on (job, instance, organization, region)
              (
              %s\
              )
              unless on (job, instance, organization, region, source)
              last_over_time(genesys_source_failure_info{reason="rate_limited"}[5m])
              """
                  .formatted(API_DOWN.indent(2)),
              TWO_POLLS,
              "The source {{ $labels.source }} of {{ $labels.organization }} is down.",
              "The API did not say what the source {{ $labels.source }} of {{ $labels.organization }} is for; what it told last is kept and grows old."
                  + SourceAdvice.OF_A_SOURCE),
          source(
              "GenesysSourceStale",
              Severity.WARNING,
              "time() - last_over_time(genesys_source_last_success_timestamp_seconds[5m]) > 86400",
              "5m",
              "The source {{ $labels.source }} of {{ $labels.organization }} has told nothing new for a day.",
              "The source {{ $labels.source }} of {{ $labels.organization }} last told something {{ $value | humanizeDuration }} ago; what is shown of it is that old.\n"
                  + "Remedy: See in the agent's log whether it polls at all; restart the agent where nothing moves, and report it."),
          source(
              "GenesysRateLimited",
              Severity.WARNING,
              """
              max by (job, instance, organization, region) (
                last_over_time(genesys_source_failure_info{reason="rate_limited"}[5m])
              ) == 1
              """,
              TWO_POLLS,
              "Genesys Cloud answers too many requests of {{ $labels.organization }} with 429.",
              "Sources of {{ $labels.organization }} could not be asked, since the limit of requests was reached.\n"
                  + "Remedy: "
                  + SourceAdvice.remedy(SourceFault.RATE_LIMITED)),
          new Alert(
              "GenesysActionTestFailing",
              Severity.CRITICAL,
              Kind.READINESS,
              "genesys_action_test_failing",
              "last_over_time(genesys_action_test_success[5m]) == 0",
              "5m",
              "A data action of {{ $labels.organization }} fails when Genesys Cloud itself runs it.",
              "The test of the data action {{ $labels.action }} of {{ $labels.organization }} failed"
                  + "{{ with query (printf \"genesys_action_test_failure_info{instance=%q,organization=%q,action=%q}\" $labels.instance $labels.organization $labels.action) }}"
                  + " in the step {{ . | first | label \"step\" }}{{ with . | first | label \"code\" }} with {{ . }}{{ end }}{{ end }}.\n"
                  + "Remedy: Look at the gateway that it calls: its target's page says whether handshake, certificates and answer are good. A failure before any request reached the gateway is a refused certificate on either side.",
              "GenesysActionTestFailing",
              Board.GENESYS));

  private GenesysAlerts() {}

  private static Alert source(
      String name,
      Severity severity,
      String expression,
      String patience,
      String summary,
      String description) {
    return new Alert(
        name,
        severity,
        Kind.SOURCE,
        name.replaceAll("\\B([A-Z])", "_$1").toLowerCase(Locale.ROOT),
        expression,
        patience,
        summary,
        description,
        name,
        Board.GENESYS);
  }
}
