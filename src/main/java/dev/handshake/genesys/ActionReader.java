package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.address.AddressGuard;
import dev.handshake.target.Endpoint;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads data actions for the hosts that they call. A request's URL is a Velocity template: what it
 * inserts into path and query does not matter, and where it makes the host there is no host to
 * probe.
 */
final class ActionReader {
  private static final String PATH = "/api/v2/integrations/actions?includeConfig=true";
  private static final int MOST = 5_000;
  private static final int MOST_HOSTS = 200;
  private static final int HTTPS_PORT = 443;
  private static final int LONGEST_TIMEOUT = 60;

  /** A host without anything that a template might insert, and without a user. */
  private static final Pattern URL =
      Pattern.compile(
          "\\s*https://(?<host>\\[[0-9a-f:.]+]|[^/?#:@$\\\\{}\\[\\]\\s]+)(?::(?<port>\\d{1,5}))?(?:[/?#].*)?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final AddressGuard guard;
  private final Function<Endpoint, String> targets;

  /**
   * @param guard which hosts may be probed, as far as they are addresses
   * @param targets the name of the target by which a host is probed
   */
  ActionReader(AddressGuard guard, Function<Endpoint, String> targets) {
    this.guard = guard;
    this.targets = targets;
  }

  Future<DataActions> ask(Api api) {
    return Parser.of(api.list(Source.ACTIONS, PATH), this::read);
  }

  /** Actions that send no request are none of ours. */
  DataActions read(List<JsonNode> entities) throws ApiException {
    SortedMap<String, DataActions.Host> hosts = new TreeMap<>();
    int unprobed = 0;
    for (Fields action : Fields.each(entities, MOST)) {
      Fields config = action.object("config");
      Optional<String> url = config.object("request").text("requestUrlTemplate");
      if (url.isPresent()) {
        Optional<Endpoint> endpoint = endpoint(url.get()).filter(this::mayProbe);
        if (endpoint.isPresent() && (hosts.size() < MOST_HOSTS || isIn(hosts, endpoint.get()))) {
          hosts.merge(
              endpoint.get().toString(),
              host(endpoint.get(), timeout(config)),
              ActionReader::together);
        } else {
          unprobed++;
        }
      }
    }
    return new DataActions(List.copyOf(hosts.values()), unprobed);
  }

  private static boolean isIn(SortedMap<String, DataActions.Host> hosts, Endpoint endpoint) {
    return hosts.containsKey(endpoint.toString());
  }

  private DataActions.Host host(Endpoint endpoint, Optional<Duration> timeout) {
    return new DataActions.Host(endpoint, targets.apply(endpoint), 1, timeout);
  }

  private static DataActions.Host together(DataActions.Host one, DataActions.Host other) {
    Optional<Duration> smallest =
        one.timeout()
            .map(mine -> other.timeout().filter(its -> its.compareTo(mine) < 0).orElse(mine))
            .or(other::timeout);
    return new DataActions.Host(
        one.endpoint(), one.target(), one.actions() + other.actions(), smallest);
  }

  /** A name's addresses are judged when they are dialled. */
  private boolean mayProbe(Endpoint endpoint) {
    return endpoint.address().map(address -> guard.permits(endpoint.host(), address)).orElse(true);
  }

  static Optional<Endpoint> endpoint(String template) {
    Matcher url = URL.matcher(template);
    if (!url.matches()) {
      return Optional.empty();
    }
    try {
      String host = url.group("host").replaceAll("[\\[\\]]", "");
      int port = url.group("port") == null ? HTTPS_PORT : Integer.parseInt(url.group("port"));
      return Optional.of(new Endpoint(host, port));
    } catch (IllegalArgumentException noHost) {
      return Optional.empty();
    }
  }

  /** From 1 to 60 seconds; 0 is said where none is set. */
  private static Optional<Duration> timeout(Fields config) {
    int seconds = config.node().path("timeoutSeconds").asInt(0);
    return seconds < 1 || seconds > LONGEST_TIMEOUT
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds(seconds));
  }
}
