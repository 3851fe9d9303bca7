package dev.handshake.genesys;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A client certificate and what is thought of it.
 *
 * @param clientAuth whether it may be used by a client in TLS
 * @param trusted by the name of a gateway's trust store
 * @param named by the name of a probed target that names authorities
 * @param list what the list that it names says; empty where it names none, or nothing came yet
 */
public record Standing(
    ClientCertificate certificate,
    boolean clientAuth,
    Map<String, Verdict> trusted,
    Map<String, Boolean> named,
    Optional<ListState> list) {
  public Standing {
    trusted = Collections.unmodifiableSortedMap(new TreeMap<>(trusted));
    named = Collections.unmodifiableSortedMap(new TreeMap<>(named));
  }

  /** A certificate that nobody has thought over yet. */
  static Standing unreviewed(ClientCertificate one) {
    return new Standing(one, Readiness.clientAuth(one), Map.of(), Map.of(), Optional.empty());
  }

  /**
   * Whether a gateway would accept it.
   *
   * @param reasons why not, a sentence each; empty where it would
   */
  public record Verdict(List<String> reasons) {
    public Verdict {
      reasons = List.copyOf(reasons);
    }

    /** Nothing is wrong with it. */
    public boolean trusted() {
      return reasons.isEmpty();
    }
  }
}
