package dev.handshake.genesys;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The client certificates of an organization's region that are believed, and what is thought of
 * them.
 *
 * @param changes of the current certificate, by authority
 * @param upcomingMissing whether the current certificate of DigiCert has under 90 days left and no
 *     successor is published; empty where there is no such certificate
 */
public record Inventory(
    List<Standing> standings,
    Map<String, CertificateChanges> changes,
    Optional<Boolean> upcomingMissing) {
  static final Inventory EMPTY = new Inventory(List.of(), Map.of(), Optional.empty());

  public Inventory {
    standings = List.copyOf(standings);
    changes = Collections.unmodifiableSortedMap(new TreeMap<>(changes));
  }
}
