package dev.handshake.config;

import dev.handshake.credential.Credentials;
import dev.handshake.credential.TrustStores;
import dev.handshake.target.Confirm;
import dev.handshake.target.Endpoint;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.OauthClient;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the gateways in front of data actions, each of which stands for a set of checks. */
final class GatewayReader {
  private static final Duration BUDGET = Duration.ofSeconds(5);
  private static final int LONGEST_NAME = 200;

  private final Collection<String> trust;
  private final Collection<String> identities;
  private final ProbeTiming timing;

  /**
   * @param trust the names of the trust stores
   * @param identities the names of the identities
   */
  GatewayReader(Collection<String> trust, Collection<String> identities, ProbeTiming timing) {
    this.trust = trust;
    this.identities =
        identities.stream().filter(name -> !name.equals(Credentials.STRANGER)).toList();
    this.timing = timing;
  }

  /**
   * All gateways of a list.
   *
   * @param taken names that modules already have
   */
  List<Gateway> readAll(Value list, Set<String> taken) {
    List<Gateway> gateways = new ArrayList<>();
    for (Value value : list.list().orElse(List.of())) {
      value.section().flatMap(section -> read(section, taken)).ifPresent(gateways::add);
    }
    return gateways;
  }

  private Optional<Gateway> read(Section section, Set<String> taken) {
    Optional<Value> place = section.required("name", "a name for its targets and modules");
    Optional<String> name = place.flatMap(value -> name(value, taken));
    Optional<Endpoint> endpoint =
        section.required("address", "host:port").flatMap(value -> value.parsed(Endpoint::parse));
    Optional<String> serverName =
        section.nullable("server_name").flatMap(value -> value.parsed(Endpoint::hostOf));
    String store =
        section.nullable("trust").flatMap(value -> value.oneOf(trust)).orElse(TrustStores.SYSTEM);
    Optional<String> identity =
        section
            .required("identity", "the identity that the gateway must accept")
            .flatMap(value -> value.oneOf(identities));
    Duration budget = section.duration("budget", BUDGET);
    HttpCheck request =
        new HttpCheck(
            "GET",
            HttpReader.path(section).orElse("/"),
            Map.of(),
            section
                .value("expect_status")
                .flatMap(HttpReader::statusCodes)
                .orElse(HttpReader.DEFAULT.expectStatus()),
            budget);
    SortedMap<String, String> labels =
        section.section("labels").map(Labels::read).orElseGet(TreeMap::new);
    Optional<OauthClient> oauth =
        section
            .nullable("oauth")
            .flatMap(Value::section)
            .flatMap(client -> OauthReader.read(client, trust));
    section.done();
    if (name.isEmpty() || endpoint.isEmpty() || identity.isEmpty()) {
      return Optional.empty();
    }
    ProbeModule accepts =
        ProbeModule.DEFAULT
            .withName(name.get())
            .withTiming(timing.withLatencyBudget(budget))
            .withTrust(store)
            .withIdentity(identity.get())
            .withConfirm(Confirm.REQUIRED)
            .withHttp(request.withOauth(oauth));
    return Optional.of(
        new Gateway(
            place.get(),
            endpoint.get(),
            serverName.orElse(endpoint.get().host()),
            labels,
            accepts,
            timing));
  }

  private static Optional<String> name(Value place, Set<String> taken) {
    Optional<String> name = place.string();
    if (name.filter(some -> !TargetReader.isName(some) || some.length() > LONGEST_NAME)
        .isPresent()) {
      place.wrong("1 to 200 characters, none of them a control character");
      return Optional.empty();
    }
    Optional<String> module = name.flatMap(some -> claimed(some, taken));
    if (module.isPresent()) {
      place.wrong("another name, there is a module " + Shown.plain(module.get()) + " already");
      return Optional.empty();
    }
    return name;
  }

  /** The first of a gateway's modules whose name another has; none, and the names are taken now. */
  private static Optional<String> claimed(String name, Set<String> taken) {
    List<String> names = List.of(name, name + Gateway.MUST_REFUSE);
    Optional<String> twice = names.stream().filter(taken::contains).findFirst();
    if (twice.isEmpty()) {
      taken.addAll(names);
    }
    return twice;
  }
}
