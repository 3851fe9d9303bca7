package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.handshake.breaker.Admission;
import dev.handshake.breaker.Breaker;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.breaker.Verdict;
import dev.handshake.outgoing.AccessToken;
import dev.handshake.outgoing.Call;
import dev.handshake.outgoing.CallException;
import dev.handshake.outgoing.JsonText;
import dev.handshake.outgoing.Reply;
import dev.handshake.outgoing.Service;
import dev.handshake.outgoing.TokenException;
import dev.handshake.outgoing.TokenKeeper;
import dev.handshake.schedule.Loop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API over HTTPS, for one organization: a token when one is needed, few requests at once, again
 * where that may help, and none at all while the API fails. Its state lives on one loop; it may be
 * asked on any thread.
 */
public final class ApiClient implements Api {
  private static final Logger LOG = LoggerFactory.getLogger(ApiClient.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int AT_ONCE = 2;
  private static final String DEPLOY = "deploy";

  private final Vertx vertx;
  private final OrganizationSettings organization;
  private final TokenKeeper tokens;
  private final Service service;
  private final Loop loop;
  private final InstantSource clock;
  private final Pauses pauses;
  private final ApiListener listener;
  private final Breaker breaker = new Breaker(BreakerSettings.DEFAULT);
  private final Slots slots = new Slots(AT_ONCE);
  private @Nullable AccessToken known;

  /**
   * Asks for nothing yet.
   *
   * @param tokens of the organization's OAuth client
   * @param service reaches the region's API by the organization's trust and proxy
   * @param clock the wall clock
   */
  public ApiClient(
      Vertx vertx,
      OrganizationSettings organization,
      TokenKeeper tokens,
      Service service,
      Loop loop,
      InstantSource clock,
      RandomGenerator random,
      ApiListener listener) {
    this.vertx = vertx;
    this.organization = organization;
    this.tokens = tokens;
    this.service = service;
    this.loop = loop;
    this.clock = clock;
    this.pauses = new Pauses(random);
    this.listener = listener;
    listener.breaker(breaker.state());
  }

  /** A whole answer. */
  private record Answer(JsonNode json, long size) {}

  @Override
  public Future<JsonNode> get(Source source, String path) {
    return ask(new Request(source.word(), path, Optional.empty(), false)).map(Answer::json);
  }

  /** What data actions are given may be secret, and an answer may repeat it. */
  @Override
  public Future<JsonNode> post(Source source, String path, JsonNode body) {
    boolean confidential = source == Source.ACTIONS;
    return ask(new Request(source.word(), path, Optional.of(content(body)), confidential))
        .map(Answer::json);
  }

  /**
   * POST of something that is to be deployed and holds a key: what the API says of it is not
   * repeated, since it may repeat the key.
   *
   * @param path beginning with {@code /api/v2/}
   * @throws IllegalArgumentException where the path is another
   */
  public Future<JsonNode> deploy(String path, JsonNode body) {
    return ask(new Request(DEPLOY, path, Optional.of(content(body)), true)).map(Answer::json);
  }

  /** Whether a text is a path of the API, with a query or without. */
  public static boolean isPath(String text) {
    return Pages.isPath(text);
  }

  private static Buffer content(JsonNode body) {
    return Buffer.buffer(body.toString());
  }

  @Override
  public Future<List<JsonNode>> list(Source source, String path) {
    return page(source, path, new Pages(path));
  }

  private Future<List<JsonNode>> page(Source source, String path, Pages pages) {
    return ask(new Request(source.word(), path, Optional.empty(), false))
        .compose(answer -> {
          try {
            return pages
                .take(path, answer.json(), answer.size())
                .map(next -> page(source, next, pages))
                .orElseGet(() -> Future.succeededFuture(pages.entities()));
          } catch (ApiException unbelievable) {
            return Future.failedFuture(unbelievable);
          }
        });
  }

  private Future<Answer> ask(Request request) {
    loop.execute(() -> slots.enter(request::begin));
    return request.answer.future();
  }

  /** One request with all its attempts. It occupies a slot while it is under way, not in pauses. */
  private final class Request {
    private final Promise<Answer> answer = Promise.promise();
    private final String source;
    private final String path;
    private final Optional<Buffer> body;
    private final boolean confidential;
    private Admission.@Nullable Ticket ticket;
    private Instant due = Instant.MIN;
    private int attempts;
    private boolean trial;
    private boolean renewed;

    Request(String source, String path, Optional<Buffer> body, boolean confidential) {
      if (!Pages.isPath(path)) {
        throw new IllegalArgumentException("path: " + path + " (expected: /api/v2/...)");
      }
      this.source = source;
      this.path = path;
      this.body = body;
      this.confidential = confidential;
    }

    void begin() {
      due = clock.instant();
      switch (breaker.admit(due)) {
        case Admission.Probe(var given) -> ticket = given;
        case Admission.Trial(var given) -> {
          ticket = given;
          trial = true;
          listener.breaker(breaker.state());
        }
        case Admission.Skip _ -> {
          slots.leave();
          answer.fail(
              new ApiException(
                  SourceFault.BREAKER_OPEN, "not asked, since the API failed just now"));
          return;
        }
      }
      attempt();
    }

    private void attempt() {
      attempts++;
      tokens.token().onComplete(result -> loop.execute(() -> authorized(result)));
    }

    private void authorized(AsyncResult<AccessToken> result) {
      if (result.succeeded()) {
        send(result.result());
      } else {
        setBack(Setback.of(((TokenException) result.cause()).fault()), "token");
      }
    }

    private void send(AccessToken token) {
      if (!token.equals(known)) {
        known = token;
        listener.tokenExpires(token.expires());
      }
      Instant start = clock.instant();
      service
          .send(call(token))
          .onComplete(result -> loop.execute(() -> answered(token, start, result)));
    }

    private Call call(AccessToken token) {
      URI url = URI.create(organization.region().api() + path);
      return body.map(content -> Call.post(url, "application/json", content, LIMIT))
          .orElseGet(() -> Call.get(url, LIMIT))
          .with("Accept", "application/json")
          .with("Authorization", token.authorization());
    }

    private void answered(AccessToken token, Instant start, AsyncResult<Reply> result) {
      Duration took = Duration.between(start, clock.instant());
      Duration counted = took.isNegative() ? Duration.ZERO : took;
      if (result.failed()) {
        var fault = ((CallException) result.cause()).fault();
        listener.requested(source, fault.code(), counted);
        setBack(Setback.of(fault), fault.code());
        return;
      }
      Reply reply = result.result();
      listener.requested(source, Integer.toString(reply.status()), counted);
      RateLimit.of(reply).ifPresent(listener::limited);
      if (reply.isFine()) {
        read(reply, token);
      } else if (reply.status() == 401 && !renewed) {
        renew(token, reply);
      } else {
        setBack(setback(reply, token), statusOf(reply));
      }
    }

    /** With another token it may be granted: once, and only if there is another. */
    private void renew(AccessToken token, Reply reply) {
      renewed = true;
      tokens.refused(token);
      Setback refused = setback(reply, token);
      tokens
          .token()
          .onComplete(result ->
              loop.execute(() -> {
                if (result.succeeded() && result.result().equals(token)) {
                  setBack(refused, statusOf(reply));
                } else {
                  log(refused, statusOf(reply));
                  authorized(result);
                }
              }));
    }

    private Setback setback(Reply reply, AccessToken token) {
      ErrorBody said = ErrorBody.of(reply, token);
      return Setback.of(reply, confidential ? said.withoutMessage() : said, clock.instant());
    }

    private void read(Reply reply, AccessToken token) {
      vertx
          .executeBlocking(() -> parsed(reply, token), false)
          .onComplete(result ->
              loop.execute(() -> {
                if (result.succeeded()) {
                  record(Verdict.SUCCESS);
                  slots.leave();
                  answer.complete(result.result());
                } else {
                  String why = String.valueOf(result.cause().getMessage());
                  setBack(Setback.invalid(why + correlation(reply, token)), statusOf(reply));
                }
              }));
    }

    private void setBack(Setback setback, String code) {
      log(setback, code);
      slots.leave();
      Optional<Duration> pause =
          mayBeSentAgain(setback) ? pauses.after(attempts, setback.wish()) : Optional.empty();
      pause.ifPresentOrElse(
          time -> loop.after(time, () -> slots.enter(() -> again(setback))), () -> fail(setback));
    }

    private boolean mayBeSentAgain(Setback setback) {
      return switch (setback.again()) {
        case NEVER -> false;
        case IF_SAFE -> body.isEmpty() && !trial;
        case ALWAYS -> !trial;
      };
    }

    /** Not where the breaker has opened meanwhile. */
    private void again(Setback last) {
      if (breaker.ticket().equals(ticket)) {
        attempt();
      } else {
        slots.leave();
        fail(last);
      }
    }

    private void fail(Setback setback) {
      record(setback.verdict());
      answer.fail(setback.exception());
    }

    private void record(Verdict verdict) {
      if (ticket != null) {
        breaker
            .record(ticket, verdict, due, clock.instant())
            .ifPresent(_ -> listener.breaker(breaker.state()));
      }
    }

    private void log(Setback setback, String code) {
      LOG.atDebug()
          .addKeyValue("organization", organization.name())
          .addKeyValue("source", source)
          .addKeyValue("attempt", attempts)
          .addKeyValue("code", code)
          .addKeyValue("why", setback.detail())
          .log("a request to the API failed");
    }
  }

  private static String statusOf(Reply reply) {
    return Integer.toString(reply.status());
  }

  private static String correlation(Reply reply, AccessToken token) {
    return ErrorBody.of(reply, token).correlation().map(id -> ", correlation id " + id).orElse("");
  }

  /**
   * Reads an answer. One that repeats our token is not believed, since what it says is shown.
   *
   * @throws IOException whose message may be shown
   */
  private static Answer parsed(Reply reply, AccessToken token) throws IOException {
    if (reply.body().toString().contains(token.text())) {
      throw new IOException("the answer repeats our access token");
    }
    long size = JsonText.weight(reply.body());
    if (reply.status() == 204) {
      return new Answer(MissingNode.getInstance(), size);
    }
    JsonNode json = json(reply.body());
    if (!json.isContainerNode()) {
      throw new IOException("the answer is no object and no array");
    }
    return new Answer(json, size);
  }

  private static JsonNode json(Buffer body) throws IOException {
    try {
      return JsonText.read(body);
    } catch (IOException malformed) {
      throw new IOException("the answer is cut off or no JSON", malformed);
    }
  }
}
