package dev.handshake.metrics;

import static dev.handshake.metrics.ProbeFamilies.seconds;

import dev.handshake.certificate.CertificateFacts;
import dev.handshake.genesys.AuditTally;
import dev.handshake.genesys.ClientCertificate;
import dev.handshake.genesys.DataActions;
import dev.handshake.genesys.EdgeAuthority;
import dev.handshake.genesys.GenesysState;
import dev.handshake.genesys.IdentityProvider;
import dev.handshake.genesys.Integration;
import dev.handshake.genesys.IpRanges;
import dev.handshake.genesys.OrganizationFacts;
import dev.handshake.genesys.OrganizationState;
import dev.handshake.genesys.Standing;
import dev.handshake.genesys.SuppliedCertificate;
import dev.handshake.metrics.PlatformFamily.Sink;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The families of what the platform's API tells: a table, one entry for each metric. */
final class GenesysFamilies {
  private static final List<String> ORGANIZATION = List.of("organization", "region");
  private static final String NO_CERTIFICATE =
      "until the platform named such a certificate; where several bear the same labels, the one"
          + " that ends first counts";
  private static final String OFF = "until the source was read for the first time";

  static final List<PlatformFamily<GenesysState>> ALL =
      Stream.of(certificates(), gateways(), configuration(), around(), supplied(), sources())
          .flatMap(List::stream)
          .toList();

  private GenesysFamilies() {}

  /** Adds samples of one organization, its own labels left out. */
  @FunctionalInterface
  private interface OfOrganization {
    void samples(OrganizationState organization, Sink sink);
  }

  /** Adds samples of one client certificate. */
  @FunctionalInterface
  private interface OfCertificate {
    void samples(Standing standing, Sink sink);
  }

  private static List<PlatformFamily<GenesysState>> certificates() {
    return List.of(
        gauge(
            MetricNames.CLIENT_CERTIFICATE_NOT_AFTER,
            List.of("authority", "status"),
            "When a client certificate of data actions ends, in seconds since 1970.",
            NO_CERTIFICATE,
            each((it, sink) -> sink.add(seconds(it.certificate().leaf().notAfter())))),
        gauge(
            MetricNames.CLIENT_CERTIFICATE_NOT_BEFORE,
            List.of("authority", "status"),
            "When a client certificate of data actions begins, in seconds since 1970.",
            NO_CERTIFICATE,
            each((it, sink) -> sink.add(seconds(it.certificate().leaf().notBefore())))),
        info(
            MetricNames.CLIENT_CERTIFICATE_INFO,
            List.of("authority", "status", "subject", "issuer", "serial", "fingerprint_sha256"),
            "A client certificate of data actions.",
            "until the platform named one",
            each((it, sink) -> sink.add(1, shown(it.certificate().leaf())))),
        gauge(
            MetricNames.CLIENT_CERTIFICATE_CLIENT_AUTH,
            List.of("authority", "status"),
            "Whether a client certificate may serve client authentication in TLS.",
            NO_CERTIFICATE,
            each((it, sink) -> sink.add(bit(it.clientAuth())))),
        gauge(
            MetricNames.CLIENT_CERTIFICATE_TRUSTED,
            List.of("authority", "status", "trust"),
            "Whether a gateway with exactly this trust store would accept the client certificate;"
                + " one that is still to come, on its first day.",
            "where `trust_readiness` names no trust store",
            each((it, sink) ->
                it.trusted().forEach((trust, said) -> sink.add(bit(said.trusted()), trust)))),
        gauge(
            MetricNames.CLIENT_CERTIFICATE_NAMED,
            List.of("authority", "status", "target"),
            "Whether an authority that the probed target names is an issuer of the client"
                + " certificate: a match of names, which proves no trust.",
            "where the target asks for no certificate or names no authority",
            each(
                (it, sink) -> it.named().forEach((target, named) -> sink.add(bit(named), target)))),
        gauge(
            MetricNames.CLIENT_CERTIFICATE_UPCOMING_MISSING,
            List.of("authority"),
            "Whether the current certificate has under 90 days left and no successor is published.",
            "without a current certificate of DigiCert; Genesys publishes no successor of its own",
            of((it, sink) ->
                it.certificates()
                    .upcomingMissing()
                    .ifPresent(missing -> sink.add(bit(missing), "DigiCert")))),
        counter(
            MetricNames.CLIENT_CERTIFICATE_CHANGES,
            List.of("authority"),
            "How often the current client certificate became another, as two answers agreed.",
            "until the platform named one",
            of((it, sink) ->
                it.certificates()
                    .changes()
                    .forEach((authority, changes) -> sink.add(changes.count(), authority)))),
        gauge(
            MetricNames.CLIENT_CERTIFICATE_LAST_CHANGE,
            List.of("authority"),
            "When the current client certificate last became another, in seconds since 1970.",
            "until it did",
            of((it, sink) ->
                it.certificates()
                    .changes()
                    .forEach((authority, changes) ->
                        changes.last().ifPresent(last -> sink.add(seconds(last), authority))))),
        gauge(
            MetricNames.CLIENT_CERTIFICATE_REVOKED,
            List.of("authority", "status"),
            "Whether the revocation list that a client certificate names says that it is revoked.",
            "where no list that holds tells: it is not to be had, or who signed it is not known",
            each((it, sink) ->
                it.list()
                    .flatMap(list -> list.revoked())
                    .ifPresent(revoked -> sink.add(bit(revoked))))),
        gauge(
            MetricNames.CLIENT_CERTIFICATE_CRL_UP,
            List.of("authority", "status"),
            "Whether the revocation list that a client certificate names can be had, read and is"
                + " not past its time.",
            "where the certificate names none, and until it was first fetched",
            each((it, sink) -> it.list().ifPresent(list -> sink.add(bit(list.up()))))),
        gauge(
            MetricNames.CLIENT_CERTIFICATE_CRL_NEXT_UPDATE,
            List.of("authority", "status"),
            "When there will be a newer revocation list, in seconds since 1970.",
            "where the list does not say, and until it was first fetched",
            each((it, sink) ->
                it.list()
                    .flatMap(list -> list.nextUpdate())
                    .ifPresent(next -> sink.add(seconds(next))))));
  }

