package dev.handshake.genesys;

import java.util.List;
import java.util.Locale;

/**
 * Which changes certificates and handshakes depend on. Names of services and entities are read from
 * the API's catalogue, never assumed; they count by the words in them, whatever their spelling:
 *
 * <ul>
 *   <li>everything of a service for integrations: integrations, data actions, their credentials;
 *   <li>entities of any service that are about integrations, credentials, data actions, identity
 *       providers and single sign-on, OAuth clients, certificates, keys, edges or trunks;
 *   <li>any change of a property that is about a certificate or TLS.
 * </ul>
 */
final class Relevance {
  private static final List<String> SERVICES = List.of("integration");
  private static final List<String> ENTITIES =
      List.of(
          "integration",
          "credential",
          "dataaction",
          "identityprovider",
          "singlesignon",
          "sso",
          "saml",
          "oauth",
          "certificate",
          "keyconfiguration",
          "encryptionkey",
          "edge",
          "trunk");
  private static final List<String> PROPERTIES =
      List.of("certificate", "tls", "truststore", "issueruri");

  private Relevance() {}

  /** Whether events of an entity of a service matter, whatever was changed. */
  static boolean matters(String service, String entityType) {
    return holds(service, SERVICES) || holds(entityType, ENTITIES);
  }

  /** Whether an event matters. */
  static boolean matters(AuditEvent event) {
    return matters(event.service(), event.entityType())
        || event.properties().stream().anyMatch(property -> holds(property, PROPERTIES));
  }

  private static boolean holds(String name, List<String> words) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return words.stream().anyMatch(plain::contains);
  }
}
