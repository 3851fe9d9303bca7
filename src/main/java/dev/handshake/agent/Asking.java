package dev.handshake.agent;

import dev.handshake.discovery.TargetSource;
import dev.handshake.genesys.ActionTestSettings;
import dev.handshake.genesys.ActionTests;
import dev.handshake.genesys.ApiClient;
import dev.handshake.genesys.ApiListener;
import dev.handshake.genesys.Connection;
import dev.handshake.genesys.CxoneSettings;
import dev.handshake.genesys.Genesys;
import dev.handshake.genesys.GenesysSettings;
import dev.handshake.genesys.OrganizationSettings;
import dev.handshake.genesys.TenantDocuments;
import dev.handshake.metrics.ActionTestMetrics;
import dev.handshake.metrics.GenesysApiMetrics;
import dev.handshake.metrics.GenesysMetrics;
import dev.handshake.outgoing.AccessToken;
import dev.handshake.outgoing.Call;
import dev.handshake.outgoing.Service;
import dev.handshake.outgoing.TokenKeeper;
import dev.handshake.outgoing.Way;
import dev.handshake.report.ReportStore;
import dev.handshake.schedule.Loop;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.VertxInternal;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The questions to the platform's API, and what they need of the rest of the agent. */
final class Asking {
  private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(1);

  private final InForce inForce;
  private final Probing probing;
  private final InstantSource clock;
  private final GenesysApiMetrics apis;
  private final Map<String, Connection> connections = new ConcurrentHashMap<>();
  private final Genesys genesys;
  private volatile Tests tests;

  /** Runs of data actions, by the connections that they were begun with. */
  private record Tests(
      List<ActionTestSettings> settings, Map<String, Connection> connections, ActionTests runs) {}

  private Asking(
      InForce inForce,
      Probing probing,
      ReportStore store,
      InstantSource clock,
      PrometheusRegistry registry) {
    this.inForce = inForce;
    this.probing = probing;
    this.clock = clock;
    this.apis = GenesysApiMetrics.register(registry);
    this.genesys =
        Genesys.start(
            inForce.plan().genesys(),
            new Genesys.Means(
                probing.vertx(),
                clock,
                new Around(inForce, probing, store),
                this::connect,
                tenant -> documents(inForce.plan(), probing, tenant),
                new PlatformLog()));
    this.tests = tests(inForce.plan().genesys());
  }

  /** Begins to ask, where there is anybody to be asked about. */
  static Asking start(
      InForce inForce,
      Probing probing,
      ReportStore store,
      InstantSource clock,
      PrometheusRegistry registry) {
    Asking asking = new Asking(inForce, probing, store, clock, registry);
    registry.register(new GenesysMetrics(asking.genesys::state));
    registry.register(new ActionTestMetrics(() -> asking.tests.runs().results()));
    return asking;
  }

  private Connection connect(OrganizationSettings organization) {
    Connection connection =
        connection(inForce.plan(), probing, clock, organization, apis.of(organization));
    connections.put(organization.name(), connection);
    return connection;
  }

  /** Asks about what a plan names that has come in force, and about nothing else. */
  void become(Plan next, Renewed renewed) {
    var _ = genesys.become(next.genesys(), renewed.trustStores());
    Set<String> names =
        next.genesys().organizations().stream()
            .map(OrganizationSettings::name)
            .collect(Collectors.toSet());
    connections.keySet().retainAll(names);
    apis.keep(names);
    Tests before = tests;
    if (!before.settings().equals(next.genesys().actionTests())
        || !before.connections().equals(connections)) {
      tests = tests(next.genesys());
      before.runs().close();
    }
  }

  /** The runs of data actions, which begin only where some are listed. */
  private Tests tests(GenesysSettings settings) {
    Map<String, ActionTests.Client> clients = new HashMap<>();
    settings
        .organizations()
        .forEach(one -> {
          Connection connection = Objects.requireNonNull(connections.get(one.name()));
          clients.put(one.name(), new ActionTests.Client(one.region().name(), connection.api()));
        });
    ActionTests runs =
        new ActionTests(
            settings.actionTests(),
            name -> Objects.requireNonNull(clients.get(name)),
            Loop.of(((VertxInternal) probing.vertx()).createEventLoopContext()),
            clock);
    if (!settings.actionTests().isEmpty()) {
      runs.start();
    }
    return new Tests(settings.actionTests(), Map.copyOf(connections), runs);
  }

  /** What is discovered. */
  List<TargetSource> targets() {
    return genesys.targets();
  }

  /** Asks nothing any more; completes once access tokens were given back, or might have been. */
  Future<Void> stop() {
    tests.runs().close();
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
}
