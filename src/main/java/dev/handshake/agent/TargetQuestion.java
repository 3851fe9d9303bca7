package dev.handshake.agent;

import dev.handshake.credential.Identity;
import dev.handshake.discovery.TargetPage;
import dev.handshake.discovery.TargetText;
import dev.handshake.discovery.TargetUrlSettings;
import dev.handshake.outgoing.Call;
import dev.handshake.outgoing.Service;
import dev.handshake.outgoing.TlsSide;
import dev.handshake.outgoing.Way;
import io.vertx.core.Future;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** The question for targets that is put to a URL, as Prometheus puts it. */
final class TargetQuestion implements Supplier<Future<TargetPage>>, AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final Call call;
  private final Optional<Service> service;
  private final String unusable;

  private TargetQuestion(Call call, Optional<Service> service, String unusable) {
    this.call = call;
    this.service = service;
    this.unusable = unusable;
  }

  /** Opens nothing yet; shows what the plan has of identities, and trusts what it trusts. */
  static TargetQuestion of(TargetUrlSettings settings, Plan plan, Probing probing) {
    Call call =
        Call.get(settings.url(), LONGEST)
            .with("Accept", "application/json")
            .with("X-Prometheus-Refresh-Interval-Seconds", seconds(settings.refreshInterval()));
    Optional<Identity> identity = settings.identity().flatMap(plan::identity);
    if (identity.isPresent() && identity.get() instanceof Identity.Unusable(var name, var why)) {
      return new TargetQuestion(
          call, Optional.empty(), "identity " + name + " cannot be used: " + why);
    }
    Optional<TlsSide> tls =
        settings.isHttps()
            ? Optional.of(
                new TlsSide(
                    plan.trustStore(settings.trust()),
                    identity.map(some -> (Identity.Usable) some)))
            : Optional.empty();
    Way way = new Way(probing.resolver()::addresses, settings.proxy());
    return new TargetQuestion(
        call, Optional.of(new Service(probing.vertx(), tls, way, TargetText.LONGEST)), "");
  }

  private static String seconds(Duration interval) {
    return BigDecimal.valueOf(interval.toNanos(), 9).stripTrailingZeros().toPlainString();
  }

  @Override
  public Future<TargetPage> get() {
    return service
        .map(some -> some.send(call))
        .map(answer ->
            answer.map(reply ->
                new TargetPage(reply.status(), reply.header("Content-Type"), reply.body())))
        .orElseGet(() -> Future.failedFuture(new IOException(unusable)));
  }

  @Override
  public void close() {
    service.ifPresent(Service::close);
  }
}
