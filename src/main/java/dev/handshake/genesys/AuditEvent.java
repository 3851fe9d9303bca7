package dev.handshake.genesys;

import java.time.Instant;
import java.util.List;

/**
 * A change that somebody made and that certificates or handshakes depend on. All text is a
 * stranger's.
 *
 * @param entity the name of what was changed, or else its id
 * @param actor the id of the user or client who did it; empty where none is told
 * @param properties that were changed
 */
public record AuditEvent(
    String id,
    Instant time,
    String service,
    String entityType,
    String action,
    String entity,
    String actor,
    String outcome,
    List<String> properties) {
  public AuditEvent {
    properties = List.copyOf(properties);
  }
}
