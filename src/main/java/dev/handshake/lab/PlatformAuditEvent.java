package dev.handshake.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An audited change.
 *
 * @param service such as Integrations
 * @param entityType such as Integration
 * @param action such as Update
 * @param entity its name
 * @param change of one property: its name, the old and the new value; or nothing
 */
public record PlatformAuditEvent(
    Instant time,
    String service,
    String entityType,
    String action,
    String entity,
    List<String> change) {
  private static final String USER = "11f2b6a0-0000-4000-8000-000000000001";

  public PlatformAuditEvent {
    change = List.copyOf(change);
    if (change.size() != 0 && change.size() != 3) {
      throw new IllegalArgumentException("change: " + change + " (expected: name, old and new)");
    }
  }

  /** Whether all filters of a query let it through; those on other properties let nothing. */
  boolean passes(JsonNode filters) {
    for (JsonNode filter : filters) {
      String actual =
          switch (filter.path("property").asText()) {
            case "Action" -> action;
            case "EntityType" -> entityType;
            case "EntityId" -> entityId();
            case "UserId" -> USER;
            default -> "";
          };
      if (!actual.equals(filter.path("value").asText())) {
        return false;
      }
    }
    return true;
  }

  /** The event as an {@code AuditLogMessage}. */
  ObjectNode node() {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", uuid(toString()))
            .put("userHomeOrgId", PlatformAccount.ID)
            .put("serviceName", service)
            .put("level", "USER")
            .put("eventDate", PlatformPages.date(time))
            .put("action", action)
            .put("entityType", entityType)
            .put("status", "SUCCESS");
    node.putObject("user").put("id", USER).put("selfUri", "/api/v2/users/" + USER);
    node.putObject("client").put("id", "9a0b0000-0000-4000-8000-000000000001");
    node.putArray("remoteIp").add("203.0.113.7");
    node.putObject("entity").put("id", entityId()).put("name", entity);
    ArrayNode changes = node.putArray("propertyChanges");
    if (!change.isEmpty()) {
      ObjectNode one = changes.addObject().put("property", change.get(0));
      one.putArray("oldValues").add(change.get(1));
      one.putArray("newValues").add(change.get(2));
    }
    node.putObject("context");
    node.putArray("entityChanges");
    return node;
  }

  private String entityId() {
    return uuid(entity);
  }

  private static String uuid(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
