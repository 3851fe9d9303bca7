package dev.handshake.genesys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.handshake.Eventually;
import dev.handshake.ScriptedHttps;
import dev.handshake.ScriptedHttps.Asked;
import dev.handshake.ScriptedHttps.Said;
import dev.handshake.genesys.ActionTestResult.Failure;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.outgoing.Service;
import dev.handshake.outgoing.TokenKeeper;
import dev.handshake.outgoing.Way;
import dev.handshake.schedule.Loop;
import dev.handshake.target.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order to run a data action on the wire, over TLS. */
class ActionTestCallTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @SuppressWarnings("TimeInStaticInitializer") // certificates for this run
  private static final LabPki PKI = LabPki.mint(Instant.now());

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  @Test
  void theOrderIsPostedWithItsInputsAndTheTokenOfTheOrganization() {
    try (ScriptedHttps platform = platform(Said.of(200, "{\"success\": true}"))) {
      ActionTestResult result = run(platform);
      assertThat(result.failure()).isEmpty();
      assertThat(orders(platform))
          .containsExactly(
              new Asked(
                  "POST",
                  "/api/v2/integrations/actions/custom_-_1/test",
                  Optional.of("Bearer t0ken"),
                  "{\"id\":\"7\"}"));
    }
  }

  @Test
  void anOrderThatFailedIsNotRepeated() {
    try (ScriptedHttps platform = platform(Said.of(503, "{\"code\": \"service.unavailable\"}"))) {
      assertThat(run(platform).failure()).contains(new Failure("api", "server_error"));
      assertThat(orders(platform)).hasSize(1);
    }
  }

  @Test
  void aMissingPermissionIsTold() {
    try (ScriptedHttps platform = platform(Said.of(403, "{\"code\": \"missing.permissions\"}"))) {
      assertThat(run(platform).failure()).contains(new Failure("api", "permission_denied"));
      assertThat(orders(platform)).hasSize(1);
    }
  }

  private static ScriptedHttps platform(Said said) {
    return ScriptedHttps.start(
        PKI.server(ServerCertificate.FINE),
        asked ->
            Optional.of(asked.path().equals("/oauth/token") ? Said.token("t0ken", 3600) : said));
  }

  private static List<Asked> orders(ScriptedHttps platform) {
    return platform.asked().stream().filter(asked -> !asked.path().equals("/oauth/token")).toList();
  }

  private ActionTestResult run(ScriptedHttps platform) {
    URI base = URI.create("https://127.0.0.1:" + platform.port());
    Region region = new Region("lab", "Lab", base, base, base, Optional.empty());
    OrganizationSettings acme =
        new OrganizationSettings(
            "acme", region, "client", new Secret.Given("secret"), LabPki.TRUST, Optional.empty());
    Service service =
        new Service(
            vertx,
            PKI.roots(),
            new Way(
                host -> Future.succeededFuture(List.of(InetAddress.ofLiteral(host))),
                Optional.empty()));
    Loop loop = Loop.of(((VertxInternal) vertx).createEventLoopContext());
    TokenKeeper tokens =
        new TokenKeeper(
            vertx,
            acme.oauth(),
            service,
            PATIENCE,
            Clock.systemUTC(),
            new SplittableRandom(),
            (_, _, _) -> {});
    Api api =
        new ApiClient(
            vertx,
            acme,
            tokens,
            service,
            loop,
            Clock.systemUTC(),
            new SplittableRandom(),
            ApiListener.NONE);
    ActionTestSettings test =
        new ActionTestSettings(
            "acme",
            "custom_-_1",
            JsonNodeFactory.instance.objectNode().put("id", "7"),
            Duration.ofHours(1));
    try (ActionTests tests =
        new ActionTests(
            List.of(test),
            _ -> new ActionTests.Client("lab", api),
            new Hasty(loop),
            Clock.systemUTC())) {
      tests.start();
      Eventually.holds(PATIENCE, () -> assertThat(tests.results()).hasSize(1));
      return tests.results().iterator().next();
    } finally {
      service.close();
    }
  }

  /** A loop for which every minute is over at once, and no hour ever. */
  private record Hasty(Loop loop) implements Loop {
    @Override
    public void execute(Runnable action) {
      loop.execute(action);
    }

    @Override
    public Runnable after(Duration delay, Runnable action) {
      return delay.compareTo(Duration.ofMinutes(1)) <= 0
          ? loop.after(Duration.ofMillis(1), action)
          : () -> {};
    }
  }
}
