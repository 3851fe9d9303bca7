package dev.handshake.agent;

import dev.handshake.certificate.TrustAnchors;
import dev.handshake.genesys.Surroundings;
import dev.handshake.report.ProbeRecord;
import dev.handshake.report.ReportStore;
import dev.handshake.revocation.ListSighting;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** What the agent knows that the platform's side asks for. */
record Around(InForce inForce, Probing probing, ReportStore store) implements Surroundings {
  private static final String MUST_REFUSE = "-must-refuse";
  private static final String MODULE = "genesys_data_action";

  @Override
  public TrustAnchors trust(String name) {
    return inForce.trustStore(name);
  }

  @Override
  public Optional<List<String>> authorities(String target) {
    return store.targets(target).stream()
        .flatMap(state -> state.last().stream())
        .map(ProbeRecord::client)
        .filter(client -> client.requested())
        .map(client -> client.authorities())
        .findFirst();
  }

  @Override
  public List<String> roots(String target) {
    return store.targets(target).stream()
        .flatMap(state -> state.chain().stream())
        .flatMap(chain -> chain.roots().stream())
        .distinct()
        .toList();
  }

  @Override
  public Optional<String> targetAt(Endpoint endpoint) {
    return inForce.plan().targets().stream()
        .filter(target -> target.endpoint().equals(endpoint))
        .map(Target::name)
        .findFirst();
  }

  @Override
  public ProbeModule module() {
    return inForce.plan().modules().getOrDefault(MODULE, ProbeModule.DEFAULT);
  }

  /** Those that have the ready pair of modules, of which one bears the target's name. */
  @Override
  public List<String> gateways() {
    Plan plan = inForce.plan();
    return plan.targets().stream()
        .map(Target::name)
        .filter(name ->
            plan.modules().containsKey(name) && plan.modules().containsKey(name + MUST_REFUSE))
        .toList();
  }

  @Override
  public Future<Optional<ListSighting>> list(
      X509Certificate certificate, Optional<X509Certificate> issuer) {
    return probing.online().list(certificate, issuer);
  }
}
