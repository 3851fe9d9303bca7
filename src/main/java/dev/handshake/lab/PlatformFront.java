package dev.handshake.lab;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/** What every host of the platform does before it looks at a request: it counts, and may fail. */
final class PlatformFront {
  /** Under which a request carries the fault that will bend its answer. */
  static final String BENDING = "bending";

  /** The platform's {@code request.bytes.max}. */
  private static final long LONGEST_BODY = 512_000;

  private final PlatformFaults faults;
  private final PlatformCounts counts;
  private final InstantSource clock;

  PlatformFront(PlatformFaults faults, PlatformCounts counts, InstantSource clock) {
    this.faults = faults;
    this.counts = counts;
    this.clock = clock;
  }

  /** Stands before all routes of a host. */
  void guard(String host, Router router) {
    router.route().handler(BodyHandler.create(false).setBodyLimit(LONGEST_BODY));
    router.route().handler(context -> pass(host, context));
  }

  private void pass(String host, RoutingContext context) {
    count(host, context);
    String correlation = UUID.randomUUID().toString();
    context.put(PlatformReplies.CORRELATION, correlation);
    context.response().putHeader("ININ-Correlation-Id", correlation);
    Optional<PlatformFault> fault = faults.next(path(context));
    if (fault.isEmpty()) {
      context.next();
      return;
    }
    fail(context, fault.get());
  }

  private void count(String host, RoutingContext context) {
    counts.add(
        new PlatformCounts.Asked(
            clock.instant(),
            host,
            context.request().method().name(),
            path(context),
            Optional.ofNullable(context.request().query()).orElse("")));
  }

  private static String path(RoutingContext context) {
    return Optional.ofNullable(context.request().path()).orElse("/");
  }

  private static void fail(RoutingContext context, PlatformFault fault) {
    switch (fault) {
      case PlatformFault.Status(int status, Optional<Duration> retryAfter) ->
          PlatformReplies.failure(context, status, retryAfter);
      case PlatformFault.Delay(Duration by) ->
          context.vertx().setTimer(Math.max(1, by.toMillis()), _ -> context.next());
      case PlatformFault.Reset() -> PlatformBending.reset(context);
      case PlatformFault.Echo(int status) -> PlatformEcho.send(context, status);
      case PlatformFault.Drip _,
          PlatformFault.Truncated _,
          PlatformFault.CutOff _,
          PlatformFault.Garbage _,
          PlatformFault.Oversized _,
          PlatformFault.Content _ -> {
        context.put(BENDING, fault);
        context.next();
      }
    }
  }
}
