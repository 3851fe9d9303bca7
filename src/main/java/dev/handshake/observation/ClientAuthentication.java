package dev.handshake.observation;

import dev.handshake.reason.Evidence;
import java.util.List;
import java.util.Optional;

/**
 * What was asked of us as a client, and what we did.
 *
 * @param requested whether a CertificateRequest was seen
 * @param late whether it came after the handshake (renegotiation, post-handshake authentication)
 * @param sent whether a certificate of ours was shown
 * @param authorities the names in the CertificateRequest, RFC 4514; at most {@link
 *     #MOST_AUTHORITIES}, each cut at {@link #LONGEST_AUTHORITY} characters
 * @param evidence the strongest proof seen that we were let in
 */
public record ClientAuthentication(
    boolean requested,
    boolean late,
    boolean sent,
    List<String> authorities,
    Optional<Evidence> evidence) {
  public static final int MOST_AUTHORITIES = 256;
  public static final int LONGEST_AUTHORITY = 512;

  private static final Shared<List<String>> AUTHORITIES = new Shared<>();

  public static final ClientAuthentication NONE =
      new ClientAuthentication(false, false, false, List.of(), Optional.empty());

  public ClientAuthentication {
    authorities = AUTHORITIES.of(List.copyOf(authorities));
  }
}
