package dev.handshake.config;

import dev.handshake.target.AddressFamily;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the list of targets. */
final class TargetReader {
  private static final String ADDRESS = "host:port";
  private static final int LONGEST_NAME = 256;

  private final Map<String, Integer> linesOfNames = new HashMap<>();
  private final Map<String, ProbeModule> modules;
  private final ModuleReader moduleReader;

  TargetReader(Map<String, ProbeModule> modules, ModuleReader moduleReader) {
    this.modules = modules;
    this.moduleReader = moduleReader;
  }

  List<Target> readAll(Value list) {
    List<Target> targets = new ArrayList<>();
    for (Value value : list.list().orElse(List.of())) {
      value.section().flatMap(this::read).ifPresent(targets::add);
    }
    return targets;
  }

  private Optional<Target> read(Section section) {
    Optional<Value> given = section.required("address", ADDRESS);
    Optional<Endpoint> endpoint = given.flatMap(value -> value.parsed(Endpoint::parse));
    Optional<Value> named = section.value("name");
    Optional<String> name =
        named.isPresent() ? named.flatMap(Value::string) : given.flatMap(TargetReader::text);
    named.or(() -> given).ifPresent(place -> name.ifPresent(some -> claim(some, place)));
    ProbeModule module = module(section);
    Optional<String> serverName = host(section, "server_name");
    Optional<String> verifyName = host(section, "verify_name");
    SortedMap<String, String> labels =
        section.section("labels").map(Labels::read).orElseGet(TreeMap::new);
    section.done();
    if (endpoint.isEmpty() || name.filter(TargetReader::isName).isEmpty()) {
      return Optional.empty();
    }
    refuseOtherFamily(section, endpoint.get(), module.family());
    String sent = serverName.orElse(endpoint.get().host());
    return Optional.of(
        new Target(name.get(), endpoint.get(), sent, verifyName.orElse(sent), module, labels));
  }

  /** The address as it stands there, without complaining again where it is no text. */
  private static Optional<String> text(Value address) {
    boolean isText =
        address.node() instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.STRING;
    return isText ? address.string() : Optional.empty();
  }

  /** Makes a name one target's own, or says that it is another's. */
  void claim(String name, Value place) {
    if (!isName(name)) {
      place.wrong("1 to 256 characters, none of them a control character");
      return;
    }
    Integer earlier = linesOfNames.putIfAbsent(name, place.node().line());
    if (earlier != null) {
      place.wrong("a name of its own, the target on line " + earlier + " has this one");
    }
  }

  /** The same for a name that is made of what stands at the place. */
  void claimMade(String name, Value place) {
    Integer earlier = linesOfNames.putIfAbsent(name, place.node().line());
    if (earlier != null) {
      place.wrong(
          "no other target to be named %s, the one on line %d is"
              .formatted(Shown.plain(name), earlier));
    }
  }

  static boolean isName(String name) {
    return !name.isBlank()
        && name.length() <= LONGEST_NAME
        && name.chars().noneMatch(Character::isISOControl);
  }

  private ProbeModule module(Section section) {
    String name =
        section
            .value("module")
            .flatMap(value -> value.oneOf(modules.keySet()))
            .orElse(ProbeModule.DEFAULT.name());
    ProbeModule base = modules.getOrDefault(name, ProbeModule.DEFAULT);
    return moduleReader.over(section, base);
  }

  private static Optional<String> host(Section section, String key) {
    return section.value(key).flatMap(value -> value.parsed(Endpoint::hostOf));
  }

  private static void refuseOtherFamily(Section section, Endpoint endpoint, AddressFamily family) {
    if (endpoint.address().filter(address -> !family.includes(address)).isPresent()) {
      section.wrong(
          "an address of the target's family, which is " + family.word(), "address", "family");
    }
  }
}
