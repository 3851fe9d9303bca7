package dev.handshake.monitor;

import dev.handshake.observation.Alert;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Engine;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Stage;
import dev.handshake.target.TlsVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which engine a target is probed with next. The main one, until it is refused for what it offers
 * or breaks off by itself; then the second one. A server that lets that one in is kept to it, until
 * another address or another ServerHello shows that it may no longer be the same server.
 */
final class EnginePreference {
  /** More servers than this behind one name, and the first one met is forgotten. */
  private static final int MOST_SERVERS = 16;

  private static final int INTERNAL_ERROR = 80;

  /** What tells one server from another, as far as engines are concerned. */
  private record Server(
      Optional<InetAddress> address,
      Optional<TlsVersion> protocol,
      Optional<String> cipher,
      Optional<String> group) {
    static Server of(Observation observation, Connection connection) {
      return new Server(
          observation.remote().map(InetSocketAddress::getAddress),
          connection.protocol(),
          connection.cipher(),
          connection.group());
    }
  }

  private final Set<Server> narrow = new LinkedHashSet<>();
  private Engine next = Engine.BORINGSSL;
  private boolean trying;

  Engine next() {
    return next;
  }

  /** Takes into account what a probe with one of the engines saw. */
  void seen(Engine asked, Observation observation) {
    switch (asked) {
      case BORINGSSL -> seenByMain(observation);
      case JDK -> seenBySecond(observation);
    }
  }

  private void seenByMain(Observation observation) {
    if (isRefused(observation)) {
      boolean another = madeBy(observation).orElse(Engine.BORINGSSL) == Engine.BORINGSSL;
      trying = another;
      next = another ? Engine.JDK : Engine.BORINGSSL;
    } else if (server(observation).isPresent()) {
      narrow.clear();
    }
  }

  private void seenBySecond(Observation observation) {
    Optional<Server> server = server(observation);
    if (isRefused(observation)) {
      next = Engine.BORINGSSL;
    } else if (server.isPresent()) {
      if (trying) {
        keep(server.get());
      } else if (!narrow.contains(server.get())) {
        next = Engine.BORINGSSL;
      }
      trying = false;
    } else if (trying && observation.connection().isPresent()) {
      next = Engine.BORINGSSL;
    }
  }

  private void keep(Server server) {
    if (narrow.size() == MOST_SERVERS) {
      narrow.remove(narrow.iterator().next());
    }
    narrow.add(server);
  }

  private static Optional<Server> server(Observation observation) {
    return observation
        .connection()
        .filter(connection -> connection.protocol().isPresent())
        .map(connection -> Server.of(observation, connection));
  }

  private static Optional<Engine> madeBy(Observation observation) {
    return observation.connection().flatMap(Connection::engine);
  }

  static boolean isRefused(Observation observation) {
    return !isByNoEngine(observation) && isOfferRefused(observation);
  }

  /** Where the ClientHello was our own, no other library would be answered otherwise. */
  private static boolean isByNoEngine(Observation observation) {
    return observation.connection().filter(seen -> seen.engine().isEmpty()).isPresent();
  }

  private static boolean isOfferRefused(Observation observation) {
    return switch (observation.outcome()) {
      case Outcome.AlertReceived(var alert, var stage) ->
          isAboutOffer(alert, stage, observation.chain().isPresent());
      case Outcome.BrokeOff _ -> true;
      case Outcome.Completed _,
          Outcome.ResolveFailed _,
          Outcome.ConnectFailed _,
          Outcome.ProxyFailed _,
          Outcome.StartTlsFailed _,
          Outcome.NotTls _,
          Outcome.TimedOut _,
          Outcome.Closed _,
          Outcome.Reset _,
          Outcome.TooLarge _,
          Outcome.IdentityUnusable _,
          Outcome.HttpInvalid _,
          Outcome.OwnFault _ ->
          false;
    };
  }

  /**
   * JDK servers notice only behind their certificate that they cannot sign as we wish, and say 80.
   */
  private static boolean isAboutOffer(Alert alert, Stage stage, boolean chainSeen) {
    return alert.code() == INTERNAL_ERROR
        ? stage.compareTo(Stage.CLIENT_CERTIFICATE) < 0
        : alert.aboutOffer() && stage.compareTo(Stage.CERTIFICATE) < 0 && !chainSeen;
  }
}
