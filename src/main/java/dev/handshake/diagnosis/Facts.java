package dev.handshake.diagnosis;

import java.util.Optional;

/**
 * What is known beside one observation.
 *
 * @param secondLook whether the main engine was refused before and this is the other one's try
 * @param own what is known of our certificate; empty where none was sent
 * @param issuer what is known of the issuer of the chain that was seen
 */
public record Facts(boolean secondLook, Optional<OwnCertificate> own, IssuerFacts issuer) {
  /** Nothing is known but the observation. */
  public static final Facts NONE = new Facts(false, Optional.empty(), IssuerFacts.NONE);

  public Facts withSecondLook(boolean other) {
    return new Facts(other, own, issuer);
  }

  public Facts withOwn(OwnCertificate certificate) {
    return new Facts(secondLook, Optional.of(certificate), issuer);
  }

  public Facts withIssuer(IssuerFacts other) {
    return new Facts(secondLook, own, other);
  }
}
