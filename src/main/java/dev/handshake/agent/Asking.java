package dev.handshake.agent;

import dev.handshake.certificate.TrustAnchors;
import dev.handshake.discovery.TargetSource;
import dev.handshake.genesys.ActionTests;
import dev.handshake.genesys.ApiClient;
import dev.handshake.genesys.ApiListener;
import dev.handshake.genesys.Connection;
import dev.handshake.genesys.CxoneSettings;
import dev.handshake.genesys.Genesys;
import dev.handshake.genesys.GenesysSettings;
import dev.handshake.genesys.OrganizationSettings;
import dev.handshake.genesys.Surroundings;
import dev.handshake.genesys.TenantDocuments;
import dev.handshake.metrics.ActionTestMetrics;
import dev.handshake.metrics.GenesysApiMetrics;
import dev.handshake.metrics.GenesysMetrics;
import dev.handshake.outgoing.AccessToken;
import dev.handshake.outgoing.Call;
import dev.handshake.outgoing.Service;
import dev.handshake.outgoing.TokenKeeper;
import dev.handshake.outgoing.Way;
import dev.handshake.report.ProbeRecord;
import dev.handshake.report.ReportStore;
import dev.handshake.revocation.ListSighting;
import dev.handshake.schedule.Loop;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.VertxInternal;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

/** The questions to the platform's API, and what they need of the rest of the agent. */
final class Asking {
  private static final String MUST_REFUSE = "-must-refuse";
  private static final String MODULE = "genesys_data_action";
  private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(1);

  private final Genesys genesys;
  private final ActionTests tests;

  private Asking(Genesys genesys, ActionTests tests) {
    this.genesys = genesys;
    this.tests = tests;
  }

  /** Begins to ask, where there is anybody to be asked about. */
  static Optional<Asking> start(
      InForce inForce,
      Probing probing,
      ReportStore store,
      InstantSource clock,
      PrometheusRegistry registry) {
    Plan plan = inForce.plan();
    GenesysSettings settings = plan.genesys();
    if (settings.organizations().isEmpty()
        && settings.cxone().isEmpty()
        && settings.certificates().isEmpty()) {
      return Optional.empty();
    }
    Map<String, Connection> connections = new HashMap<>();
    GenesysApiMetrics apis = GenesysApiMetrics.register(registry);
    settings
        .organizations()
        .forEach(one ->
            connections.put(one.name(), connection(plan, probing, clock, one, apis.of(one))));
    Genesys genesys =
        Genesys.start(
            settings,
            new Genesys.Means(
                probing.vertx(),
                clock,
                new Around(inForce, probing, store),
                one -> connected(connections, one),
                tenant -> documents(plan, probing, tenant),
                new PlatformLog()));
    registry.register(new GenesysMetrics(genesys::state));
    return Optional.of(new Asking(genesys, tests(settings, connections, probing, clock, registry)));
  }

  private static Connection connected(
      Map<String, Connection> connections, OrganizationSettings organization) {
    return Objects.requireNonNull(connections.get(organization.name()));
  }

  /** The runs of data actions, which begin only where some are listed. */
  private static ActionTests tests(
      GenesysSettings settings,
      Map<String, Connection> connections,
      Probing probing,
      InstantSource clock,
      PrometheusRegistry registry) {
    Map<String, ActionTests.Client> clients = new HashMap<>();
    settings
        .organizations()
        .forEach(one ->
            clients.put(
                one.name(),
                new ActionTests.Client(one.region().name(), connected(connections, one).api())));
    ActionTests tests =
        new ActionTests(
            settings.actionTests(),
            name -> Objects.requireNonNull(clients.get(name)),
            Loop.of(((VertxInternal) probing.vertx()).createEventLoopContext()),
            clock);
    if (!settings.actionTests().isEmpty()) {
      registry.register(new ActionTestMetrics(tests::results));
      tests.start();
    }
    return tests;
  }

  /** What is discovered. */
  List<TargetSource> targets() {
    return genesys.targets();
  }

  /** Asks nothing any more; completes once access tokens were given back, or might have been. */
  Future<Void> stop() {
    tests.close();
    return genesys.stop();
  }

  /** The API of an organization, by its own trust store and proxy. */
  static Connection connection(
      Plan plan,
      Probing probing,
      InstantSource clock,
      OrganizationSettings organization,
      ApiListener listener) {
    Service service =
        new Service(
            probing.vertx(),
            plan.trustStore(organization.trust()),
            new Way(probing.resolver()::addresses, organization.proxy()));
    SplittableRandom random = new SplittableRandom();
    TokenKeeper tokens =
        new TokenKeeper(
            probing.vertx(),
            organization.oauth(),
            service,
            plan.genesys().pollInterval(),
            clock,
            random.split(),
            listener::requested);
    Loop loop = Loop.of(((VertxInternal) probing.vertx()).createEventLoopContext());
    ApiClient api =
        new ApiClient(
            probing.vertx(), organization, tokens, service, loop, clock, random.split(), listener);
    return new Connection(api, () -> leave(organization, tokens, service));
  }

  private static Future<Void> leave(
      OrganizationSettings organization, TokenKeeper tokens, Service service) {
    return tokens
        .current()
        .map(token -> service.send(farewell(organization, token)).<Void>mapEmpty())
        .orElseGet(Future::succeededFuture)
        .otherwiseEmpty()
        .onComplete(_ -> service.close());
  }

  private static Call farewell(OrganizationSettings organization, AccessToken token) {
    return new Call(
        HttpMethod.DELETE,
        URI.create(organization.region().api() + "/api/v2/tokens/me"),
        Map.of("Authorization", token.authorization()),
        Optional.empty(),
        LONGEST_FAREWELL);
  }

  private static TenantDocuments documents(Plan plan, Probing probing, CxoneSettings tenant) {
    return new TenantDocuments(
        probing.vertx(),
        new Service(
            probing.vertx(),
            plan.trustStore(tenant.trust()),
            new Way(probing.resolver()::addresses, tenant.proxy())));
  }

  /** What the agent knows that the platform's side asks for. */
  record Around(InForce inForce, Probing probing, ReportStore store) implements Surroundings {
    @Override
    public TrustAnchors trust(String name) {
      return inForce.trustStore(name);
    }

    @Override
    public Optional<List<String>> authorities(String target) {
      return store.targets(target).stream()
          .flatMap(state -> state.last().stream())
          .map(ProbeRecord::client)
          .filter(client -> client.requested())
          .map(client -> client.authorities())
          .findFirst();
    }

    @Override
    public List<String> roots(String target) {
      return store.targets(target).stream()
          .flatMap(state -> state.chain().stream())
          .flatMap(chain -> chain.roots().stream())
          .distinct()
          .toList();
    }

    @Override
    public Optional<String> targetAt(Endpoint endpoint) {
      return inForce.plan().targets().stream()
          .filter(target -> target.endpoint().equals(endpoint))
          .map(Target::name)
          .findFirst();
    }

    @Override
    public ProbeModule module() {
      return inForce.plan().modules().getOrDefault(MODULE, ProbeModule.DEFAULT);
    }

    /** Those that have the ready pair of modules, of which one bears the target's name. */
    @Override
    public List<String> gateways() {
      Plan plan = inForce.plan();
      return plan.targets().stream()
          .map(Target::name)
          .filter(name ->
              plan.modules().containsKey(name) && plan.modules().containsKey(name + MUST_REFUSE))
          .toList();
    }

    @Override
    public Future<Optional<ListSighting>> list(
        X509Certificate certificate, Optional<X509Certificate> issuer) {
      return probing.online().list(certificate, issuer);
    }
  }
}
