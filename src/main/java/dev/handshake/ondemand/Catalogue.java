package dev.handshake.ondemand;

import dev.handshake.address.AddressGuard;
import dev.handshake.address.ProbeGuard;
import dev.handshake.report.Printable;
import dev.handshake.target.Endpoint;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What may be asked for: the watched targets, the modules, and what the operator allows. */
public final class Catalogue {
  private static final String FOR_ADDRESSES = ProbeModule.DEFAULT.name();
  private static final String FOR_URLS = "http_2xx";
  private static final int LONGEST_NAME = 256;
  private static final int SHOWN = 200;

  private final Map<String, Target> byName;
  private final Map<Endpoint, List<Target>> byEndpoint;
  private final Map<String, ProbeModule> modules;
  private final ProbeGuard guard;
  private final Predicate<Target> configured;
  private final AddressGuard discovered;

  /**
   * @param targets all that are watched, in the order of the configuration
   * @param configured whether one of them is the operator's own choice, rather than discovered
   * @param modules by name, the built-in ones among them
   * @param discovered where discovered ones may be dialled
   */
  public Catalogue(
      List<Target> targets,
      Predicate<Target> configured,
      Map<String, ProbeModule> modules,
      ProbeGuard guard,
      AddressGuard discovered) {
    this.byName =
        targets.stream()
            .collect(
                Collectors.toUnmodifiableMap(Target::name, target -> target, (first, _) -> first));
    this.byEndpoint = targets.stream().collect(Collectors.groupingBy(Target::endpoint));
    this.modules = Map.copyOf(modules);
    this.guard = guard;
    this.configured = configured;
    this.discovered = discovered;
  }

  /** What a question comes to. */
  sealed interface Choice {
    /**
     * A target that may be probed, if its addresses allow it.
     *
     * @param watched the watched target that this is, in every respect that matters to its breaker
     * @param guarded whether each address has to be asked about
     */
    record Chosen(Target target, Optional<Target> watched, boolean guarded, Duration within)
        implements Choice {
      /** The same at one address, which took a while to be found. */
      Chosen at(Target pinned, Duration took) {
        return new Chosen(pinned, watched, guarded, within.minus(took));
      }
    }

    record Refused(Answer answer) implements Choice {}
  }

  /** Whether an address may be dialled for an endpoint that no target is configured for. */
  boolean permits(Endpoint endpoint, InetAddress address) {
    boolean known = !watchedAt(endpoint).isEmpty();
    return guard.permits(endpoint, address)
        || (known && discovered.permits(endpoint.host(), address));
  }

  Choice choose(Question question) {
    if (question.target().isEmpty()) {
      return new Choice.Refused(new Answer.Malformed("Target parameter is missing"));
    }
    try {
      Wish wish =
          Optional.ofNullable(byName.get(question.target()))
              .map(target -> named(target, question))
              .orElseGet(() -> addressed(AskedAddress.parse(question.target()), question));
      return judged(question.hostname().isEmpty() ? wish : wish.under(host(question)), question);
    } catch (IllegalArgumentException malformed) {
      return new Choice.Refused(new Answer.Malformed(String.valueOf(malformed.getMessage())));
    }
  }

  /**
   * A target as it was asked for.
   *
   * @param watched the watched target that this is
   * @param otherPath whether the request goes to another path than the operator wrote
   */
  private record Wish(Target target, Optional<Target> watched, boolean otherPath) {
    Wish under(String host) {
      Target renamed =
          new Target(
              target.name(),
              target.endpoint(),
              host,
              host,
              target.module(),
              target.labels(),
              target.ip());
      return new Wish(renamed, watched.filter(renamed::equals), otherPath);
    }

    Wish at(String path) {
      Optional<HttpCheck> other = target.module().http().filter(http -> !http.path().equals(path));
      return other
          .map(http -> target.withModule(target.module().withHttp(http.withPath(path))))
          .map(moved -> new Wish(moved, watched, true))
          .orElse(this);
    }
  }

  private Wish named(Target target, Question question) {
    boolean own =
        question.module().isEmpty() || question.module().get().equals(target.module().name());
    return own
        ? new Wish(target, Optional.of(target), false)
        : new Wish(target.withModule(module(question.module().get())), Optional.empty(), false);
  }

  /** Of several targets at one address the one that changes nothing of the module goes first. */
  private Wish addressed(AskedAddress address, Question question) {
    String module = question.module().orElse(address.isUrl() ? FOR_URLS : FOR_ADDRESSES);
    Wish wish =
        watchedAt(address.endpoint()).stream()
            .filter(target -> target.module().name().equals(module))
            .min(Comparator.comparing(target -> !target.module().equals(modules.get(module))))
            .map(target -> new Wish(target, Optional.of(target), false))
            .orElseGet(() -> {
              String shown = Printable.of(question.target());
              String name = shown.length() > LONGEST_NAME ? address.endpoint().toString() : shown;
              Target target = Target.of(name, address.endpoint(), module(module));
              return new Wish(target, Optional.empty(), false);
            });
    return address.path().map(wish::at).orElse(wish);
  }

  private Choice judged(Wish wish, Question question) {
    Target target = wish.target();
    Duration within = Patience.of(question.scrapeTimeout(), target.module().timing().timeout());
    List<Target> watched = watchedAt(target.endpoint());
    boolean chosen = watched.stream().anyMatch(configured);
    boolean proxied = target.module().route().proxy().isPresent();
    if (!chosen && !isAllowed(target.endpoint(), proxied, !watched.isEmpty())) {
      return forbidden(target, notAllowed(proxied));
    }
    return Discretion.of(target, wish.otherPath(), watched)
        .map(why -> forbidden(target, why))
        .orElseGet(() -> {
          boolean guarded = !chosen && !proxied;
          return new Choice.Chosen(target, wish.watched(), guarded, within);
        });
  }

  /** A discovered target's name may be looked up; where it leads is asked about after that. */
  private boolean isAllowed(Endpoint endpoint, boolean proxied, boolean known) {
    return proxied
        ? guard.permitsUnseen(endpoint) || (known && discovered.permitsUnseen(endpoint.host()))
        : guard.mayResolve(endpoint) || known;
  }

  private static String notAllowed(boolean proxied) {
    String why = "it is no configured target's address, and web.probe.allow does not allow it";
    return proxied ? why + "; what a proxy looks up has to be named there in full" : why;
  }

  /** What is wrong with the addresses that a permitted name leads to. */
  static Answer leadsElsewhere(Target target) {
    return new Answer.Forbidden(
        text(
            target,
            "its name leads to no address that web.probe.allow allows;"
                + " internal addresses need a range of their own there"));
  }

  private static Choice forbidden(Target target, String why) {
    return new Choice.Refused(new Answer.Forbidden(text(target, why)));
  }

  private static String text(Target target, String why) {
    return target.endpoint() + " may not be probed: " + why;
  }

  private List<Target> watchedAt(Endpoint endpoint) {
    return byEndpoint.getOrDefault(endpoint, List.of());
  }

  private ProbeModule module(String name) {
    return Optional.ofNullable(modules.get(name))
        .orElseThrow(() ->
            new IllegalArgumentException("Unknown module \"" + Printable.cut(name, SHOWN) + "\""));
  }

  private static String host(Question question) {
    String text = question.hostname().orElse("");
    try {
      return Endpoint.hostOf(text);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(
          "hostname: %s (expected: a DNS name or an IP address)"
              .formatted(Printable.cut(text, SHOWN)),
          malformed);
    }
  }
}
