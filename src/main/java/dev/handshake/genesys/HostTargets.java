package dev.handshake.genesys;

import dev.handshake.discovery.TargetSource;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Target;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The hosts that were discovered for one organization, as targets. */
final class HostTargets implements TargetSource {
  private static final int HTTPS_PORT = 443;

  private final String name;
  private @Nullable List<Target> last;
  private @Nullable Consumer<List<Target>> listener;

  HostTargets(String organization) {
    this.name = nameOf(organization);
  }

  /** The name of a target; the port is told unless it is the usual one. */
  static String nameOf(String organization, Endpoint endpoint) {
    String host = endpoint.port() == HTTPS_PORT ? endpoint.host() : endpoint.toString();
    return nameOf(organization) + "-" + host;
  }

  private static String nameOf(String organization) {
    return "genesys-" + organization;
  }

  static SortedMap<String, String> labels(String organization, String region) {
    return new TreeMap<>(Map.of("genesys_organization", organization, "genesys_region", region));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized void watch(Consumer<List<Target>> consumer) {
    listener = consumer;
    if (last != null) {
      consumer.accept(last);
    }
  }

  /** Begins with what another told last, if it told anything. */
  void begin(HostTargets other) {
    List<Target> known = other.last();
    if (known != null) {
      tell(known);
    }
  }

  private synchronized @Nullable List<Target> last() {
    return last;
  }

  /** Tells all hosts that are known now, where they are others than before. */
  synchronized void tell(List<Target> targets) {
    List<Target> now = List.copyOf(targets);
    if (!now.equals(last)) {
      last = now;
      if (listener != null) {
        listener.accept(now);
      }
    }
  }
}
