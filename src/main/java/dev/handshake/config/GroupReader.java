package dev.handshake.config;

import dev.handshake.config.Node.Kind;
import dev.handshake.discovery.TargetGroups;
import dev.handshake.discovery.TargetText.Format;
import dev.handshake.ondemand.AskedAddress;
import dev.handshake.report.Printable;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the groups of one text, one after the other. */
final class GroupReader {
  private static final String ADDRESS =
      "host:port, [ipv6]:port or an https:// URL without user and password";
  private static final String FOR_ADDRESSES = ProbeModule.DEFAULT.name();
  private static final String FOR_URLS = "http_2xx";

  /** More than that is hardly read by anybody, and would be all that is left of the memory. */
  private static final int MOST_MISTAKES = 1_000;

  private static final int MOST_REPEATED = 100;

  private final Source source;
  private final Map<String, ProbeModule> modules;
  private final Format format;
  private final List<Target> targets = new ArrayList<>();
  private final Map<String, Integer> linesOfNames = new HashMap<>();
  private int repeated;

  GroupReader(Source source, Map<String, ProbeModule> modules, Format format) {
    this.source = source;
    this.modules = modules;
    this.format = format;
  }

  /** The targets of the groups so far. */
  List<Target> targets() {
    return targets;
  }

  /** Reads one more; answers whether another is worth while. */
  boolean read(Value group) {
    group.section().ifPresent(this::read);
    return isWorthWhile();
  }

  private boolean isWorthWhile() {
    return source.mistakes() < MOST_MISTAKES && targets.size() <= TargetGroups.MOST_TARGETS;
  }

  private void read(Section group) {
    List<Value> addresses =
        group
            .required("targets", "a list of addresses")
            .filter(value -> !value.isNull())
            .flatMap(Value::list)
            .orElse(List.of());
    GroupLabels labels =
        group
            .nullable("labels")
            .flatMap(Value::section)
            .map(section -> GroupLabels.read(section, this::text))
            .orElseGet(GroupLabels::none);
    group.done();
    if (addresses.size() > 1) {
      labels.placeOfName().ifPresent(name -> name.wrong("a group of one target for a name"));
    }
    for (Value address : addresses) {
      if (isWorthWhile()) {
        read(address, labels).ifPresent(targets::add);
      }
    }
    if (targets.size() > TargetGroups.MOST_TARGETS) {
      group.wrong("at most " + TargetGroups.MOST_TARGETS + " targets in all", "targets");
    }
  }

  private Optional<Target> read(Value place, GroupLabels labels) {
    Optional<String> text = text(place);
    Optional<AskedAddress> address = text.flatMap(some -> address(place, some));
    Optional<String> host = labels.serverName();
    Optional<String> named = labels.module(modules);
    if (address.isEmpty()) {
      return Optional.empty();
    }
    String otherwise = address.get().isUrl() ? FOR_URLS : FOR_ADDRESSES;
    Optional<ProbeModule> module =
        Optional.ofNullable(modules.get(named.orElse(otherwise)))
            .flatMap(some -> fitting(place, some, address.get()));
    String name = labels.name().orElseGet(text::orElseThrow);
    if (!isFree(name, labels.placeOfName().orElse(place))) {
      return Optional.empty();
    }
    String sent = host.orElse(address.get().endpoint().host());
    return module.map(
        some -> new Target(name, address.get().endpoint(), sent, sent, some, labels.own()));
  }

  private static Optional<AskedAddress> address(Value place, String text) {
    try {
      return Optional.of(AskedAddress.parse(text));
    } catch (IllegalArgumentException malformed) {
      // A user and a password may stand before it.
      place.wrong(text.indexOf('@') < 0 ? place.node().shown() : "(hidden)", ADDRESS);
      return Optional.empty();
    }
  }

  /** The module as it is for one address; empty where the two do not go together. */
  private static Optional<ProbeModule> fitting(
      Value place, ProbeModule module, AskedAddress address) {
    if (address.endpoint().address().filter(ip -> !module.family().includes(ip)).isPresent()) {
      place.wrong("an address of the module's family, which is " + module.family().word());
      return Optional.empty();
    }
    if (address.path().isEmpty()) {
      return Optional.of(module);
    }
    Optional<HttpCheck> http = module.http().map(some -> some.withPath(address.path().get()));
    if (http.isEmpty()) {
      place.wrong("no path, as the module " + module.name() + " makes no request");
    }
    return http.map(module::withHttp);
  }

  /**
   * Whether a name may be a target's and is no earlier one's, which then is the one that counts.
   */
  private boolean isFree(String name, Value place) {
    if (!TargetReader.isName(name) || !Printable.of(name).equals(name)) {
      place.wrong("a name of 1 to 256 characters, all of them visible");
      return false;
    }
    Integer earlier = linesOfNames.putIfAbsent(name, place.node().line());
    if (earlier != null && repeated++ < MOST_REPEATED) {
      place.warn("the target of this name on line " + earlier + " counts, this one is left out");
    }
    return earlier == null;
  }

  /** Text as it stands: in YAML, numbers and truth values are text too, as for Prometheus. */
  private Optional<String> text(Value value) {
    if (value.node() instanceof Node.Scalar(int _, Kind kind, String text)
        && (kind == Kind.STRING || (format == Format.YAML && kind != Kind.NULL))) {
      return Optional.of(text);
    }
    value.wrong("text");
    return Optional.empty();
  }
}
