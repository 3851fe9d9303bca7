package dev.handshake.diagnosis;

/**
 * What is known beside one observation.
 *
 * @param secondLook whether the main engine was refused before and this is the other one's try
 */
public record Facts(boolean secondLook) {
  /** Nothing is known but the observation. */
  public static final Facts NONE = new Facts(false);
}
