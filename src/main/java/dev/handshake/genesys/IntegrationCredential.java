package dev.handshake.genesys;

import java.time.Instant;
import java.util.Optional;

/**
 * Credentials of integrations, of which the age alone is known.
 *
 * @param modified when they were last changed, or else made
 */
public record IntegrationCredential(
    String id, String name, String type, Optional<Instant> modified) {}
