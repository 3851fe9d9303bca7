package dev.handshake.diagnosis;

import java.util.Optional;

/**
 * What is known beside one observation.
 *
 * @param secondLook whether the main engine was refused before and this is the other one's try
 * @param own what is known of our certificate; empty where none was sent
 */
public record Facts(boolean secondLook, Optional<OwnCertificate> own) {
  /** Nothing is known but the observation. */
  public static final Facts NONE = new Facts(false, Optional.empty());

  public Facts withOwn(OwnCertificate certificate) {
    return new Facts(secondLook, Optional.of(certificate));
  }
}
