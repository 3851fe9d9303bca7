package dev.handshake.config;

import dev.handshake.target.Addresses;
import dev.handshake.target.Confirm;
import dev.handshake.target.Expectation;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.RevocationSources;
import dev.handshake.target.Route;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads the keys of a module, which may stand in a module or on a target. */
final class ModuleReader {

  private final Collection<String> trust;
  private final Collection<String> identities;
  private final Duration window;

  /**
   * @param trust the names of all trust stores
   * @param identities the names of all identities
   * @param window the breaker's, within which a second look has to fall
   */
  ModuleReader(Collection<String> trust, Collection<String> identities, Duration window) {
    this.trust = trust;
    this.identities = identities;
    this.window = window;
  }

  /** All modules by name: the built-in ones, and the file's over or beside them. */
  Map<String, ProbeModule> readAll(Optional<Section> section, ProbeTiming timing) {
    Map<String, ProbeModule> modules = new TreeMap<>(BuiltInModules.with(timing));
    ProbeModule plain = ProbeModule.DEFAULT.withTiming(timing);
    section
        .map(Section::entries)
        .orElse(Map.of())
        .forEach((name, value) -> {
          ProbeModule base = modules.getOrDefault(name, plain.withName(name));
          modules.put(name, value.section().map(one -> readOne(one, base)).orElse(base));
        });
    return modules;
  }

  private ProbeModule readOne(Section section, ProbeModule base) {
    ProbeModule module = over(section, base);
    section.done();
    return module;
  }

  /** The module that results where a section's keys win over another's. */
  ProbeModule over(Section section, ProbeModule base) {
    Expectation expect = section.value("expect").flatMap(ExpectReader::read).orElse(base.expect());
    ProbeModule module =
        new ProbeModule(
            base.name(),
            timing(section, base.timing()),
            section.value("trust").flatMap(value -> value.oneOf(trust)).orElse(base.trust()),
            identity(section, base),
            word(section, "confirm", Confirm.values(), Confirm::word).orElse(base.confirm()),
            section
                .section("tls")
                .map(tls -> TlsReader.read(tls, base.tls(), expect))
                .orElse(base.tls()),
            http(section, base),
            expect,
            RouteReader.read(section, base.route()),
            section
                .section("policy")
                .map(policy -> PolicyReader.read(policy, base.policy()))
                .orElse(base.policy()),
            section
                .section("revocation")
                .map(sources -> revocation(sources, base.revocation()))
                .orElse(base.revocation()));
    if (!module.tls().equals(base.tls()) || !expect.equals(base.expect())) {
      TlsReader.check(section, module.tls(), expect);
    }
    refuseAllBehindProxy(section, module.route(), base.route());
    return module.equals(base) ? base : module;
  }

  /** A proxy looks the name up itself, and does not say where that led. */
  private static void refuseAllBehindProxy(Section section, Route route, Route base) {
    if (route.proxy().isPresent() && route.addresses() == Addresses.ALL && !route.equals(base)) {
      section.wrong("addresses: first where there is a proxy", "addresses", "proxy");
    }
  }

  /** The timing that results, which must leave room for a second look within the window. */
  private ProbeTiming timing(Section section, ProbeTiming base) {
    ProbeTiming timing = read(section, base);
    if (!timing.equals(base) && !isWithin(timing) && isWithin(base)) {
      section.wrong(tooSlow(timing), "confirm_after", "timeout");
    }
    return timing;
  }

  /** The timing of a section, over the one that holds where it is silent. */
  static ProbeTiming read(Section section, ProbeTiming base) {
    return new ProbeTiming(
        section.duration("interval", base.interval()),
        section.duration("timeout", base.timeout()),
        section.duration("connect_timeout", base.connectTimeout()),
        section.duration("handshake_timeout", base.handshakeTimeout()),
        section.duration("confirm_timeout", base.confirmTimeout()),
        section.duration("confirm_after", base.confirmAfter()),
        latencyBudget(section, base));
  }

  private static Optional<Duration> latencyBudget(Section section, ProbeTiming base) {
    Optional<Value> value = section.value("latency_budget");
    return value.isEmpty()
        ? base.latencyBudget()
        : value.filter(given -> !given.isNull()).flatMap(Value::duration);
  }

  boolean isWithin(ProbeTiming timing) {
    return timing.confirmAfter().plus(timing.timeout()).compareTo(window) < 0;
  }

  String tooSlow(ProbeTiming timing) {
    return "confirm_after + timeout below breaker.window: "
        + Durations.text(timing.confirmAfter())
        + " + "
        + Durations.text(timing.timeout())
        + " is not below "
        + Durations.text(window);
  }

  private Optional<String> identity(Section section, ProbeModule base) {
    Optional<Value> value = section.value("identity");
    if (value.isEmpty()) {
      return base.identity();
    }
    return value.filter(given -> !given.isNull()).flatMap(given -> given.oneOf(identities));
  }

  private Optional<HttpCheck> http(Section section, ProbeModule base) {
    Optional<Value> value = section.value("http");
    if (value.isEmpty()) {
      return base.http();
    }
    return value
        .filter(given -> !given.isNull())
        .flatMap(Value::section)
        .map(http -> HttpReader.read(http, base.http().orElse(HttpReader.DEFAULT), trust));
  }

  private static RevocationSources revocation(Section section, RevocationSources base) {
    RevocationSources sources =
        new RevocationSources(
            section.flag("staple", base.staple()),
            section.flag("crl", base.crl()),
            section.flag("ocsp", base.ocsp()));
    section.done();
    return sources;
  }

  private static <T> Optional<T> word(
      Section section, String key, T[] words, Function<T, String> text) {
    return section.value(key).flatMap(value -> value.oneOf(List.of(words), text));
  }
}
