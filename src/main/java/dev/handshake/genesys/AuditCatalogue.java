package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which services keep an audit trail that matters here.
 *
 * @param services all of them
 * @param realtime those of them whose last 14 days are answered at once
 */
record AuditCatalogue(Set<String> services, Set<String> realtime) {
  private static final int MOST_SERVICES = 20;
  private static final int MOST_LISTED = 1_000;

  AuditCatalogue {
    services = Set.copyOf(services);
    realtime = Set.copyOf(realtime);
  }

  /** Reads the two mappings: of all services, and of those that answer at once. */
  static AuditCatalogue of(JsonNode mapping, JsonNode realtimeMapping) throws ApiException {
    Set<String> realtime = relevant(realtimeMapping);
    Set<String> all = relevant(mapping);
    all.addAll(realtime);
    return new AuditCatalogue(all, realtime);
  }

  private static Set<String> relevant(JsonNode mapping) throws ApiException {
    JsonNode listed = Fields.of(mapping).node().path("services");
    if (!listed.isArray()) {
      throw Fields.invalid("services are missing");
    }
    List<JsonNode> nodes = listed.valueStream().limit(MOST_LISTED).toList();
    Set<String> services = new TreeSet<>();
    for (Fields service : Fields.each(nodes, MOST_LISTED)) {
      boolean matters =
          service
              .node()
              .path("entities")
              .valueStream()
              .limit(MOST_LISTED)
              .anyMatch(entity ->
                  Relevance.matters(service.label("name"), entity.path("name").asText("")));
      if (matters && !service.label("name").isEmpty() && services.size() < MOST_SERVICES) {
        services.add(service.label("name"));
      }
    }
    return services;
  }
}
