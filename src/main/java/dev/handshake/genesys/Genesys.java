package dev.handshake.genesys;

import dev.handshake.discovery.TargetSource;
import dev.handshake.schedule.Loop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The watch over the platform: all organizations and tenants, each in its own interval, and what is
 * known of them as one immutable state.
 */
public final class Genesys {
  private final Loop loop;
  private final List<OrganizationWatch> organizations;
  private final List<CxoneWatch> tenants;
  private final List<Connection> connections;
  private final List<SuppliedCertificate> certificates;

  private Genesys(
      Loop loop,
      List<OrganizationWatch> organizations,
      List<CxoneWatch> tenants,
      List<Connection> connections,
      List<SuppliedCertificate> certificates) {
    this.loop = loop;
    this.organizations = List.copyOf(organizations);
    this.tenants = List.copyOf(tenants);
    this.connections = List.copyOf(connections);
    this.certificates = certificates;
  }

  /**
   * What the watch is given.
   *
   * @param api opens an organization's API
   * @param discovery reads a document of a tenant's hosts
   */
  public record Means(
      Vertx vertx,
      InstantSource clock,
      Surroundings surroundings,
      Function<OrganizationSettings, Connection> api,
      Function<CxoneSettings, CxoneDocuments> discovery,
      GenesysListener listener) {}

  /**
   * The client certificates of an organization's region as one answer has them, and what is thought
   * of them.
   *
   * @return fails with an {@link ApiException} where there is no answer
   */
  public static Future<List<Standing>> certificates(
      GenesysSettings settings, Api api, Surroundings surroundings, Vertx vertx, Instant now) {
    Worker worker = worker(vertx);
    return ClientCertificateReader.ask(api, worker)
        .compose(read -> new Review(settings, surroundings, worker).of(read, now));
  }

  /**
   * The roots that the platform trusts when it calls a gateway.
   *
   * @return fails with an {@link ApiException} where there is no answer
   */
  public static Future<TrustedRoots> roots(Api api) {
    return TrustedRootsReader.ask(api);
  }

  /**
   * The changes that certificates depend on, the oldest first.
   *
   * @param from at most 14 days before the end
   * @return fails with an {@link ApiException} where there is no answer
   */
  public static Future<List<AuditEvent>> audits(Api api, Vertx vertx, Instant from, Instant to) {
    return new AuditReader(api, loop(vertx)).between(from, to);
  }

  /** Begins to watch; the first round is over some seconds later. */
  public static Genesys start(GenesysSettings settings, Means means) {
    Loop loop = loop(means.vertx());
    Worker worker = worker(means.vertx());
    Genesys genesys = of(settings, means, loop, worker);
    loop.execute(() -> {
      genesys.organizations.forEach(OrganizationWatch::start);
      genesys.tenants.forEach(CxoneWatch::start);
    });
    return genesys;
  }

  private static Loop loop(Vertx vertx) {
    return Loop.of(((VertxInternal) vertx).createEventLoopContext());
  }

  private static Worker worker(Vertx vertx) {
    return new Worker() {
      @Override
      public <T> Future<T> run(Callable<T> work) {
        return vertx.executeBlocking(work, false).map(Objects::requireNonNull);
      }
    };
  }

  private static Genesys of(GenesysSettings settings, Means means, Loop loop, Worker worker) {
    List<OrganizationWatch> organizations = new ArrayList<>();
    List<Connection> connections = new ArrayList<>();
    for (OrganizationSettings organization : settings.organizations()) {
      Connection connection = means.api().apply(organization);
      connections.add(connection);
      organizations.add(
          new OrganizationWatch(
              organization,
              settings,
              connection.api(),
              means.surroundings(),
              worker,
              new Watched.Means(organization.name(), loop, means.clock(), means.listener())));
    }
    List<CxoneWatch> tenants =
        settings.cxone().stream()
            .map(tenant ->
                new CxoneWatch(
                    tenant,
                    settings,
                    means.discovery().apply(tenant),
                    means.surroundings(),
                    new Watched.Means(tenant.name(), loop, means.clock(), means.listener())))
            .toList();
    return new Genesys(loop, organizations, tenants, connections, settings.certificates());
  }

  /** All that is known now. */
  public GenesysState state() {
    return new GenesysState(
        Stream.concat(
                organizations.stream().map(OrganizationWatch::state),
                tenants.stream().map(CxoneWatch::state))
            .toList(),
        certificates);
  }

  /** The targets that are discovered, one source for each organization and tenant. */
  public List<TargetSource> targets() {
    return Stream.<TargetSource>concat(
            organizations.stream().map(OrganizationWatch::targets),
            tenants.stream().map(CxoneWatch::targets))
        .toList();
  }

  /** Asks nothing any more and gives access tokens back, as far as that goes quickly. */
  public Future<Void> stop() {
    loop.execute(() -> {
      organizations.forEach(OrganizationWatch::stop);
      tenants.forEach(CxoneWatch::stop);
    });
    return Future.join(connections.stream().map(one -> one.leave().get()).toList()).mapEmpty();
  }
}
