package dev.handshake.target;

import java.util.List;
import java.util.Optional;

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
    AddressFamily family) {
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
          AddressFamily.ANY);

  public ProbeModule withName(String other) {
    return new ProbeModule(other, timing, trust, identity, confirm, tls, http, expect, family);
  }

  public ProbeModule withTiming(ProbeTiming other) {
    return new ProbeModule(name, other, trust, identity, confirm, tls, http, expect, family);
  }

  public ProbeModule withTrust(String other) {
    return new ProbeModule(name, timing, other, identity, confirm, tls, http, expect, family);
  }

  public ProbeModule withIdentity(String other) {
    return new ProbeModule(
        name, timing, trust, Optional.of(other), confirm, tls, http, expect, family);
  }

  public ProbeModule withConfirm(Confirm other) {
    return new ProbeModule(name, timing, trust, identity, other, tls, http, expect, family);
  }

  public ProbeModule withTls(TlsOffer other) {
    return new ProbeModule(name, timing, trust, identity, confirm, other, http, expect, family);
  }

  public ProbeModule withHttp(HttpCheck other) {
    return new ProbeModule(
        name, timing, trust, identity, confirm, tls, Optional.of(other), expect, family);
  }

  public ProbeModule withExpect(Expectation other) {
    return new ProbeModule(name, timing, trust, identity, confirm, tls, http, other, family);
  }

  public ProbeModule withFamily(AddressFamily other) {
    return new ProbeModule(name, timing, trust, identity, confirm, tls, http, expect, other);
  }

  /** What ALPN is offered: a probe that speaks HTTP speaks HTTP/1.1 only. */
  public TlsOffer offer() {
    return http.isPresent() ? tls.withAlpn(List.of("http/1.1")) : tls;
  }
}
