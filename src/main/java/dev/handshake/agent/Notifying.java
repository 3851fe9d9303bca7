package dev.handshake.agent;

import dev.handshake.metrics.AgentMetrics;
import dev.handshake.notify.Notifications;
import dev.handshake.report.ReportListener;
import dev.handshake.web.WebSettings;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** The notifications of an agent, which tell where people reach it. */
final class Notifying implements AutoCloseable {
  private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

  private final InForce inForce;
  private final AtomicReference<URI> agent;
  private final Notifications notifications;

  private Notifying(InForce inForce, AtomicReference<URI> agent, Notifications notifications) {
    this.inForce = inForce;
    this.agent = agent;
    this.notifications = notifications;
  }

  /** Begins to listen, where somebody is to be notified. */
  static Optional<Notifying> start(InForce inForce, InstantSource clock, AgentMetrics metrics) {
    Plan plan = inForce.plan();
    if (plan.notifications().isEmpty()) {
      return Optional.empty();
    }
    AtomicReference<URI> agent = new AtomicReference<>(address(plan, plan.web().port()));
    Notifications notifications =
        Notifications.start(
            plan.notifications(),
            new Notifications.Means(plan.dns(), inForce::trustStore, inForce::identity),
            agent::get,
            clock,
            (receiver, outcome, count) -> metrics.notified(receiver, outcome.word(), count));
    metrics.watchNotifications(notifications::queued);
    return Optional.of(new Notifying(inForce, agent, notifications));
  }

  /** Tells the port that is really listened on, before any breaker opens. */
  void listeningOn(int port) {
    agent.set(address(inForce.plan(), port));
  }

  ReportListener listener() {
    return notifications.listener();
  }

  /** Takes no more news; completes once all that was taken has been told or was lost. */
  Future<Void> stop() {
    return notifications.stop();
  }

  @Override
  public void close() {
    notifications.close();
  }

  private static URI address(Plan plan, int port) {
    return plan.notifications()
        .externalUrl()
        .orElseGet(() ->
            URI.create(
                "http://" + new WebSettings(host(plan.web()), port).listeningOn(port) + "/"));
  }

  private static String host(WebSettings web) {
    if (!EVERYWHERE.contains(web.host())) {
      return web.host();
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
  }
}
