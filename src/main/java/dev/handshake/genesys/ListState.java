package dev.handshake.genesys;

import java.time.Instant;
import java.util.Optional;

/**
 * What the revocation list that a client certificate names says.
 *
 * @param up whether it was fetched, could be read and is not past its time
 * @param nextUpdate when there will be a newer one, where it says so
 * @param revoked whether the certificate is on it; empty where no list that holds tells
 * @param why none tells, as the end of a sentence
 */
public record ListState(
    boolean up, Optional<Instant> nextUpdate, Optional<Boolean> revoked, Optional<String> why) {}
