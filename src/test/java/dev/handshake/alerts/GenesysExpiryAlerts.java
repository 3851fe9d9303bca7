package dev.handshake.alerts;

import static dev.handshake.alerts.ExpiryAlerts.stages;

import dev.handshake.alerts.ExpiryAlerts.Advices;
import dev.handshake.alerts.Rule.Alert;
import dev.handshake.alerts.Rule.Board;
import java.util.List;
import java.util.stream.Stream;

/** A table: the alerts for what ends on the platform's side. */
final class GenesysExpiryAlerts {
  private static final String PROVIDER =
      "{{ with query (printf \"genesys_identity_provider_info{instance=%q,organization=%q,provider=%q}\""
          + " $labels.instance $labels.organization $labels.provider) }}"
          + " ({{ . | first | label \"name\" }}){{ end }}";

  static final List<Alert> ALERTS =
      Stream.of(
              // A rotation that goes well is told to nobody: with an upcoming one there, what may
              // go wrong is a gateway that is not ready, which has an alert of its own. Whether
              // one that has ended is shown still, only a source that answers can say.
              stages(
                  "GenesysClientCertificate",
                  "genesys_client_certificate_expiry",
                  """
                  (
                    last_over_time(genesys_client_certificate_not_after_timestamp_seconds{status="Current"}[5m])
                    unless on (job, instance, organization, region, authority)
                    (
                      last_over_time(genesys_client_certificate_not_after_timestamp_seconds{status="Current"}[5m]) > time()
                      and on (job, instance, organization, region, authority)
                      last_over_time(genesys_client_certificate_not_after_timestamp_seconds{status="Upcoming"}[5m]) > time() + 21 * 86400
                    )
                    unless on (job, instance, organization, region, authority)
                    (
                      last_over_time(genesys_client_certificate_not_after_timestamp_seconds{status="Current"}[5m]) <= time()
                      and on (job, instance, organization, region)
                      last_over_time(genesys_source_up{source="certificates"}[5m]) == 0
                    )
                  )
                  """
                      .strip(),
                  "The client certificate that Genesys Cloud in {{ $labels.region }} shows to gateways, by {{ $labels.authority }},",
                  "The client certificate by {{ $labels.authority }} that data actions in {{ $labels.region }} show to gateways, as "
                      + "{{ $labels.organization }} is told,",
                  new Advices(
                      "No other is announced.\nRemedy: Only the platform can renew it. See that each gateway trusts the authority that issues it, private root or DigiCert's, and pins no leaf; ask Genesys Customer Care when the next one comes.",
                      "Gateways refuse it.\nRemedy: Only the platform can renew it: open a case with Genesys Customer Care at once. Where an integration may use the other authority and its gateways trust that one, change it meanwhile."),
                  Board.GENESYS),
              // An old certificate may stand beside its successor for long: the last to end counts.
              stages(
                  "GenesysIdentityProvider",
                  "genesys_identity_provider_expiry",
                  """
                  (
                    max without (position) (
                      last_over_time(genesys_identity_provider_certificate_not_after_timestamp_seconds[5m])
                    )
                    unless on (job, instance, organization, region, provider)
                    last_over_time(genesys_identity_provider_info{disabled="true"}[5m])
                  )
                  """
                      .strip(),
                  "The last certificate of the identity provider {{ $labels.provider }} of {{ $labels.organization }}",
                  "The certificate by which {{ $labels.organization }} verifies sign-on through {{ $labels.provider }}"
                      + PROVIDER
                      + ", the last to end of those that it has,",
                  new Advices(
                      "Remedy: Have whoever runs the identity provider make its next signing certificate, add it to the provider in Genesys Cloud beside the old one, and only then let it sign with the new one.",
                      "Sign-on through it fails.\nRemedy: Add the certificate with which the identity provider signs now to the provider in Genesys Cloud; an administrator who signs on without it has to do that."),
                  Board.GENESYS),
              stages(
                  "GenesysSsoCertificate",
                  "genesys_sso_certificate_expiry",
                  """
                  (
                    last_over_time(genesys_supplied_certificate_not_after_timestamp_seconds{kind="sso_signing"}[5m])
                    and on (job, instance, region)
                    (
                      last_over_time(genesys_identity_provider_uses_sso_certificate[5m]) == 1
                      unless on (job, instance, organization, region, provider)
                      last_over_time(genesys_identity_provider_info{disabled="true"}[5m])
                    )
                  )
                  """
                      .strip(),
                  "The certificate {{ $labels.certificate }} with which Genesys Cloud in {{ $labels.region }} signs towards identity providers",
                  "The certificate {{ $labels.certificate }} with which Genesys Cloud in {{ $labels.region }} signs requests and logouts, which an identity provider here verifies,",
                  new Advices(
                      "Remedy: Download the next signing certificate in the administrator's pages of Genesys Cloud, hand it to whoever runs each identity provider that verifies signatures, and supply the new file here.",
                      "Identity providers that verify signatures refuse sign-on or logout.\nRemedy: Download the signing certificate that is in force, have each identity provider trust it, and supply the new file here."),
                  Board.GENESYS),
              // Whether a provider uses one for signing is unknown where providers are not asked.
              stages(
                  "GenesysSuppliedCertificate",
                  "genesys_supplied_certificate_expiry",
                  """
                  (
                    last_over_time(genesys_supplied_certificate_not_after_timestamp_seconds{kind!="sso_signing"}[5m])
                    or
                    (
                      last_over_time(genesys_supplied_certificate_not_after_timestamp_seconds{kind="sso_signing"}[5m])
                      unless on (job, instance, region)
                      last_over_time(genesys_identity_provider_uses_sso_certificate[5m])
                    )
                  )
                  """
                      .strip(),
                  "The supplied certificate {{ $labels.certificate }} of {{ $labels.region }}",
                  "The certificate {{ $labels.certificate }} ({{ $labels.kind }}) of {{ $labels.region }}, which was given to the agent as a file,",
                  new Advices(
                      "Remedy: Get its successor where it came from; bring a regional root into the trust store of each gateway beside the old one; supply the new file to the agent.",
                      "Remedy: See which is in force now; bring a new regional root into the trust store of each gateway; supply the new file to the agent, or take the old one out."),
                  Board.GENESYS),
              stages(
                  "GenesysEdgeAuthority",
                  "genesys_edge_authority_expiry",
                  "last_over_time(genesys_edge_authority_not_after_timestamp_seconds[5m])",
                  "The edge authority {{ $labels.name }} of {{ $labels.organization }}",
                  "The authority {{ $labels.name }} ({{ $labels.type }}) by which edges and phones of {{ $labels.organization }} trust each other",
                  new Advices(
                      "Remedy: Replace an uploaded authority (REMOTE) beside the old one, then what it issued; for the platform's own (MANAGED) ask Genesys Customer Care how and when it is renewed.",
                      "Edges and phones under it may fail to register.\nRemedy: Replace an uploaded authority (REMOTE) and what it issued; for the platform's own (MANAGED) open a case with Genesys Customer Care at once."),
                  Board.GENESYS))
          .flatMap(List::stream)
          .toList();

  private GenesysExpiryAlerts() {}
}
