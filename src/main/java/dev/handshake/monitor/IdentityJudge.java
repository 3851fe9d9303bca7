package dev.handshake.monitor;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.ChainQuestion;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import dev.handshake.credential.IdentityFindings;
import dev.handshake.credential.IdentityInspector;
import dev.handshake.diagnosis.OwnCertificate;
import dev.handshake.observation.Observation;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** What is known of the certificate that a target was shown: our own check of it. */
public final class IdentityJudge {
  private final Function<String, Optional<Identity>> identities;
  private final Function<String, TrustAnchors> trust;
  private final Supplier<IdentityInspector> inspector;
  private final ChainInspector chains;
  private final Map<Asked, OwnCertificate> last = new ConcurrentHashMap<>();

  /** An identity and a trust store, by their names: there are as many as are configured. */
  private record Asked(String identity, String trustStore) {}

  /**
   * @param identities by their configured names
   * @param trust trust stores by their configured names
   */
  public IdentityJudge(
      Function<String, Optional<Identity>> identities,
      Function<String, TrustAnchors> trust,
      IdentityInspector inspector,
      ChainInspector chains) {
    this(identities, trust, () -> inspector, chains);
  }

  /**
   * @param identities by their configured names
   * @param trust trust stores by their configured names
   * @param inspector the one that knows the trust stores as they are now
   */
  public IdentityJudge(
      Function<String, Optional<Identity>> identities,
      Function<String, TrustAnchors> trust,
      Supplier<IdentityInspector> inspector,
      ChainInspector chains) {
    this.identities = identities;
    this.trust = trust;
    this.inspector = inspector;
    this.chains = chains;
  }

  /** Forgets what it has said, of identities and trust stores that may be no more. */
  public void forget() {
    last.clear();
  }

  /** The identity that a target was shown; empty where none was. */
  Optional<Identity.Usable> shown(Observation seen) {
    return seen.target()
        .module()
        .identity()
        .filter(_ -> seen.client().sent())
        .flatMap(identities)
        .filter(Identity.Usable.class::isInstance)
        .map(Identity.Usable.class::cast);
  }

  /** Judges it; at first sight this takes some milliseconds. */
  OwnCertificate judge(Identity.Usable identity, String trustStore, Instant now) {
    IdentityFindings own = inspector.get().inspect(identity, now);
    return own(identity, own, trustStore, chains.inspect(question(own, trustStore), now));
  }

  /** The same from memory alone, empty at first sight. */
  Optional<OwnCertificate> known(Identity.Usable identity, String trustStore, Instant now) {
    return inspector
        .get()
        .known(identity, now)
        .flatMap(own ->
            chains
                .known(question(own, trustStore), now)
                .map(under -> own(identity, own, trustStore, under)));
  }

  /** The same object as before, where nothing else is found than before. */
  private OwnCertificate own(
      Identity.Usable identity, IdentityFindings own, String trustStore, ChainFindings under) {
    Asked asked = new Asked(identity.name(), trustStore);
    OwnCertificate before = last.get(asked);
    if (before != null && before.findings().equals(own) && before.underTrust().equals(under)) {
      return before;
    }
    OwnCertificate now = new OwnCertificate(identity.name(), own, trustStore, under);
    last.put(asked, now);
    return now;
  }

  private ChainQuestion question(IdentityFindings own, String trustStore) {
    return ChainQuestion.ofClient(own.chain(), trust.apply(trustStore));
  }
}
