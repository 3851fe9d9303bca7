package dev.handshake.agent;

import dev.handshake.genesys.ApiListener;
import dev.handshake.genesys.AuditEvent;
import dev.handshake.genesys.Connection;
import dev.handshake.genesys.Genesys;
import dev.handshake.genesys.OrganizationSettings;
import dev.handshake.genesys.Standing;
import dev.handshake.genesys.Surroundings;
import dev.handshake.genesys.TrustedRoots;
import dev.handshake.report.ReportStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The platform's API for one command: asked once, then left. */
public final class Inquiry implements AutoCloseable {
  private static final long LONGEST_FAREWELL = 2;

  private final Plan plan;
  private final InstantSource clock;
  private final Probing probing;
  private final List<Connection> connections = new ArrayList<>();

  private Inquiry(Plan plan, InstantSource clock, Probing probing) {
    this.plan = plan;
    this.clock = clock;
    this.probing = probing;
  }

  /** Asks nothing yet. */
  public static Inquiry start(Plan plan, InstantSource clock) {
    return new Inquiry(plan, clock, Probing.start(plan, clock));
  }

  /**
   * The client certificates of an organization's region, judged by the plan's readiness.
   *
   * @return fails with an {@link dev.handshake.genesys.ApiException} where there is no answer
   */
  public CompletableFuture<List<Standing>> certificates(OrganizationSettings organization) {
    Surroundings around = new Around(new InForce(plan), probing, new ReportStore(clock));
    return answer(
        Genesys.certificates(
            plan.genesys(),
            connection(organization).api(),
            around,
            probing.vertx(),
            clock.instant()));
  }

  /**
   * The roots that the platform trusts when it calls a gateway.
   *
   * @return fails with an {@link dev.handshake.genesys.ApiException} where there is no answer
   */
  public CompletableFuture<TrustedRoots> roots(OrganizationSettings organization) {
    return answer(Genesys.roots(connection(organization).api()));
  }

  /**
   * The changes that certificates depend on, the oldest first.
   *
   * @param since how far back, at most 14 days
   * @return fails with an {@link dev.handshake.genesys.ApiException} where there is no answer
   */
  public CompletableFuture<List<AuditEvent>> audits(
      OrganizationSettings organization, Duration since) {
    Instant now = clock.instant();
    return answer(
        Genesys.audits(connection(organization).api(), probing.vertx(), now.minus(since), now));
  }

  private Connection connection(OrganizationSettings organization) {
    Connection connection = Asking.connection(plan, probing, clock, organization, ApiListener.NONE);
    connections.add(connection);
    return connection;
  }

  private static <T> CompletableFuture<T> answer(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture();
  }

  /** Gives tokens back as far as that goes quickly. */
  @Override
  public void close() {
    try {
      answer(Future.join(connections.stream().map(one -> one.leave().get()).toList()))
          .get(LONGEST_FAREWELL, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException late) {
      // The token ends by itself.
    }
    probing.close();
  }
}
