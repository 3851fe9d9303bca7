package dev.handshake.genesys;

import java.util.List;

/**
 * That other client certificates are believed in one role than before.
 *
 * @param from fingerprints of the leaves; empty where there was none
 * @param to likewise
 */
public record CertificateChange(
    String authority, String status, List<String> from, List<String> to) {
  public CertificateChange {
    from = List.copyOf(from);
    to = List.copyOf(to);
  }
}
