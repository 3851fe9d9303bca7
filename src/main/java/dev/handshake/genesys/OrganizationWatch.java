package dev.handshake.genesys;

import dev.handshake.address.AddressGuard;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Watches one organization: asks all of its sources in every interval, each by itself, and thinks
 * over what is believed now and then, since dates pass and gateways change. All on one loop.
 */
final class OrganizationWatch {
  /** How soon another list of certificates is looked at again, to be believed. */
  private static final Duration CONFIRMING = Duration.ofSeconds(60);

  private static final Duration REVIEW = Duration.ofSeconds(15);

  private final OrganizationSettings organization;
  private final GenesysSettings settings;
  private final Api api;
  private final Surroundings surroundings;
  private final Watched.Means means;
  private final InstantSource clock;
  private final Worker worker;
  private final Review review;
  private final Round round;
  private final HostTargets targets;
  private final ClientCertificates certificates = new ClientCertificates();
  private final AuditTrail trail;
  private final Map<Source, Watched<?>> sources = new LinkedHashMap<>();
  private Runnable cancelReview = () -> {};
  private Runnable cancelLook = () -> {};
  private boolean confirming;
  private boolean reviewing;
  private boolean stopped;

  private List<Standing> standings = List.of();
  private Optional<TrustedRoots> roots = Optional.empty();
  private List<IdentityProvider> providers = List.of();
  private List<Integration> integrations = List.of();
  private List<IntegrationCredential> credentials = List.of();
  private Optional<DataActions> actions = Optional.empty();
  private List<IpRanges> ranges = List.of();
  private Optional<OrganizationFacts> facts = Optional.empty();
  private List<EdgeAuthority> edges = List.of();
  private volatile OrganizationState state;

  OrganizationWatch(
      OrganizationSettings organization,
      GenesysSettings settings,
      Api api,
      Surroundings surroundings,
      Worker worker,
      Watched.Means means) {
    this.organization = organization;
    this.settings = settings;
    this.api = api;
    this.surroundings = surroundings;
    this.means = means;
    this.clock = means.clock();
    this.worker = worker;
    this.review = new Review(settings, surroundings, worker);
    this.targets = new HostTargets(organization.name());
    this.trail = new AuditTrail(clock.instant());
    this.round =
        new Round(organization.name(), settings.pollInterval(), means.loop(), clock, this::askAll);
    settings.sources().stream().sorted().forEach(this::add);
    this.state = now();
  }

  private void add(Source source) {
    ActionReader reader =
        new ActionReader(AddressGuard.allowing(settings.discoveryAllow()), this::targetName);
    switch (source) {
      case CERTIFICATES -> add(source, () -> ClientCertificateReader.ask(api, worker), this::hear);
      case TRUSTSTORE ->
          add(source, () -> TrustedRootsReader.ask(api), it -> roots = Optional.of(it));
      case IDENTITY_PROVIDERS ->
          add(source, () -> IdentityProviderReader.ask(api, worker), it -> providers = it);
      case INTEGRATIONS -> add(source, () -> IntegrationReader.ask(api), it -> integrations = it);
      case CREDENTIALS -> add(source, () -> CredentialReader.ask(api), it -> credentials = it);
      case ACTIONS -> add(source, () -> reader.ask(api), this::discover);
      case AUDITS -> add(source, this::audits, this::follow);
      case IP_RANGES -> add(source, () -> IpRangeReader.ask(api), this::compare);
      case ORGANIZATION ->
          add(source, () -> OrganizationReader.ask(api), it -> facts = Optional.of(it));
      case EDGES -> add(source, () -> EdgeReader.ask(api, worker), it -> edges = it);
    }
  }

  private <A> void add(Source source, Supplier<Future<A>> asking, Watched.Taking<A> taking) {
    sources.put(source, new Watched<>(source.word(), asking, taking, means));
  }

  /** To be called on the loop. */
  void start() {
    round.start();
    cancelReview = means.loop().after(REVIEW, this::reviewAgain);
  }

  /** Asks nothing any more. To be called on the loop. */
  void stop() {
    stopped = true;
    round.stop();
    cancelReview.run();
    cancelLook.run();
    sources.values().forEach(Watched::stop);
  }

  OrganizationState state() {
    return state;
  }

  HostTargets targets() {
    return targets;
  }

  /** A slow source holds up no other: the next round passes over what is still under way. */
  private Future<Void> askAll() {
    confirming = false;
    cancelLook.run();
    List<Future<Void>> looks = new ArrayList<>();
    sources.forEach((source, watched) ->
        looks.add(
            watched
                .look()
                .onComplete(_ -> {
                  publish();
                  if (source == Source.CERTIFICATES) {
                    var _ = think();
                  }
                })));
    Future.join(looks).onComplete(_ -> think());
    return Future.succeededFuture();
  }

  private void hear(List<ClientCertificate> seen) throws ApiException {
    switch (certificates.hear(seen, clock.instant())) {
      case ClientCertificates.Word.Known() -> {}
      case ClientCertificates.Word.Unconfirmed() -> lookOnceMore();
      case ClientCertificates.Word.Believed(var changes) ->
          changes.forEach(change -> means.listener().changed(organization.name(), change));
    }
  }

