package dev.handshake.config;

import dev.handshake.credential.TrustStores;
import dev.handshake.genesys.CxoneSettings;
import dev.handshake.genesys.OrganizationSettings;
import dev.handshake.genesys.Region;
import dev.handshake.target.Endpoint;
import dev.handshake.target.OauthClient;
import dev.handshake.target.Route;
import dev.handshake.target.Secret;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the organizations and tenants that are asked about. Their secrets are never shown. */
final class OrganizationReader {
  private static final int LONGEST_NAME = 128;

  private final Map<String, Integer> linesOfNames = new HashMap<>();
  private final Collection<String> trust;
  private final RegionReader regions;

  /**
   * @param trust the names of the trust stores
   */
  OrganizationReader(Collection<String> trust, RegionReader regions) {
    this.trust = trust;
    this.regions = regions;
  }

  Optional<OrganizationSettings> organization(Section section) {
    Optional<String> name = name(section);
    Optional<Region> region =
        section
            .required("region", "the region that its OAuth client belongs to")
            .flatMap(regions::read);
    Optional<Client> client =
        section
            .required("oauth", "{client_id: ID, client_secret_file: F}")
            .flatMap(Value::section)
            .flatMap(OrganizationReader::client);
    String store = trust(section);
    Optional<Endpoint> proxy = proxy(section);
    section.done();
    return name.flatMap(some ->
        region.flatMap(where ->
            client.map(who ->
                new OrganizationSettings(some, where, who.id(), who.secret(), store, proxy))));
  }

  private record Client(String id, Secret secret) {}

  private static Optional<Client> client(Section section) {
    Optional<String> id = section.required("client_id", "the client's id").flatMap(Value::nonEmpty);
    Optional<Secret> secret = OauthReader.secret(section);
    section.done();
    return id.flatMap(some -> secret.map(hidden -> new Client(some, hidden)));
  }

  Optional<CxoneSettings> tenant(Section section) {
    Optional<String> name = name(section);
    Optional<URI> issuer =
        section
            .required("issuer", "an https:// URL such as https://cxone.niceincontact.com")
            .map(Value::hide)
            .flatMap(value -> value.parsed(OrganizationReader::issuer));
    Optional<String> tenant = section.nullable("tenant_id").flatMap(Value::nonEmpty);
    String store = trust(section);
    Optional<Endpoint> proxy = proxy(section);
    section.done();
    return name.flatMap(
        some -> issuer.map(url -> new CxoneSettings(some, url, tenant, store, proxy)));
  }

  private static URI issuer(String text) {
    URI url = OauthClient.tokenUrl(URI.create(text));
    if (url.getRawQuery() != null) {
      throw new IllegalArgumentException("issuer: (hidden) (expected: a URL without a query)");
    }
    return url;
  }

  /** Both stand in the label {@code organization}, so that one name is one of them. */
  private Optional<String> name(Section section) {
    Optional<Value> place = section.required("name", "a name of its own");
    Optional<String> name = place.flatMap(Value::string);
    if (name.filter(some -> !isName(some)).isPresent()) {
      place.get().wrong("1 to 128 characters, none of them a control character");
      return Optional.empty();
    }
    name.ifPresent(some -> claim(some, place.get()));
    return name;
  }

  private void claim(String name, Value place) {
    Integer earlier = linesOfNames.putIfAbsent(name, place.node().line());
    if (earlier != null) {
      place.wrong("a name of its own, the organization or tenant on line " + earlier + " has this");
    }
  }

  private static boolean isName(String name) {
    return !name.isBlank()
        && name.length() <= LONGEST_NAME
        && name.chars().noneMatch(Character::isISOControl);
  }

  private String trust(Section section) {
    return section
        .nullable("trust")
        .flatMap(value -> value.oneOf(trust))
        .orElse(TrustStores.SYSTEM);
  }

  /** An HTTP proxy, in whose URL a user and a password may stand. */
  private static Optional<Endpoint> proxy(Section section) {
    return section.nullable("proxy").map(Value::hide).flatMap(value -> value.parsed(Route::proxy));
  }
}
