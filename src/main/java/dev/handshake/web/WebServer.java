package dev.handshake.web;

import dev.handshake.metrics.Exposition;
import dev.handshake.monitor.ProbeNow;
import dev.handshake.report.ReportStore;
import dev.handshake.report.TargetState;
import dev.handshake.target.Target;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's HTTP surface. Whatever grows with the number of targets is rendered on worker threads
 * of its own, so that neither scrapes nor page views hold up a probe.
 */
public final class WebServer {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final String JSON = "application/json";
  static final String TEXT = "text/plain; charset=utf-8";

  private final ReportStore store;
  private final MetricsPage metrics;
  private final Operations operations;
  private final ProbePage probes;
  private final InstantSource clock;
  private final Gate gate;
  private final Front front;
  private volatile WebFile file = WebFile.NONE;
  private Future<?> applied = Future.succeededFuture();
  private final Rendering rendering;

  private WebServer(
      Vertx vertx,
      WebSettings settings,
      ReportStore store,
      Exposition exposition,
      Operations operations,
      InstantSource clock,
      Bounds bounds) {
    this.store = store;
    this.metrics = new MetricsPage(vertx, exposition);
    this.operations = operations;
    this.rendering = new Rendering(vertx);
    this.probes = new ProbePage(operations.onRequest(), rendering);
    this.clock = clock;
    this.gate = new Gate(vertx, clock);
    this.front = new Front(vertx, settings.host(), router(vertx), clock, bounds);
  }

  /**
   * Begins to listen.
   *
   * @param descriptors how many the process may open, of which clients get a quarter at most
   * @return fails if the address cannot be listened on
   */
  public static Future<WebServer> start(
      Vertx vertx,
      WebSettings settings,
      ReportStore store,
      Exposition exposition,
      Operations operations,
      InstantSource clock,
      long descriptors) {
    Bounds bounds = Bounds.within(descriptors);
    return start(vertx, settings, store, exposition, operations, clock, bounds);
  }

  static Future<WebServer> start(
      Vertx vertx,
      WebSettings settings,
      ReportStore store,
      Exposition exposition,
      Operations operations,
      InstantSource clock,
      Bounds bounds) {
    WebServer web = new WebServer(vertx, settings, store, exposition, operations, clock, bounds);
    web.become(settings.file());
    return web.front.listen(settings.port(), settings.file()).map(web).onFailure(_ -> web.close());
  }

  /** The port that is listened on, also where any free one was asked for. */
  public int port() {
    return front.port();
  }

  /**
   * Goes on by the web file of other settings, after whatever else was to be applied; the address
   * stays. Who is to be let in is asked for before the port is opened anew.
   *
   * @return fails, with the old one in force, if the other cannot be
   */
  public synchronized Future<Void> apply(WebSettings settings) {
    Future<Void> next =
        applied
            .otherwiseEmpty()
            .compose(_ -> {
              WebFile before = file;
              if (before.equals(settings.file())) {
                return Future.succeededFuture();
              }
              become(settings.file());
              return front.become(settings.file()).onFailure(_ -> become(before));
            });
    applied = next;
    return next;
  }

  private void become(WebFile other) {
    file = other;
    gate.become(other);
  }

  /** Stops listening, gives requests under way a second, then drops them. */
  public Future<Void> close() {
    return front.close().eventually(this::closeWorkers);
  }

  private Future<Void> closeWorkers() {
    return Future.join(rendering.close(), metrics.close(), gate.close()).mapEmpty();
  }

  private Router router(Vertx vertx) {
    Router router = Router.router(vertx);
    router.route().handler(this::count);
    router.route().handler(gate::pass);
    router.route().handler(WebServer::legible);
    get(router, "/", this::page);
    get(router, "/metrics", metrics::answer);
    answer(router, "/probe", probes::answer, HttpMethod.GET);
    get(router, "/api/v1/targets", this::targets);
    get(router, "/api/v1/targets/:name", this::target);
    get(router, "/api/v1/http_sd", this::discovery);
    answer(router, "/api/v1/targets/:name/probe", this::probe, HttpMethod.POST);
    get(router, "/runbooks", WebServer::runbooks);
    get(router, "/runbooks/:page", this::runbook);
    get(router, "/config", this::configuration);
    answer(router, "/-/reload", this::reload, HttpMethod.POST, HttpMethod.PUT);
    get(router, "/-/healthy", this::healthy);
    get(router, "/-/ready", this::ready);
    router.errorHandler(400, context -> text(context, 400, "bad request\n"));
    router.errorHandler(404, context -> text(context, 404, "not found\n"));
    router.errorHandler(500, WebServer::failed);
    return router;
  }

  private static void get(Router router, String path, Handler<RoutingContext> handler) {
    answer(router, path, handler, HttpMethod.GET, HttpMethod.HEAD);
  }

  /** Others than these methods are told which they are (RFC 9110, section 15.5.6). */
  private static void answer(
      Router router, String path, Handler<RoutingContext> handler, HttpMethod... methods) {
    for (HttpMethod method : methods) {
      router.route(method, path).handler(handler);
    }
    String allowed = Arrays.stream(methods).map(HttpMethod::name).collect(Collectors.joining(", "));
    router
        .route(path)
        .handler(context -> {
          context.response().putHeader(HttpHeaderNames.ALLOW, allowed);
          text(context, 405, "method not allowed\n");
        });
  }

  /** Tells the front when it is answered. */
  private void count(RoutingContext context) {
    Runnable answered = front.asked(context.request());
    context.addEndHandler(_ -> answered.run());
    context.next();
  }

