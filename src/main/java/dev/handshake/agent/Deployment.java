package dev.handshake.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.breaker.BreakerState;
import dev.handshake.config.Configuration;
import dev.handshake.genesys.ApiClient;
import dev.handshake.genesys.ApiException;
import dev.handshake.genesys.ApiListener;
import dev.handshake.genesys.AuditQuery;
import dev.handshake.genesys.OrganizationSettings;
import dev.handshake.genesys.RateLimit;
import dev.handshake.genesys.Source;
import dev.handshake.outgoing.Service;
import dev.handshake.outgoing.TokenKeeper;
import dev.handshake.outgoing.Way;
import dev.handshake.probe.Resolver;
import dev.handshake.schedule.Loop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.StreamSupport;

/** Sends one payload to the platform's API, and follows its audit trail. */
public final class Deployment implements AutoCloseable {
  private static final String MAPPING = "/api/v2/audits/query/servicemapping";
  private static final int MOST_SERVICES = 5;
  private static final Duration AROUND = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final Resolver resolver;
  private final Service service;
  private final Loop loop;
  private final ApiClient api;
  private final OrganizationSettings organization;
  private final List<Latency> latencies = new CopyOnWriteArrayList<>();

  /** How long one request took. */
  public record Latency(String request, String code, Duration took) {}

  private Deployment(Configuration configuration, OrganizationSettings organization) {
    this.organization = organization;
    this.vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1));
    this.resolver = new Resolver(vertx, configuration.settings().dns());
    this.service =
        new Service(
            vertx,
            configuration.credentials().trust(organization.trust()),
            new Way(resolver::addresses, organization.proxy()));
    this.loop = Loop.of(((VertxInternal) vertx).createEventLoopContext());
    ApiListener listener = listener();
    Clock clock = Clock.systemUTC();
    TokenKeeper tokens =
        new TokenKeeper(
            vertx,
            organization.oauth(),
            service,
            configuration.settings().genesys().pollInterval(),
            clock,
            new SplittableRandom(),
            listener::requested);
    this.api =
        new ApiClient(
            vertx, organization, tokens, service, loop, clock, new SplittableRandom(), listener);
  }

  /** Gets ready to send in the name of an organization; nothing is asked yet. */
  public static Deployment begin(Configuration configuration, OrganizationSettings organization) {
    return new Deployment(configuration, organization);
  }

  /**
   * Sends a payload, which may hold a key.
   *
   * @param path beginning with {@code /api/v2/}
   * @throws ApiException where it was not taken
   */
  public JsonNode send(String path, JsonNode payload) throws ApiException, InterruptedException {
    return awaited(api.deploy(path, payload));
  }

  /**
   * What the audit trail says of our own doings, and of what was deployed.
   *
   * @param since when it was sent
   * @param id of what was deployed; empty where the API told none
   * @throws ApiException where the trail cannot be had
   */
  public List<JsonNode> trail(Instant since, String domain, String id)
      throws ApiException, InterruptedException {
    AuditQuery query = new AuditQuery(api, loop);
    List<JsonNode> all = new ArrayList<>();
    for (String name : services(awaited(api.get(Source.AUDITS, MAPPING)))) {
      all.addAll(awaited(query.run(name, since.minus(AROUND), Instant.now().plus(AROUND))));
    }
    return all.stream().filter(message -> concerns(message, domain, id)).toList();
  }

  /** Which services keep domains or certificates: they are read, since they are not published. */
  private static List<String> services(JsonNode mapping) {
    return StreamSupport.stream(mapping.path("services").spliterator(), false)
        .filter(one -> {
          String entities = one.path("entities").toString().toLowerCase(Locale.ROOT);
          return entities.contains("domain") || entities.contains("certificate");
        })
        .map(one -> one.path("name").asText())
        .limit(MOST_SERVICES)
        .toList();
  }

  private boolean concerns(JsonNode message, String domain, String id) {
    JsonNode entity = message.path("entity");
    return organization.clientId().equals(message.path("client").path("id").asText())
        || domain.equals(entity.path("name").asText())
        || (!id.isEmpty() && id.equals(entity.path("id").asText()));
  }

  /** How long each request took so far, in order. */
  public List<Latency> latencies() {
    return List.copyOf(latencies);
  }

  private ApiListener listener() {
    return new ApiListener() {
      @Override
      public void requested(String source, String code, Duration took) {
        latencies.add(new Latency(source, code, took));
      }

      @Override
      public void limited(RateLimit limit) {}

      @Override
      public void tokenExpires(Instant when) {}

      @Override
      public void breaker(BreakerState state) {}
    };
  }

  private static <T> T awaited(Future<T> future) throws ApiException, InterruptedException {
    try {
      return future.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof ApiException fault) {
        throw fault;
      }
      throw new IllegalStateException("failed by our own fault", failed.getCause());
    }
  }

  @Override
  public void close() {
    service.close();
    resolver.close();
    var _ = vertx.close();
  }
}
