package dev.handshake.agent;

import dev.handshake.address.AddressGuard;
import dev.handshake.address.ProbeGuard;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import java.util.Optional;

/**
 * The plan that is in force. The parts of a running agent ask it each time instead of keeping what
 * they were built with. Safe for use by many threads.
 */
final class InForce {
  private volatile Stand stand;

  /**
   * @param before whose trust stores the probes may still ask for that began under it
   */
  private record Stand(
      Plan plan,
      Plan before,
      AddressGuard revocation,
      AddressGuard discovered,
      ProbeGuard onRequest) {
    static Stand of(Plan plan, Plan before) {
      return new Stand(
          plan,
          before,
          AddressGuard.allowing(plan.revocationAllow()),
          AddressGuard.allowing(plan.genesys().discoveryAllow()),
          ProbeGuard.allowing(plan.web().probeAllow()));
    }
  }

  InForce(Plan plan) {
    this.stand = Stand.of(plan, plan);
  }

  Plan plan() {
    return stand.plan;
  }

  /** Puts another plan in force. */
  void become(Plan next) {
    stand = Stand.of(next, stand.plan);
  }

  Optional<Identity> identity(String name) {
    return stand.plan.identity(name);
  }

  /** A trust store by its name, also one that was taken out a moment ago. */
  TrustAnchors trustStore(String name) {
    Stand now = stand;
    boolean leaving = !now.plan.trust().containsKey(name) && now.before.trust().containsKey(name);
    return leaving ? now.before.trustStore(name) : now.plan.trustStore(name);
  }

  /** Where certificates may lead. */
  AddressGuard revocation() {
    return stand.revocation;
  }

  /** Where discovered targets may be dialled. */
  AddressGuard discovered() {
    return stand.discovered;
  }

  /** What may be probed on request. */
  ProbeGuard onRequest() {
    return stand.onRequest;
  }
}