  private static List<PlatformFamily<GenesysState>> gateways() {
    return List.of(
        gauge(
            MetricNames.GATEWAY_ROOT_TRUSTED,
            List.of("target"),
            "Whether the root of the probed gateway's verified path is one that the platform"
                + " trusts, by its serial number.",
            "until both are known; for targets of data actions, of `gateways` and of"
                + " `trust_readiness`",
            of((it, sink) ->
                it.gatewayRoots().forEach((target, trusted) -> sink.add(bit(trusted), target)))),
        gauge(
            MetricNames.TRUSTED_ROOTS,
            List.of(),
            "How many roots the platform trusts when it calls a gateway.",
            OFF,
            of((it, sink) -> it.roots().ifPresent(roots -> sink.add(roots.count())))),
        gauge(
            MetricNames.DATA_ACTIONS,
            List.of("target"),
            "How many data actions call the host that is probed as this target.",
            OFF,
            of((it, sink) ->
                it.actions().map(DataActions::hosts).orElse(List.of()).stream()
                    .sorted(Comparator.comparing(DataActions.Host::target))
                    .forEach(host -> sink.add(host.actions(), host.target())))),
        gauge(
            MetricNames.DATA_ACTIONS_UNPROBED,
            List.of(),
            "How many data actions call what is not probed: a host made of inputs, not HTTPS, or"
                + " not allowed.",
            OFF,
            of((it, sink) -> it.actions().ifPresent(actions -> sink.add(actions.unprobed())))));
  }

  private static List<PlatformFamily<GenesysState>> configuration() {
    return List.of(
        gauge(
            MetricNames.IDENTITY_PROVIDER_NOT_AFTER,
            List.of("provider", "position"),
            "When a certificate of an identity provider ends, in seconds since 1970.",
            "where the provider has none",
            of((it, sink) -> it.identityProviders().forEach(one -> ends(one, sink)))),
        info(
            MetricNames.IDENTITY_PROVIDER_INFO,
            List.of("provider", "name", "disabled"),
            "An identity provider for single sign-on, by its id.",
            OFF,
            of((it, sink) ->
                it.identityProviders()
                    .forEach(
                        one -> sink.add(1, one.id(), one.name(), String.valueOf(one.disabled()))))),
        gauge(
            MetricNames.IDENTITY_PROVIDER_USES_SSO_CERTIFICATE,
            List.of("provider"),
            "Whether the platform signs requests to the identity provider, so that the end of its"
                + " own signing certificate matters there.",
            OFF,
            of((it, sink) ->
                it.identityProviders()
                    .forEach(one -> sink.add(bit(one.usesSsoCertificate()), one.id())))),
        info(
            MetricNames.INTEGRATION_INFO,
            List.of("integration", "name", "state", "authority"),
            "A web-services integration, with the authority of its client certificate as it is"
                + " configured.",
            OFF,
            of((it, sink) -> it.integrations().forEach(one -> sink.add(1, shown(one))))),
        gauge(
            MetricNames.CREDENTIAL_MODIFIED,
            List.of("credential", "name", "type"),
            "When credentials of an integration were last modified, in seconds since 1970.",
            "where the API tells no date",
            of((it, sink) ->
                it.credentials()
                    .forEach(one ->
                        one.modified()
                            .ifPresent(when ->
                                sink.add(seconds(when), one.id(), one.name(), one.type()))))));
  }

