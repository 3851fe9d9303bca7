package dev.handshake.probe;

import dev.handshake.observation.Outcome.ResolveFault;
import dev.handshake.probe.Resolution.Resolved;
import dev.handshake.probe.Resolution.Unresolved;
import dev.handshake.target.AddressFamily;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.util.NetUtil;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One look-up of one name: the names of its search list one after the other, for each the servers
 * one after the other, and one bound over all. Confined to its event loop.
 *
 * <p>A server that is silent, out of reach or of no use is followed by the next one. The time is
 * shared out evenly among the servers, and the last one has all that is left.
 */
final class DnsLookup {
  private static final int MAX_ADDRESSES = 64;

  private final DnsTransport transport;
  private final NameServers nameServers;
  private final String host;
  private final AddressFamily family;
  private final List<DnsRecordType> types;
  private final Duration bound;
  private final Promise<Found> promise;
  private final List<String> candidates;
  private final List<Unresolved> misses = new ArrayList<>();

  /** What is wrong with the servers asked about the name in hand. */
  private final Set<String> failures = new LinkedHashSet<>();

  private long end;
  private int candidate;
  private int server;
  private int firstAlive;
  private @Nullable DnsExchange exchange;

  /**
   * What was found.
   *
   * @param holds how long it may be remembered; zero where it may not
   */
  record Found(Resolution resolution, Duration holds) {}

  DnsLookup(
      DnsTransport transport,
      NameServers nameServers,
      String host,
      AddressFamily family,
      Duration bound,
      Promise<Found> promise) {
    this.transport = transport;
    this.nameServers = nameServers;
    this.host = host;
    this.family = family;
    this.types = types(family);
    this.bound = bound;
    this.promise = promise;
    this.candidates = nameServers.candidates(host);
  }

  void start() {
    end = System.nanoTime() + bound.toNanos();
    if (candidates.isEmpty()) {
      complete(failed(host + " is not a DNS name"), Duration.ZERO);
    } else if (nameServers.servers().isEmpty()) {
      complete(
          failed(host + " cannot be looked up: no name server in " + nameServers.origin()),
          Duration.ZERO);
    } else {
      ask();
    }
  }

  private void complete(Resolution resolution, Duration holds) {
    promise.tryComplete(new Found(resolution, holds));
  }

  /** Ends the look-up, as failed if it is not done yet. May be called from any thread. */
  void close() {
    promise.tryFail(new IllegalStateException("the resolver is closed"));
    transport
        .loop()
        .execute(() -> {
          if (exchange != null) {
            exchange.abort();
          }
        });
  }

  private void ask() {
    if (promise.future().isComplete()) {
      return;
    }
    Duration left = Duration.ofNanos(end - System.nanoTime());
    if (!left.isPositive()) {
      runOutOfTime();
      return;
    }
    List<InetSocketAddress> servers = nameServers.servers();
    boolean last = server == servers.size() - 1;
    Duration share = bound.dividedBy(servers.size());
    exchange =
        new DnsExchange(
            transport,
            servers.get(server),
            candidates.get(candidate),
            types,
            MAX_ADDRESSES / types.size(),
            last || share.compareTo(left) > 0 ? left : share,
            this::heard);
    exchange.start();
  }

  private void heard(List<DnsAnswer> answers) {
    List<InetAddress> addresses = addresses(answers);
    if (!addresses.isEmpty()) {
      complete(new Resolved(addresses), holds(answers));
    } else if (answers.stream().allMatch(DnsLookup::isAnswer)) {
      miss(missing(answers));
    } else {
      nextServer(answers);
    }
  }

  private void nextServer(List<DnsAnswer> answers) {
    boolean answered = false;
    for (DnsAnswer answer : answers) {
      if (answer instanceof DnsAnswer.OwnFault(var cause)) {
        promise.tryFail(cause);
        return;
      }
      if (answer instanceof DnsAnswer.Failure(var what)) {
        failures.add(what);
      }
      answered |= !(answer instanceof DnsAnswer.Silence);
    }
    // A server found silent once is not waited for again under the other names of the search list.
    if (!answered && server == firstAlive && server + 1 < nameServers.servers().size()) {
      firstAlive++;
    }
    if (++server < nameServers.servers().size()) {
      ask();
    } else if (failures.isEmpty()) {
      runOutOfTime();
    } else {
      miss(failed(host + " could not be resolved: " + String.join("; ", failures)));
    }
  }

