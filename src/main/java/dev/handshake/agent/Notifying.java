package dev.handshake.agent;

import dev.handshake.metrics.AgentMetrics;
import dev.handshake.notify.NotificationListener;
import dev.handshake.notify.Notifications;
import dev.handshake.notify.Outcome;
import dev.handshake.report.ReportListener;
import dev.handshake.web.WebSettings;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Set;

/** The notifications of an agent, which tell where people reach it. */
final class Notifying implements AutoCloseable {
  private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

  private final Notifications notifications;
  private volatile URI agent;
  private volatile int port;

  private Notifying(InForce inForce, InstantSource clock, AgentMetrics metrics) {
    Plan plan = inForce.plan();
    this.port = plan.web().port();
    this.agent = address(plan, port);
    this.notifications =
        Notifications.start(
            plan.notifications(),
            new Notifications.Means(plan.dns(), inForce::trustStore, inForce::identity),
            () -> agent,
            clock,
            counting(metrics));
  }

  /** Begins to listen; somebody is told where that is configured. */
  static Notifying start(InForce inForce, InstantSource clock, AgentMetrics metrics) {
    Notifying notifying = new Notifying(inForce, clock, metrics);
    metrics.watchNotifications(notifying.notifications::queued);
    return notifying;
  }

  private static NotificationListener counting(AgentMetrics metrics) {
    return new NotificationListener() {
      @Override
      public void ended(String receiver, Outcome outcome, int count) {
        metrics.notified(receiver, outcome.word(), count);
      }

      @Override
      public void left(String receiver) {
        metrics.receiverLeft(receiver);
      }
    };
  }

  /** Tells the port that is really listened on, before any breaker opens. */
  void listeningOn(Plan plan, int number) {
    port = number;
    agent = address(plan, port);
  }

  /** Tells those that a plan names which has come in force. */
  void become(Plan next) {
    agent = address(next, port);
    notifications.become(next.notifications(), next.dns());
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
                plan.web().scheme()
                    + "://"
                    + new WebSettings(host(plan.web()), port).listeningOn(port)
                    + "/"));
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
