package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.address.AddressGuard;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Watches where a tenant of NICE CXone is served: its hosts are discovered (OpenID Connect
 * Discovery 1.0, section 4), since there is no table of them. All on one loop.
 */
final class CxoneWatch {
  private static final String REGION = "cxone";
  private static final String DISCOVERY = "discovery";
  private static final List<String> OF_ISSUER = List.of("issuer", "token_endpoint");
  private static final List<String> OF_TENANT =
      List.of("ui_endpoint", "auth_endpoint", "api_endpoint");

  private final CxoneSettings settings;
  private final CxoneDocuments documents;
  private final Surroundings surroundings;
  private final AddressGuard guard;
  private final Watched<Set<Endpoint>> hosts;
  private final Round round;
  private final HostTargets targets;
  private volatile OrganizationState state;

  CxoneWatch(
      CxoneSettings settings,
      GenesysSettings all,
      CxoneDocuments documents,
      Surroundings surroundings,
      Watched.Means means) {
    this.settings = settings;
    this.documents = documents;
    this.surroundings = surroundings;
    this.guard = AddressGuard.allowing(all.discoveryAllow());
    this.hosts = new Watched<>(DISCOVERY, this::discovered, this::tell, means);
    this.targets = new HostTargets(settings.name());
    this.round =
        new Round(settings.name(), all.pollInterval(), means.loop(), means.clock(), this::look);
    this.state = now();
  }

  /** To be called on the loop. */
  void start() {
    round.start();
  }

  /** To be called on the loop. */
  void stop() {
    round.stop();
    hosts.stop();
  }

  OrganizationState state() {
    return state;
  }

  HostTargets targets() {
    return targets;
  }

  private Future<Void> look() {
    return hosts.look().onComplete(_ -> state = now());
  }

  private OrganizationState now() {
    return OrganizationState.of(
        settings.name(), REGION, new TreeMap<>(Map.of(DISCOVERY, hosts.status())));
  }

  private Future<Set<Endpoint>> discovered() {
    return documents
        .get(URI.create(base(settings.issuer().toString()) + "/.well-known/openid-configuration"))
        .compose(issuer -> Parser.of(Future.succeededFuture(issuer), this::ofIssuer))
        .compose(ofIssuer ->
            settings
                .tenantId()
                .map(tenant -> documents.get(tenant(tenant)))
                .map(answer -> Parser.of(answer, one -> together(ofIssuer, ofTenant(one))))
                .orElseGet(() -> Future.succeededFuture(ofIssuer)));
  }

  private URI tenant(String id) {
    return URI.create(
        base(settings.issuer().toString())
            + "/.well-known/cxone-configuration?tenantId="
            + URLEncoder.encode(id, StandardCharsets.UTF_8));
  }

  private static String base(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** The document of another issuer is not believed (OpenID Connect Discovery 1.0, 4.3). */
  private Set<Endpoint> ofIssuer(JsonNode document) throws ApiException {
    String issuer = Fields.of(document).label("issuer");
    if (!base(issuer).equals(base(settings.issuer().toString()))) {
      throw Fields.invalid("the document is of another issuer");
    }
    return endpoints(document, OF_ISSUER);
  }

  private Set<Endpoint> ofTenant(JsonNode document) throws ApiException {
    Set<Endpoint> found = endpoints(Fields.of(document).node(), OF_TENANT);
    if (found.isEmpty()) {
      throw Fields.invalid("the document names no host");
    }
    return found;
  }

  private static Set<Endpoint> together(Set<Endpoint> some, Set<Endpoint> more) {
    Set<Endpoint> all = new LinkedHashSet<>(some);
    all.addAll(more);
    return all;
  }

  private Set<Endpoint> endpoints(JsonNode document, List<String> fields) {
    Set<Endpoint> found = new LinkedHashSet<>();
    for (String field : fields) {
      new Fields(document)
          .text(field)
          .flatMap(ActionReader::endpoint)
          .filter(this::mayProbe)
          .ifPresent(found::add);
    }
    return found;
  }

  private boolean mayProbe(Endpoint endpoint) {
    return endpoint.address().map(ip -> guard.permits(endpoint.host(), ip)).orElse(true);
  }

  private void tell(Set<Endpoint> endpoints) {
    List<Target> found = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      Optional<String> configured = surroundings.targetAt(endpoint);
      if (configured.isEmpty()) {
        found.add(
            new Target(
                HostTargets.nameOf(settings.name(), endpoint),
                endpoint,
                endpoint.host(),
                endpoint.host(),
                surroundings.module(),
                HostTargets.labels(settings.name(), REGION)));
      }
    }
    targets.tell(found);
  }
}