  private void runOutOfTime() {
    misses.add(timedOut());
    complete(verdict(), Duration.ZERO);
  }

  private void miss(Unresolved miss) {
    misses.add(miss);
    boolean asItStandsFailed =
        candidates.get(candidate).equalsIgnoreCase(host) && miss.fault() == ResolveFault.FAILED;
    if (++candidate == candidates.size() || asItStandsFailed) {
      complete(verdict(), Duration.ZERO);
      return;
    }
    failures.clear();
    server = firstAlive;
    ask();
  }

  /**
   * As in the C library: what was said of the name as it stands, if it was asked for first; else
   * that time ran out, or a name of the search list that exists without an address, or one that
   * could not be told.
   */
  private Unresolved verdict() {
    if (candidates.getFirst().equalsIgnoreCase(host)) {
      return misses.getFirst();
    }
    return first(ResolveFault.TIMEOUT)
        .or(() -> first(ResolveFault.NO_ADDRESS))
        .or(() -> first(ResolveFault.FAILED))
        .orElseGet(misses::getLast);
  }

  private Optional<Unresolved> first(ResolveFault fault) {
    return misses.stream().filter(miss -> miss.fault() == fault).findFirst();
  }

  private Unresolved missing(List<DnsAnswer> answers) {
    String name = candidates.get(candidate);
    String from = " from " + NetUtil.toSocketAddressString(nameServers.servers().get(server)) + ")";
    if (answers.stream().allMatch(DnsAnswer.NoName.class::isInstance)) {
      return new Unresolved(ResolveFault.NOT_FOUND, name + " does not exist (NXDOMAIN" + from);
    }
    String records = String.join(" or ", types.stream().map(DnsRecordType::name).toList());
    return new Unresolved(
        ResolveFault.NO_ADDRESS,
        name + " has no " + kind(family) + " (no " + records + " record" + from);
  }

  private Unresolved timedOut() {
    List<String> servers =
        nameServers.servers().stream().map(NetUtil::toSocketAddressString).toList();
    return new Unresolved(
        ResolveFault.TIMEOUT,
        "no answer about "
            + host
            + " within "
            + DnsTransport.written(bound)
            + " from "
            + String.join(" or ", servers));
  }

  private static Unresolved failed(String detail) {
    return new Unresolved(ResolveFault.FAILED, detail);
  }

  /** How an address of that family is called in a sentence. */
  static String kind(AddressFamily family) {
    return switch (family) {
      case ANY -> "address";
      case IPV4 -> "IPv4 address";
      case IPV6 -> "IPv6 address";
    };
  }

  private static boolean isAnswer(DnsAnswer answer) {
    return switch (answer) {
      case DnsAnswer.Addresses _, DnsAnswer.NoData _, DnsAnswer.NoName _ -> true;
      case DnsAnswer.Failure _, DnsAnswer.Silence _, DnsAnswer.OwnFault _ -> false;
    };
  }

  private static List<InetAddress> addresses(List<DnsAnswer> answers) {
    return answers.stream()
        .filter(DnsAnswer.Addresses.class::isInstance)
        .map(DnsAnswer.Addresses.class::cast)
        .flatMap(it -> it.addresses().stream())
        .toList();
  }

  /** Where one family failed, the other may not stand for both until its time is over. */
  private static Duration holds(List<DnsAnswer> answers) {
    return answers.stream().allMatch(DnsLookup::isAnswer)
        ? answers.stream()
            .filter(DnsAnswer.Addresses.class::isInstance)
            .map(DnsAnswer.Addresses.class::cast)
            .map(DnsAnswer.Addresses::holds)
            .min(Duration::compareTo)
            .orElse(Duration.ZERO)
        : Duration.ZERO;
  }

  private static List<DnsRecordType> types(AddressFamily family) {
    return switch (family) {
      case ANY -> List.of(DnsRecordType.AAAA, DnsRecordType.A);
      case IPV4 -> List.of(DnsRecordType.A);
      case IPV6 -> List.of(DnsRecordType.AAAA);
    };
  }
}
