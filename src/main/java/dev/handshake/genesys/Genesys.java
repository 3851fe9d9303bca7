package dev.handshake.genesys;

import dev.handshake.address.Allowance;
import dev.handshake.discovery.TargetSource;
import dev.handshake.schedule.Loop;
import dev.handshake.target.ProbeModule;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The watch over the platform: all organizations and tenants, each in its own interval, and what is
 * known of them as one immutable state. Which these are may change meanwhile.
 */
public final class Genesys {
  private final Means means;
  private final Loop loop;
  private final Worker worker;
  private volatile Members members = new Members(List.of(), List.of(), List.of());

  private Genesys(Means means) {
    this.means = means;
    this.loop = loop(means.vertx());
    this.worker = worker(means.vertx());
  }

  /** Who is watched now. */
  private record Members(
      List<Organization> organizations,
      List<Tenant> tenants,
      List<SuppliedCertificate> certificates) {}

  private record Organization(
      OrganizationSettings settings,
      Shared shared,
      Connection connection,
      OrganizationWatch watch) {}

  private record Tenant(
      CxoneSettings settings, Shared shared, CxoneDocuments documents, CxoneWatch watch) {}

  /**
   * What all watches are made with.
   *
   * @param module by which discovered hosts are probed
   */
  private record Shared(
      ProbeModule module,
      Duration pollInterval,
      List<ReadinessCheck> readiness,
      Set<Source> sources,
      List<SuppliedCertificate> certificates,
      List<Allowance> discoveryAllow) {
    static Shared of(GenesysSettings settings, Surroundings surroundings) {
      return new Shared(
          surroundings.module(),
          settings.pollInterval(),
          settings.readiness(),
          settings.sources(),
          settings.certificates(),
          settings.discoveryAllow());
    }
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
    Genesys genesys = new Genesys(means);
    genesys.become(settings, Set.of());
    return genesys;
  }

  /**
   * Watches what these settings name from now on, and nothing else. A watch that nothing has
   * changed for goes on; one that begins anew under its name begins with the targets that were
   * known. One call at a time.
   *
   * @param renewed trust stores that have another content than before, by name
   * @return completes once those that are gone were left, or might have been; never fails
   */
  public Future<Void> become(GenesysSettings settings, Set<String> renewed) {
    Shared shared = Shared.of(settings, means.surroundings());
    Members before = members;
    List<Organization> organizations =
        settings.organizations().stream()
            .map(one ->
                before.organizations().stream()
                    .filter(old -> old.settings().equals(one) && old.shared().equals(shared))
                    .filter(_ -> !renewed.contains(one.trust()))
                    .findFirst()
                    .orElseGet(() -> organization(one, settings, before.organizations())))
            .toList();
    List<Tenant> tenants =
        settings.cxone().stream()
            .map(one ->
                before.tenants().stream()
                    .filter(old -> old.settings().equals(one) && old.shared().equals(shared))
                    .filter(_ -> !renewed.contains(one.trust()))
                    .findFirst()
                    .orElseGet(() -> tenant(one, settings, before.tenants())))
            .toList();
    members = new Members(organizations, tenants, settings.certificates());
    loop.execute(() -> begin(before, members));
    return leave(
        before.organizations().stream().filter(one -> !organizations.contains(one)).toList(),
        before.tenants().stream().filter(one -> !tenants.contains(one)).toList());
  }

  private Future<Void> leave(List<Organization> organizations, List<Tenant> tenants) {
    loop.execute(() -> {
      organizations.forEach(one -> one.watch().stop());
      tenants.forEach(one -> one.watch().stop());
    });
    tenants.forEach(one -> one.documents().close());
    return Future.join(organizations.stream().map(one -> one.connection().leave().get()).toList())
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  private static void begin(Members before, Members now) {
    now.organizations().stream()
        .filter(one -> !before.organizations().contains(one))
        .forEach(one -> one.watch().start());
    now.tenants().stream()
        .filter(one -> !before.tenants().contains(one))
        .forEach(one -> one.watch().start());
  }

  private Organization organization(
      OrganizationSettings one, GenesysSettings settings, List<Organization> before) {
    Connection connection = means.api().apply(one);
    OrganizationWatch watch =
        new OrganizationWatch(
            one,
            settings,
            connection.api(),
            means.surroundings(),
            worker,
            new Watched.Means(one.name(), loop, means.clock(), means.listener()));
    before.stream()
        .filter(old -> old.settings().name().equals(one.name()))
        .filter(old -> old.settings().region().equals(one.region()))
        .forEach(old -> watch.targets().begin(old.watch().targets()));
    return new Organization(one, Shared.of(settings, means.surroundings()), connection, watch);
  }

  private Tenant tenant(CxoneSettings one, GenesysSettings settings, List<Tenant> before) {
    CxoneDocuments documents = means.discovery().apply(one);
    CxoneWatch watch =
        new CxoneWatch(
            one,
            settings,
            documents,
            means.surroundings(),
            new Watched.Means(one.name(), loop, means.clock(), means.listener()));
    before.stream()
        .filter(old -> old.settings().name().equals(one.name()))
        .forEach(old -> watch.targets().begin(old.watch().targets()));
    return new Tenant(one, Shared.of(settings, means.surroundings()), documents, watch);
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

  /** All that is known now. */
  public GenesysState state() {
    Members now = members;
    return new GenesysState(
        Stream.concat(
                now.organizations().stream().map(one -> one.watch().state()),
                now.tenants().stream().map(one -> one.watch().state()))
            .toList(),
        now.certificates());
  }

  /** The targets that are discovered, one source for each organization and tenant. */
  public List<TargetSource> targets() {
    Members now = members;
    return Stream.<TargetSource>concat(
            now.organizations().stream().map(one -> one.watch().targets()),
            now.tenants().stream().map(one -> one.watch().targets()))
        .toList();
  }

  /** Asks nothing any more and gives access tokens back, as far as that goes quickly. */
  public Future<Void> stop() {
    return leave(members.organizations(), members.tenants());
  }
}