  /** Once between two rounds: where that look differs again, the next round decides. */
  private void lookOnceMore() {
    if (confirming || stopped) {
      return;
    }
    confirming = true;
    Duration wait =
        settings.pollInterval().compareTo(CONFIRMING) < 0 ? settings.pollInterval() : CONFIRMING;
    cancelLook =
        means
            .loop()
            .after(
                wait,
                () -> {
                  Watched<?> source = sources.get(Source.CERTIFICATES);
                  if (source != null && !stopped) {
                    source.look().onComplete(_ -> think());
                  }
                });
  }

  /** What was read of the audit trail, and up to when. */
  private record Trailed(List<AuditEvent> events, Instant to) {}

  private Future<Trailed> audits() {
    Instant to = clock.instant();
    return new AuditReader(api, means.loop())
        .between(trail.from(to), to)
        .map(events -> new Trailed(events, to));
  }

  private void follow(Trailed trailed) {
    trail
        .hear(trailed.events(), trailed.to())
        .forEach(event -> means.listener().audited(organization.name(), event));
  }

  private void compare(List<IpRanges> read) {
    Map<String, IpRanges> before = new TreeMap<>();
    ranges.forEach(one -> before.put(one.service(), one));
    ranges =
        read.stream().map(one -> one.after(before.get(one.service()), clock.instant())).toList();
  }

  private void discover(DataActions read) {
    actions = Optional.of(read);
    targets.tell(
        read.hosts().stream()
            .filter(host -> surroundings.targetAt(host.endpoint()).isEmpty())
            .map(this::target)
            .toList());
  }

  private Target target(DataActions.Host host) {
    ProbeModule module = surroundings.module();
    ProbeModule budgeted =
        host.timeout()
            .map(most -> module.withTiming(module.timing().withLatencyBudget(most)))
            .orElse(module);
    String name = host.endpoint().host();
    return new Target(
        host.target(),
        host.endpoint(),
        name,
        name,
        budgeted,
        HostTargets.labels(organization.name(), organization.region().name()));
  }

  private String targetName(Endpoint endpoint) {
    return surroundings
        .targetAt(endpoint)
        .orElseGet(() -> HostTargets.nameOf(organization.name(), endpoint));
  }

  private void reviewAgain() {
    if (!stopped) {
      think()
          .onComplete(_ -> {
            if (!stopped) {
              cancelReview = means.loop().after(REVIEW, this::reviewAgain);
            }
          });
    }
  }

  /** Never fails, and never runs twice at once. */
  private Future<Void> think() {
    publish();
    if (reviewing) {
      return Future.succeededFuture();
    }
    reviewing = true;
    return means
        .loop()
        .await(
            () -> review.of(certificates.believed(), clock.instant()),
            Duration.ofMinutes(2),
            "no review in time")
        .transform(answer -> {
          reviewing = false;
          if (answer.succeeded()) {
            standings = answer.result();
          }
          publish();
          return Future.succeededFuture();
        });
  }

  private void publish() {
    state = now();
  }

  private OrganizationState now() {
    Map<String, SourceStatus> statuses = new TreeMap<>();
    sources.forEach((source, watched) -> statuses.put(source.word(), watched.status()));
    return new OrganizationState(
        organization.name(),
        organization.region().name(),
        statuses,
        new Inventory(
            standings(),
            certificates.changes(),
            ClientCertificates.upcomingMissing(certificates.believed(), clock.instant())),
        roots,
        gatewayRoots(),
        providers,
        integrations,
        credentials,
        actions,
        ranges,
        trail.tallies(),
        facts,
        edges);
  }

  /** Of all that is believed, also where a review is still to come. */
  private List<Standing> standings() {
    Map<ClientCertificate.Key, Standing> reviewed = new HashMap<>();
    standings.forEach(one -> reviewed.put(one.certificate().key(), one));
    return certificates.believed().stream()
        .map(one -> {
          Standing standing = reviewed.get(one.key());
          return standing == null ? Standing.unreviewed(one) : standing;
        })
        .toList();
  }

  private Map<String, Boolean> gatewayRoots() {
    Map<String, Boolean> trusted = new TreeMap<>();
    roots.ifPresent(known -> {
      for (String target : gateways()) {
        List<String> serials = surroundings.roots(target);
        if (!serials.isEmpty()) {
          trusted.put(target, serials.stream().anyMatch(known::holds));
        }
      }
    });
    return trusted;
  }

  private Set<String> gateways() {
    Set<String> names = new LinkedHashSet<>(surroundings.gateways());
    Stream<DataActions.Host> hosts = actions.map(DataActions::hosts).orElse(List.of()).stream();
    hosts.forEach(host -> names.add(host.target()));
    for (ReadinessCheck check : settings.readiness()) {
      if (check instanceof ReadinessCheck.ByNames(String target)) {
        names.add(target);
      }
    }
    return names;
  }
}
