package dev.handshake.outgoing;

import dev.handshake.credential.SecretFile;
import dev.handshake.target.OauthClient;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The access token of one OAuth client (RFC 6749, section 4.4): asked for when it is needed, once
 * however many wait, and again shortly before it ends. Credentials that were refused are left alone
 * for longer and longer, unless the secret has changed. Safe for use from any thread.
 */
public final class TokenKeeper {
  /** The source that token requests are counted under. */
  public static final String SOURCE = "token";

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final OauthClient client;
  private final Service service;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final CallListener listener;
  private final Restraint restraint;

  private @Nullable AccessToken held;
  private Instant refresh = Instant.MIN;
  private Instant renewable = Instant.MIN;
  private @Nullable Promise<AccessToken> underWay;

  /**
   * Asks for nothing yet.
   *
   * @param service reaches the token endpoint by the client's trust and proxy
   * @param pollInterval how often somebody needs the token: refused credentials are not tried again
   *     within it
   * @param clock the wall clock
   * @param random shortens lifetimes a little, so that agents do not come in step
   */
  public TokenKeeper(
      Vertx vertx,
      OauthClient client,
      Service service,
      Duration pollInterval,
      InstantSource clock,
      RandomGenerator random,
      CallListener listener) {
    this.vertx = vertx;
    this.client = client;
    this.service = service;
    this.clock = clock;
    this.random = random;
    this.listener = listener;
    this.restraint = new Restraint(pollInterval);
  }

  /**
   * A token that holds for some time yet.
   *
   * @return fails with a {@link TokenException} and nothing else
   */
  public Future<AccessToken> token() {
    Promise<AccessToken> asked = Promise.promise();
    synchronized (this) {
      if (held != null && clock.instant().isBefore(refresh)) {
        return Future.succeededFuture(held);
      }
      if (underWay != null) {
        return underWay.future();
      }
      underWay = asked;
    }
    vertx
        .executeBlocking(() -> SecretFile.reveal(client.secret()), false)
        .recover(failure -> failed(unreadable(failure)))
        .compose(this::ask)
        .onComplete(result -> ended(asked, result));
    return asked.future();
  }

  /** The token at hand, unless it has ended; asks for none. */
  public synchronized Optional<AccessToken> current() {
    return Optional.ofNullable(held).filter(token -> clock.instant().isBefore(token.expires()));
  }

  /**
   * A service did not accept a token: the next one is asked for anew, though not again soon, lest
   * each request of a service that accepts none costs a token.
   */
  public synchronized void refused(AccessToken token) {
    Instant now = clock.instant();
    if (token.equals(held) && !now.isBefore(renewable)) {
      held = null;
      renewable = now.plus(restraint.least());
    }
  }

  private void ended(Promise<AccessToken> asked, AsyncResult<AccessToken> result) {
    synchronized (this) {
      underWay = null;
    }
    asked.handle(result);
  }

  private static TokenFault unreadable(Throwable failure) {
    return new TokenFault.NoSecret("client_secret_file: " + failure.getMessage());
  }

  private Future<AccessToken> ask(String secret) {
    Instant start = clock.instant();
    Optional<TokenFault> left = restraint.reason(secret, start);
    if (left.isPresent()) {
      return failed(left.get());
    }
    return service
        .send(call(secret))
        .transform(result -> {
          listener.ended(SOURCE, code(result), took(start));
          TokenAnswer answer =
              result.succeeded()
                  ? TokenAnswer.of(result.result(), clock.instant())
                  : TokenAnswer.of(((CallException) result.cause()).fault());
          return taken(answer, secret, start);
        });
  }

  private synchronized Future<AccessToken> taken(TokenAnswer answer, String secret, Instant start) {
    return switch (answer) {
      case TokenAnswer.Issued(var text, var lifetime) -> {
        restraint.lift();
        AccessToken token = new AccessToken(text, start.plus(lifetime));
        held = token;
        refresh = token.expires().minus(early(lifetime));
        yield Future.succeededFuture(token);
      }
      case TokenAnswer.Failed(var fault) -> {
        restraint.consider(fault, secret, clock.instant());
        yield failed(fault);
      }
    };
  }

  /** How long before its end a token is replaced: a minute and a little more, by its lifetime. */
  private Duration early(Duration lifetime) {
    Duration minute = Duration.ofMinutes(1);
    Duration half = lifetime.dividedBy(2);
    Duration twentieth = lifetime.dividedBy(20);
    long most = (twentieth.compareTo(minute) < 0 ? twentieth : minute).toMillis();
    return (half.compareTo(minute) < 0 ? half : minute).plusMillis(random.nextLong(most + 1));
  }

  private Call call(String secret) {
    String pair =
        client.verbatim()
            ? client.clientId() + ":" + secret
            : encoded(client.clientId()) + ":" + encoded(secret);
    String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    String form =
        "grant_type=client_credentials"
            + client.scope().map(scope -> "&scope=" + encoded(scope)).orElse("");
    return Call.post(
            client.tokenUrl(), "application/x-www-form-urlencoded", Buffer.buffer(form), LIMIT)
        .with("Accept", "application/json")
        .with("Authorization", "Basic " + basic);
  }

  /** By the book, id and secret are encoded before they are joined (RFC 6749, section 2.3.1). */
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String code(AsyncResult<Reply> result) {
    return result.succeeded()
        ? Integer.toString(result.result().status())
        : ((CallException) result.cause()).fault().code();
  }

  private Duration took(Instant start) {
    Duration took = Duration.between(start, clock.instant());
    return took.isNegative() ? Duration.ZERO : took;
  }

  private static <T> Future<T> failed(TokenFault fault) {
    return Future.failedFuture(new TokenException(fault));
  }
}