  private static List<PlatformFamily<GenesysState>> around() {
    return List.of(
        gauge(
            MetricNames.IP_RANGES,
            List.of("service"),
            "How many address ranges a service of the platform uses.",
            OFF,
            of((it, sink) -> it.ipRanges().forEach(one -> sink.add(one.count(), one.service())))),
        info(
            MetricNames.IP_RANGES_INFO,
            List.of("service", "sha256"),
            "The address ranges of a service by a digest of their sorted list.",
            OFF,
            of((it, sink) ->
                it.ipRanges().forEach(one -> sink.add(1, one.service(), one.sha256())))),
        gauge(
            MetricNames.IP_RANGES_LAST_CHANGE,
            List.of("service"),
            "When the address ranges of a service were last seen to change, in seconds since 1970.",
            "until one was seen",
            of((it, sink) -> it.ipRanges().forEach(one -> change(one, sink)))),
        counter(
            MetricNames.AUDIT_EVENTS,
            List.of("service", "entity_type", "action"),
            "How many changes that certificates depend on were made since the agent runs.",
            "until one of the kind was made within 14 days",
            of((it, sink) -> it.audits().forEach(one -> sink.add(one.count(), shown(one))))),
        gauge(
            MetricNames.AUDIT_LAST_EVENT,
            List.of("service", "entity_type", "action"),
            "When a change that certificates depend on was last made, in seconds since 1970.",
            "until one of the kind was made within 14 days",
            of((it, sink) ->
                it.audits().forEach(one -> sink.add(seconds(one.last()), shown(one))))),
        info(
            MetricNames.ORGANIZATION_INFO,
            List.of("id", "name", "domain", "state"),
            "The organization as the API knows it.",
            OFF,
            of((it, sink) -> it.facts().ifPresent(facts -> sink.add(1, shown(facts))))),
        gauge(
            MetricNames.ORGANIZATION_LIMIT,
            List.of("namespace", "limit"),
            "A limit of the platform that holds for the organization.",
            OFF,
            of((it, sink) ->
                it.facts()
                    .map(OrganizationFacts::limits)
                    .orElse(List.of())
                    .forEach(one -> sink.add(one.value(), one.namespace(), one.name())))),
        gauge(
            MetricNames.EDGE_AUTHORITY_NOT_AFTER,
            List.of("name", "type"),
            "When an authority that edges and phones trust ends, in seconds since 1970.",
            "unless `sources: {edges: true}`; where several bear the same labels, the one that ends"
                + " first counts",
            of((it, sink) ->
                it.edges().stream()
                    .sorted(Comparator.comparing(one -> one.certificate().notAfter()))
                    .forEach(one -> end(one, sink)))));
  }

  private static List<PlatformFamily<GenesysState>> supplied() {
    List<String> labels = List.of("certificate", "kind", "region");
    return List.of(
        new PlatformFamily<>(
            Metric.gauge(
                MetricNames.SUPPLIED_CERTIFICATE_NOT_AFTER,
                labels,
                "When a certificate that the operator supplied ends, in seconds since 1970.",
                "where `certificates` names none"),
            (state, sink) ->
                state
                    .certificates()
                    .forEach(one ->
                        sink.add(
                            seconds(one.facts().notAfter()),
                            one.name(),
                            one.kind().word(),
                            one.region()))),
        new PlatformFamily<>(
            new Metric(
                Metric.Kind.INFO,
                MetricNames.SUPPLIED_CERTIFICATE_INFO,
                PlatformFamily.labels(labels, "subject", "issuer", "serial", "fingerprint_sha256"),
                "A certificate that the operator supplied, since no API returns it.",
                "where `certificates` names none"),
            (state, sink) -> state.certificates().forEach(one -> sink.add(1, shown(one)))));
  }