  /** What cannot be understood is the asker's mistake (RFC 3986, section 2.1), not ours. */
  private static void legible(RoutingContext context) {
    if (!isTarget(context.request().uri())) {
      text(context, 400, "request target: (expected: a path or an absolute http URI)\n");
    } else if (!isDecodable(context)) {
      text(context, 400, "path and query: (expected: percent-encoded UTF-8)\n");
    } else if (context.request().headers().getAll(HttpHeaderNames.HOST).size() > 1) {
      text(context, 400, "host: more than one (expected: one, RFC 9112, section 3.2)\n");
    } else {
      context.next();
    }
  }

  /** Whether it has origin or absolute form (RFC 9112, section 3.2); we are no proxy. */
  private static boolean isTarget(String uri) {
    if (uri.startsWith("/")) {
      return true;
    }
    try {
      return new URI(uri).getHost() != null;
    } catch (URISyntaxException malformed) {
      return false;
    }
  }

  private static boolean isDecodable(RoutingContext context) {
    try {
      context.normalizedPath();
      context.request().params();
      return true;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private void page(RoutingContext context) {
    rendering.render(
        context, 200, Html.TYPE, out -> StatusPage.write(store.targets(), clock.instant(), out));
  }

  private void targets(RoutingContext context) {
    rendering.render(context, 200, JSON, out -> TargetJson.targets(store.targets(), out));
  }

  private void discovery(RoutingContext context) {
    List<Target> watched = store.targets().stream().map(TargetState::target).toList();
    rendering.render(context, 200, JSON, out -> DiscoveryJson.write(watched, out));
  }

  private void target(RoutingContext context) {
    Optional<String> ip = Optional.ofNullable(context.request().getParam("ip"));
    List<TargetState> states =
        store.targets(name(context)).stream()
            .filter(state -> ip.isEmpty() || state.target().ipText().equals(ip))
            .toList();
    switch (states.size()) {
      case 0 -> unknown(context);
      case 1 ->
          rendering.render(context, 200, JSON, out -> TargetJson.target(states.getFirst(), out));
      default -> rendering.render(context, 200, JSON, out -> TargetJson.addresses(states, out));
    }
  }

  private void probe(RoutingContext context) {
    operations
        .probeNow()
        .apply(name(context))
        .onFailure(context::fail)
        .onSuccess(answer -> probed(context, answer));
  }

  private void probed(RoutingContext context, ProbeNow answer) {
    switch (answer) {
      case ProbeNow.Accepted() -> context.response().setStatusCode(202).end();
      case ProbeNow.Unknown() -> unknown(context);
      case ProbeNow.TooSoon(Duration remaining) -> {
        long seconds = remaining.plusSeconds(1).minusNanos(1).toSeconds();
        context.response().putHeader(HttpHeaderNames.RETRY_AFTER, Long.toString(seconds));
        error(context, 429, "probed on request a moment ago; again in " + seconds + " s");
      }
    }
  }

  /** The index; its links are relative to the path with a slash at its end. */
  private static void runbooks(RoutingContext context) {
    if (context.normalizedPath().endsWith("/")) {
      context.reroute("/runbooks/" + Runbook.INDEX);
    } else {
      context.redirect("/runbooks/");
    }
  }

  private void runbook(RoutingContext context) {
    String page = Objects.requireNonNull(context.pathParam("page"), "route without a page");
    Runbook.find(page)
        .ifPresentOrElse(
            found -> rendering.render(context, 200, Html.TYPE, found::write),
            () -> text(context, 404, "no such page of the runbook; see /runbooks/\n"));
  }

  private void configuration(RoutingContext context) {
    String text = operations.configuration().get();
    rendering.render(context, 200, TEXT, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void reload(RoutingContext context) {
    operations
        .reload()
        .get()
        .onFailure(context::fail)
        .onSuccess(reloaded -> reloaded(context, reloaded));
  }

  private static void reloaded(RoutingContext context, Reloaded reloaded) {
    switch (reloaded) {
      case Reloaded.Applied() -> text(context, 200, "reloaded\n");
      case Reloaded.Refused(var complaints) ->
          text(context, 500, String.join("\n", complaints) + "\n");
    }
  }

  private void healthy(RoutingContext context) {
    boolean holds = operations.healthy().getAsBoolean();
    text(context, holds ? 200 : 503, holds ? "healthy\n" : "the schedule does not go on\n");
  }

  private void ready(RoutingContext context) {
    boolean holds = operations.ready().getAsBoolean();
    text(context, holds ? 200 : 503, holds ? "ready\n" : "not ready\n");
  }

  private void unknown(RoutingContext context) {
    error(context, 404, "no target of this name: " + name(context));
  }

  private void error(RoutingContext context, int status, String message) {
    rendering.render(context, status, JSON, out -> TargetJson.error(message, out));
  }

  static void text(RoutingContext context, int status, String text) {
    context.response().setStatusCode(status).putHeader(HttpHeaderNames.CONTENT_TYPE, TEXT);
    end(context, Buffer.buffer(text));
  }

  /** HEAD gets the head of what GET would get (RFC 9110, section 9.3.2). */
  private static void end(RoutingContext context, Buffer body) {
    if (context.request().method().equals(HttpMethod.HEAD)) {
      context
          .response()
          .putHeader(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length()))
          .end();
    } else {
      context.response().end(body);
    }
  }

  private static void failed(RoutingContext context) {
    LOG.error("cannot answer {}", context.request().path(), context.failure());
    if (!context.response().headWritten()) {
      text(context, 500, "internal error\n");
    }
  }

  /** The target's name, as the path gives it in percent-encoding. */
  private static String name(RoutingContext context) {
    return Objects.requireNonNull(context.pathParam("name"), "route without a name");
  }

  static String header(RoutingContext context, CharSequence name) {
    String value = context.request().getHeader(name);
    return value == null ? "" : value;
  }
}
