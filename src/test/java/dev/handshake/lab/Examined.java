package dev.handshake.lab;

import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import dev.handshake.credential.IdentityInspector;
import dev.handshake.monitor.Examiner;
import dev.handshake.monitor.IdentityJudge;
import dev.handshake.observation.Engine;
import dev.handshake.probe.DnsSettings;
import dev.handshake.probe.Prober;
import dev.handshake.probe.Resolver;
import dev.handshake.report.Report;
import dev.handshake.target.Target;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Examines targets as the agent does, and waits for the report. */
public final class Examined implements AutoCloseable {
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
  private final Resolver resolver;
  private final Prober prober;
  private final Examiner examiner;

  public Examined(
      DnsSettings dns, Map<String, Identity> identities, Map<String, TrustAnchors> trust) {
    Clock clock = Clock.systemUTC();
    this.resolver = new Resolver(vertx, dns);
    this.prober =
        new Prober(vertx, 1, resolver, name -> Optional.ofNullable(identities.get(name)), clock);
    ChainInspector chains = new ChainInspector();
    Function<String, TrustAnchors> stores =
        store -> Objects.requireNonNull(trust.get(store), store);
    IdentityJudge judge =
        new IdentityJudge(
            name -> Optional.ofNullable(identities.get(name)),
            stores,
            new IdentityInspector(chains, trust.values()),
            chains);
    this.examiner = new Examiner(vertx, prober, chains, stores, judge, clock);
  }

  /** For the targets of a street. */
  public static Examined of(Street street) {
    return new Examined(
        street.dns(), street.identities(), Map.of(street.roots().name(), street.roots()));
  }

  public Report report(Target target) throws Exception {
    return examiner
        .examineWithBothEngines(target)
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  public Report report(Target target, Engine engine) throws Exception {
    return examiner
        .examine(target, engine)
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    prober.close();
    resolver.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