  private static List<PlatformFamily<GenesysState>> sources() {
    return List.of(
        gauge(
            MetricNames.GENESYS_SOURCE_UP,
            List.of("source"),
            "Whether the source's last answer was complete and believable.",
            "until it was first asked, and where it is switched off",
            of((it, sink) ->
                it.sources()
                    .forEach((source, status) ->
                        status.up().ifPresent(up -> sink.add(bit(up), source))))),
        gauge(
            MetricNames.GENESYS_SOURCE_LAST_SUCCESS,
            List.of("source"),
            "When the source last gave a complete and believable answer, in seconds since 1970.",
            "until it did",
            of((it, sink) ->
                it.sources()
                    .forEach((source, status) ->
                        status.lastSuccess().ifPresent(last -> sink.add(seconds(last), source))))),
        info(
            MetricNames.GENESYS_SOURCE_FAILURE_INFO,
            List.of("source", "reason"),
            "Why the source is down.",
            "while it is up",
            of((it, sink) ->
                it.sources()
                    .forEach((source, status) ->
                        status
                            .failure()
                            .ifPresent(failure -> sink.add(1, source, failure.fault().word()))))));
  }

  private static void ends(IdentityProvider provider, Sink sink) {
    for (int position = 0; position < provider.certificates().size(); position++) {
      sink.add(
          seconds(provider.certificates().get(position).notAfter()),
          provider.id(),
          String.valueOf(position));
    }
  }

  private static void change(IpRanges ranges, Sink sink) {
    ranges.lastChange().ifPresent(last -> sink.add(seconds(last), ranges.service()));
  }

  private static void end(EdgeAuthority authority, Sink sink) {
    sink.add(seconds(authority.certificate().notAfter()), authority.name(), authority.type());
  }

  private static String[] shown(CertificateFacts facts) {
    return new String[] {
      facts.subject(), facts.issuer(), facts.serial(), facts.fingerprintSha256()
    };
  }

  private static String[] shown(SuppliedCertificate one) {
    return Stream.concat(
            Stream.of(one.name(), one.kind().word(), one.region()), Stream.of(shown(one.facts())))
        .toArray(String[]::new);
  }

  private static String[] shown(Integration one) {
    return new String[] {one.id(), one.name(), one.state(), one.authority()};
  }

  private static String[] shown(AuditTally one) {
    return new String[] {one.service(), one.entityType(), one.action()};
  }

  private static String[] shown(OrganizationFacts one) {
    return new String[] {one.id(), one.name(), one.domain(), one.state()};
  }

  private static double bit(boolean value) {
    return value ? 1 : 0;
  }

  /** Samples of each certificate, the one that ends first before others of its kind. */
  private static OfOrganization each(OfCertificate source) {
    return (organization, sink) ->
        organization.certificates().standings().stream()
            .sorted(Comparator.comparing(it -> it.certificate().leaf().notAfter()))
            .forEach(standing -> {
              ClientCertificate one = standing.certificate();
              source.samples(
                  standing,
                  (value, more) ->
                      sink.add(value, before(List.of(one.authority(), one.status()), more)));
            });
  }

  private static OfOrganization of(OfOrganization source) {
    return source;
  }

  private static String[] before(List<String> first, String... more) {
    return Stream.concat(first.stream(), Stream.of(more)).toArray(String[]::new);
  }

  private static PlatformFamily<GenesysState> gauge(
      String name, List<String> labels, String meaning, String absence, OfOrganization source) {
    return family(Metric.Kind.GAUGE, name, labels, meaning, absence, source);
  }

  private static PlatformFamily<GenesysState> counter(
      String name, List<String> labels, String meaning, String absence, OfOrganization source) {
    return family(Metric.Kind.COUNTER, name, labels, meaning, absence, source);
  }

  private static PlatformFamily<GenesysState> info(
      String name, List<String> labels, String meaning, String absence, OfOrganization source) {
    return family(Metric.Kind.INFO, name, labels, meaning, absence, source);
  }

  private static PlatformFamily<GenesysState> family(
      Metric.Kind kind,
      String name,
      List<String> labels,
      String meaning,
      String absence,
      OfOrganization source) {
    List<String> all = PlatformFamily.labels(ORGANIZATION, labels.toArray(String[]::new));
    return new PlatformFamily<>(
        new Metric(kind, name, all, meaning, absence),
        (state, sink) ->
            state
                .organizations()
                .forEach(one ->
                    source.samples(
                        one,
                        (value, more) ->
                            sink.add(
                                value, before(List.of(one.organization(), one.region()), more)))));
  }
}
