package dev.handshake.probe;

import dev.handshake.observation.Outcome.ResolveFault;
import dev.handshake.probe.Resolution.Resolved;
import dev.handshake.probe.Resolution.Unresolved;
import dev.handshake.target.AddressFamily;
import dev.handshake.target.Endpoint;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Turns a host into addresses: an IP literal as it stands, else by the hosts file, else by DNS,
 * whose answers it remembers for as long as they say. It tells apart a name that does not exist, a
 * name without an address, a name server that fails and one that is silent. Safe for use from any
 * thread.
 */
public final class Resolver implements AutoCloseable {
  private static final Path SYSTEM_HOSTS = Path.of("/etc/hosts");
  private static final Path SYSTEM_SERVERS = Path.of("/etc/resolv.conf");

  private final VertxInternal vertx;
  private final Path resolvConf;
  private final LongSupplier nanoTime;
  private final DestinationOrder order;
  private final AnswerCache answers;
  private final Set<DnsLookup> underWay = ConcurrentHashMap.newKeySet();
  private volatile Sources sources;
  private volatile boolean closed;

  /** Where addresses come from. */
  private record Sources(
      DnsSettings settings,
      WatchedFile<HostsFile> hosts,
      Optional<WatchedFile<NameServers>> systemServers,
      NameServers configured) {
    Future<NameServers> nameServers() {
      return systemServers
          .map(WatchedFile::content)
          .orElseGet(() -> Future.succeededFuture(configured));
    }
  }

  /**
   * Reads the hosts file and, unless servers are named, the system's resolv.conf.
   *
   * @throws IllegalArgumentException if a server of the settings is not an address
   */
  public Resolver(Vertx vertx, DnsSettings settings) {
    this(vertx, settings, SYSTEM_SERVERS, System::nanoTime);
  }

  Resolver(Vertx vertx, DnsSettings settings, Path resolvConf, LongSupplier nanoTime) {
    this.vertx = (VertxInternal) vertx;
    this.resolvConf = resolvConf;
    this.nanoTime = nanoTime;
    this.answers = new AnswerCache(nanoTime);
    this.order = new DestinationOrder(new SourceAddresses(nanoTime)::of);
    this.sources = sources(settings);
  }

  /**
   * Follows other settings from now on; look-ups under way end as they began. Reads files, as the
   * start does.
   *
   * @throws IllegalArgumentException if a server of the settings is not an address
   */
  public void become(DnsSettings settings) {
    if (!settings.equals(sources.settings())) {
      sources = sources(settings);
    }
  }

  private Sources sources(DnsSettings settings) {
    WatchedFile<HostsFile> hosts =
        new WatchedFile<>(
            vertx,
            settings.hostsFile().orElse(SYSTEM_HOSTS),
            HostsFile::read,
            HostsFile.EMPTY,
            nanoTime);
    String origin = resolvConf.toString();
    Optional<WatchedFile<NameServers>> systemServers =
        settings.servers().isEmpty()
            ? Optional.of(
                new WatchedFile<>(
                    vertx,
                    resolvConf,
                    file ->
                        NameServers.parse(
                            Files.readAllLines(file, StandardCharsets.ISO_8859_1), origin),
                    NameServers.parse(List.of(), origin),
                    nanoTime))
            : Optional.empty();
    return new Sources(settings, hosts, systemServers, NameServers.configured(settings.servers()));
  }

  /** The addresses of a host, of either family; fails where it has none, too. */
  public Future<List<InetAddress>> addresses(String host) {
    return resolve(host, AddressFamily.ANY)
        .compose(resolution ->
            switch (resolution) {
              case Resolution.Resolved(var addresses) -> Future.succeededFuture(addresses);
              case Resolution.Unresolved(_, var detail) ->
                  Future.failedFuture(new IOException(detail));
            });
  }

  /**
   * Looks up the addresses of a host, within the time of the settings.
   *
   * @param host an IP literal or a DNS name in ASCII; a trailing dot keeps the search list away
   * @return completed on the caller's context; failed only for a fault or shortage of our own, such
   *     as no descriptor for a socket, or after {@link #close}
   */
  public Future<Resolution> resolve(String host, AddressFamily family) {
    ContextInternal context = vertx.getOrCreateContext();
    if (closed) {
      return context.failedFuture(new IllegalStateException("the resolver is closed"));
    }
    Optional<InetAddress> literal = Endpoint.literal(host);
    if (literal.isPresent()) {
      return context.succeededFuture(ofLiteral(host, literal.get(), family));
    }
    Promise<Resolution> promise = context.promise();
    Sources now = sources;
    now.hosts()
        .content()
        .map(file -> file.addresses(host, family))
        .compose(listed ->
            listed.isEmpty()
                ? askServers(now, context, host, family)
                : Future.succeededFuture(new Resolved(listed)))
        .map(this::ordered)
        .onComplete(promise);
    return promise.future();
  }

  private Future<Resolution> askServers(
      Sources now, ContextInternal context, String host, AddressFamily family) {
    return now.nameServers()
        .compose(servers -> {
          AnswerCache.Question question = new AnswerCache.Question(host, family, servers);
          return answers
              .find(question)
              .map(Future::<Resolution>succeededFuture)
              .orElseGet(() -> lookUp(context, question, now.settings().timeout()));
        });
  }

  private Future<Resolution> lookUp(
      ContextInternal context, AnswerCache.Question question, Duration timeout) {
    Promise<DnsLookup.Found> promise = context.promise();
    EventLoop loop = context.nettyEventLoop();
    DnsLookup lookup =
        new DnsLookup(
            DnsTransport.of(vertx, loop),
            question.servers(),
            question.host(),
            question.family(),
            timeout,
            promise);
    underWay.add(lookup);
    if (closed) {
      lookup.close();
    } else {
      loop.execute(lookup::start);
    }
    return promise
        .future()
        .onComplete(_ -> underWay.remove(lookup))
        .map(found -> {
          if (found.resolution() instanceof Resolved resolved) {
            answers.keep(question, resolved, found.holds());
          }
          return found.resolution();
        });
  }

  private Resolution ordered(Resolution resolution) {
    return switch (resolution) {
      case Resolved(var addresses) -> new Resolved(order.order(addresses));
      case Unresolved unresolved -> unresolved;
    };
  }

  private static Resolution ofLiteral(String host, InetAddress address, AddressFamily family) {
    return family.includes(address)
        ? new Resolved(List.of(address))
        : new Unresolved(ResolveFault.NO_ADDRESS, host + " is no " + DnsLookup.kind(family));
  }

  /**
   * Ends every look-up under way, as failed, and lets no other begin. To be closed before Vert.x.
   */
  @Override
  public void close() {
    closed = true;
    underWay.forEach(DnsLookup::close);
  }
}
