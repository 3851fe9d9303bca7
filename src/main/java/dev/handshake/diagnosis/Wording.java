package dev.handshake.diagnosis;

import dev.handshake.observation.Alert;
import dev.handshake.observation.Observation;
import dev.handshake.reason.Phase;
import dev.handshake.target.Endpoint;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How the things of one probe are called in its summary. */
final class Wording {
  private static final int SHOWN = 4;

  private Wording() {}

  /** The target's address, and the IP address behind its name or the proxy on the way. */
  static String who(Observation seen) {
    Endpoint endpoint = seen.target().endpoint();
    return proxy(seen)
        .map(proxy -> endpoint + " (through the proxy " + proxy + ")")
        .orElseGet(() -> withIp(endpoint, seen));
  }

  /** What was dialled: the target, or the proxy on the way to it. */
  static String dialled(Observation seen) {
    return proxy(seen).map(proxy -> "the proxy " + withIp(proxy, seen)).orElseGet(() -> who(seen));
  }

  /** The host that was looked up. */
  static String dialledHost(Observation seen) {
    return proxy(seen)
        .map(proxy -> "the proxy " + proxy.host())
        .orElseGet(() -> seen.target().endpoint().host());
  }

  /** Begins with a capital letter where it begins with a word of ours. */
  static String sentence(String text) {
    return text.startsWith("the proxy ") ? "T" + text.substring(1) : text;
  }

  private static Optional<Endpoint> proxy(Observation seen) {
    return seen.target().module().route().proxy();
  }

  private static String withIp(Endpoint endpoint, Observation seen) {
    return seen.remote()
        .map(InetSocketAddress::getAddress)
        .filter(ip -> !endpoint.address().equals(Optional.of(ip)))
        .map(ip -> endpoint + " (" + ip.getHostAddress() + ")")
        .orElseGet(endpoint::toString);
  }

  static String alert(Alert alert) {
    return "alert %d (%s)".formatted(alert.code(), alert.name());
  }

  /** How long a phase was waited in, or the whole probe where the phase was not timed. */
  static Duration waited(Observation seen, Phase phase) {
    return seen.timings().phases().getOrDefault(phase, seen.timings().total());
  }

  /** A span of time as a person would say it: milliseconds below a second, else tenths. */
  static String span(Duration duration) {
    long millis = duration.plusNanos(500_000).toMillis();
    if (millis < 1000) {
      return millis + " ms";
    }
    long tenths = (duration.toNanos() + 50_000_000) / 100_000_000;
    return tenths % 10 == 0 ? tenths / 10 + " s" : tenths / 10 + "." + tenths % 10 + " s";
  }

  /** Whole days as a person would say them; none where the time is over. */
  static String days(Duration left) {
    long days = left.isNegative() ? 0 : left.toDays();
    return days == 1 ? "1 day" : days + " days";
  }

  /** The first of a list that may be long. */
  static String some(List<String> all) {
    String first = String.join(", ", all.subList(0, Math.min(all.size(), SHOWN)));
    return all.size() <= SHOWN ? first : first + " and " + (all.size() - SHOWN) + " more";
  }
}
