package dev.handshake.revocation;

import dev.handshake.certificate.RevocationStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of the revocation list that a certificate names.
 *
 * @param up whether it could be fetched last time, is a list, and is not past its time
 * @param nextUpdate when there will be a newer one, where it says so
 * @param status of the certificate by that list; unknown without one, and without the issuer's key
 */
public record ListSighting(boolean up, Optional<Instant> nextUpdate, RevocationStatus status) {}
