package dev.handshake.genesys;

import java.time.Instant;

/**
 * How often one kind of change was made.
 *
 * @param count since the agent runs
 * @param last the latest of the last 14 days
 */
public record AuditTally(
    String service, String entityType, String action, int count, Instant last) {}
