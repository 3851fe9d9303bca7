package dev.handshake.config;

import dev.handshake.credential.Credentials;
import dev.handshake.reason.Reason;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Expectation;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * A gateway and what is asked of it: to let our identity in, and nobody else.
 *
 * @param place of its name
 * @param accepts the module that must be let in
 * @param timing without the budget, which is for those that are let in
 */
record Gateway(
    Value place,
    Endpoint endpoint,
    String serverName,
    SortedMap<String, String> labels,
    ProbeModule accepts,
    ProbeTiming timing) {
  static final String MUST_REFUSE = "-must-refuse";

  /** Where nothing is shown, nothing but that may be complained of. */
  private static final Expectation REFUSES_NONE =
      new Expectation.Refused(Set.of(Reason.CLIENT_CERTIFICATE_REQUIRED), Set.of(400, 403));

  private static final Expectation REFUSES = new Expectation.Refused(Set.of(), Set.of());

  private static final Set<Integer> UNAUTHORIZED = Set.of(401);

  /** The pair: one that must be let in, one that must be refused. */
  List<ProbeModule> modules() {
    return List.of(accepts, mustRefuse());
  }

  /** One target for each that is asked, and one for its answer. */
  List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    targets.add(target("", accepts));
    targets.add(target("-refuses-none", mustRefuse().withExpect(REFUSES_NONE)));
    targets.add(target("-refuses-stranger", mustRefuse().withIdentity(Credentials.STRANGER)));
    withoutToken().ifPresent(module -> targets.add(target("-refuses-no-token", module)));
    return targets;
  }

  private ProbeModule mustRefuse() {
    HttpCheck request = accepts.http().orElseThrow();
    return ProbeModule.DEFAULT
        .withName(accepts.name() + MUST_REFUSE)
        .withTiming(timing)
        .withTrust(accepts.trust())
        .withHttp(request.withOauth(Optional.empty()))
        .withExpect(REFUSES);
  }

  /** Let in by TLS, and turned away by the application for want of a token. */
  private Optional<ProbeModule> withoutToken() {
    return accepts
        .http()
        .filter(request -> request.oauth().isPresent())
        .map(request -> request.withOauth(Optional.empty()).withExpectStatus(UNAUTHORIZED))
        .map(accepts::withHttp);
  }

  private Target target(String ending, ProbeModule module) {
    return new Target(accepts.name() + ending, endpoint, serverName, serverName, module, labels);
  }
}
