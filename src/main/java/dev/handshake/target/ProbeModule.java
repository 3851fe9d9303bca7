package dev.handshake.target;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A named way to probe.
 *
 * @param trust the name of a trust store
 * @param identity the name of a client identity, or empty to show none
 */
public record ProbeModule(
    String name,
    ProbeTiming timing,
    String trust,
    Optional<String> identity,
    Confirm confirm,
    TlsOffer tls,
    Optional<HttpCheck> http,
    Expectation expect,
    Route route,
    Policy policy,
    RevocationSources revocation) {
  /** The trust store that always exists. */
  public static final String SYSTEM_TRUST = "system";

  public static final ProbeModule DEFAULT =
      new ProbeModule(
          "default",
          ProbeTiming.DEFAULT,
          SYSTEM_TRUST,
          Optional.empty(),
          Confirm.IF_POSSIBLE,
          TlsOffer.DEFAULT,
          Optional.empty(),
          new Expectation.Accepted(),
          Route.DEFAULT,
          Policy.DEFAULT,
          RevocationSources.DEFAULT);

  public ProbeModule withName(String other) {
    return with(copy -> copy.name = other);
  }

  public ProbeModule withTiming(ProbeTiming other) {
    return with(copy -> copy.timing = other);
  }

  public ProbeModule withTrust(String other) {
    return with(copy -> copy.trust = other);
  }

  public ProbeModule withIdentity(String other) {
    return with(copy -> copy.identity = Optional.of(other));
  }

  public ProbeModule withConfirm(Confirm other) {
    return with(copy -> copy.confirm = other);
  }

  public ProbeModule withTls(TlsOffer other) {
    return with(copy -> copy.tls = other);
  }

  public ProbeModule withHttp(HttpCheck other) {
    return with(copy -> copy.http = Optional.of(other));
  }

  public ProbeModule withExpect(Expectation other) {
    return with(copy -> copy.expect = other);
  }

  public ProbeModule withRoute(Route other) {
    return with(copy -> copy.route = other);
  }

  public ProbeModule withFamily(AddressFamily other) {
    return withRoute(route.withFamily(other));
  }

  public ProbeModule withPolicy(Policy other) {
    return with(copy -> copy.policy = other);
  }

  public ProbeModule withRevocation(RevocationSources other) {
    return with(copy -> copy.revocation = other);
  }

  /** Which addresses are dialled. */
  public AddressFamily family() {
    return route.family();
  }

  /** What ALPN is offered: a probe that speaks HTTP speaks HTTP/1.1 only. */
  public TlsOffer offer() {
    return http.isPresent() ? tls.withAlpn(List.of("http/1.1")) : tls;
  }

  private ProbeModule with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.module();
  }

  /** A module with parts that can be changed one by one. */
  private static final class Copy {
    private String name;
    private ProbeTiming timing;
    private String trust;
    private Optional<String> identity;
    private Confirm confirm;
    private TlsOffer tls;
    private Optional<HttpCheck> http;
    private Expectation expect;
    private Route route;
    private Policy policy;
    private RevocationSources revocation;

    Copy(ProbeModule module) {
      name = module.name;
      timing = module.timing;
      trust = module.trust;
      identity = module.identity;
      confirm = module.confirm;
      tls = module.tls;
      http = module.http;
      expect = module.expect;
      route = module.route;
      policy = module.policy;
      revocation = module.revocation;
    }

    ProbeModule module() {
      return new ProbeModule(
          name, timing, trust, identity, confirm, tls, http, expect, route, policy, revocation);
    }
  }
}
