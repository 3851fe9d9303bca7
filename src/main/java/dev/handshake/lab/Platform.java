package dev.handshake.lab;

import dev.handshake.certificate.TrustAnchors;
import dev.handshake.genesys.OrganizationSettings;
import dev.handshake.genesys.Region;
import dev.handshake.target.Secret;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A stand-in of Genesys Cloud on loopback: a region with its hosts over TLS, one organization, and
 * switches for what can go wrong with them.
 */
public final class Platform implements AutoCloseable {
  /** The region's name. */
  public static final String REGION = "lab";

  /** The organization's OAuth client, whose secret is new each time. */
  public static final String CLIENT = "2f1d6a5e-0c51-4c1f-9d0e-5a6b7c8d9e0f";

  /** Every permission that the stand-in knows about. */
  public static final Set<String> PERMISSIONS =
      Set.of(
          PlatformCertificates.PERMISSION,
          "integrations:integration:view",
          "integrations:action:view",
          "integrations:action:execute",
          "sso:provider:view",
          "audits:audit:view",
          "oauth:client:view",
          "telephony:plugin:all");

  /** The one tenant of the CXone issuer. */
  public static final String CXONE_TENANT = PlatformCxone.TENANT;

  private static final Duration LEFT = Duration.ofDays(200);

  private final PlatformHosts hosts = new PlatformHosts();
  private final PlatformFaults faults = new PlatformFaults();
  private final PlatformCounts counts = new PlatformCounts();
  private final String secret = PlatformTokens.random();
  private final PlatformFront front;
  private final PlatformTokens tokens;
  private final PlatformLimits limits;
  private final PlatformPki pki;
  private final PlatformCertificates certificates;
  private final PlatformRevocation revocation;
  private final PlatformAccount account;
  private final PlatformProviders providers;
  private final PlatformIntegrations integrations;
  private final PlatformActions actions;
  private final PlatformAudits audits;
  private final PlatformGateways gateways;
  private final Region region;
  private final URI cxone;
  private final URI status;

  private Platform(InstantSource clock, Duration left) {
    this.front = new PlatformFront(faults, counts, clock);
    this.tokens = new PlatformTokens(clock);
    this.limits = new PlatformLimits(clock);
    Router lists = guarded("crl");
    this.pki = PlatformPki.mint(clock.instant(), hosts.plain(lists).toString(), left);
    this.certificates = new PlatformCertificates(pki);
    this.revocation =
        new PlatformRevocation(
            clock, pki, () -> certificates.state() == PlatformCertificates.State.REVOKED);
    revocation.serve(lists);
    this.account = new PlatformAccount(tokens, clock);
    this.providers = new PlatformProviders(clock.instant());
    this.integrations = new PlatformIntegrations(clock.instant());
    this.actions =
        new PlatformActions(new PlatformCalls(hosts.vertx(), certificates, integrations));
    this.audits = new PlatformAudits(clock);
    this.gateways = new PlatformGateways(hosts, pki, counts, clock);
    tokens.client(CLIENT, secret, PERMISSIONS);
    configureActions();
    this.region = region(login(), api(), apps());
    this.cxone = openCxone();
    this.status = openStatus(clock);
  }

  /**
   * Starts the stand-in.
   *
   * @param clock by which tokens expire; certificates are minted at its moment
   */
  public static Platform start(InstantSource clock) {
    return new Platform(clock, LEFT);
  }

  /**
   * Starts a stand-in whose current certificate has ninety days left after a while, so that the
   * next one is then published while the current one stays the same.
   */
  public static Platform beforeRotation(InstantSource clock, Duration publishedAfter) {
    return new Platform(clock, PlatformPki.NOTICE.plus(publishedAfter));
  }

  /** The region, which is the operator's own to an agent. */
  public Region region() {
    return region;
  }

  /** The organization as an agent is told of it, trusting {@link #roots}. */
  public OrganizationSettings organization(String name) {
    return new OrganizationSettings(
        name, region, CLIENT, new Secret.Given(secret), PlatformPki.TRUST, Optional.empty());
  }

  /** The secret of {@link #CLIENT} that was given at the start. */
  public String secret() {
    return secret;
  }

  /** The roots by which the platform's hosts and the gateways verify. */
  public TrustAnchors roots() {
    return pki.roots();
  }

  public PlatformPki pki() {
    return pki;
  }

  /** What goes wrong. */
  public PlatformFaults faults() {
    return faults;
  }

  /** What was asked. */
  public PlatformCounts counts() {
    return counts;
  }

  /** OAuth clients and their tokens. */
  public PlatformTokens tokens() {
    return tokens;
  }

  /** How often one may ask. */
  public PlatformLimits limits() {
    return limits;
  }

  /** The client certificates of data actions. */
  public PlatformCertificates certificates() {
    return certificates;
  }

  /** Their revocation lists. */
  public PlatformRevocation revocation() {
    return revocation;
  }

  /** The organization. */
  public PlatformAccount account() {
    return account;
  }

  /** Identity providers, and authorities of edges. */
  public PlatformProviders providers() {
    return providers;
  }

  /** Integrations and credentials. */
  public PlatformIntegrations integrations() {
    return integrations;
  }

  /** Data actions. */
  public PlatformActions actions() {
    return actions;
  }

  /** Who changed what. */
  public PlatformAudits audits() {
    return audits;
  }

  /** The customer's gateways. */
  public PlatformGateways gateways() {
    return gateways;
  }

  /** A NICE CXone issuer with one tenant. */
  public URI cxone() {
    return cxone;
  }

  /** The public status page. */
  public URI status() {
    return status;
  }

  private Router guarded(String host) {
    Router router = hosts.router();
    front.guard(host, router);
    return router;
  }

  private URI login() {
    Router router = guarded("login");
    tokens.serve(router);
    return hosts.secure(pki.host("login"), router);
  }

  private URI api() {
    Router router = guarded("api");
    PlatformRoutes routes = new PlatformRoutes(router, tokens, limits);
    certificates.serve(routes);
    account.serve(routes);
    providers.serve(routes);
    integrations.serve(routes);
    actions.serve(routes);
    audits.serve(routes);
    return hosts.secure(pki.host("api"), router);
  }

  private URI apps() {
    Router router = guarded("apps");
    router
        .get("/")
        .handler(context -> {
          var _ = context.response().putHeader("Content-Type", "text/html").end("<html></html>\n");
        });
    return hosts.secure(pki.host("apps"), router);
  }

  private URI openCxone() {
    Router router = guarded("cxone");
    PlatformCxone.serve(router);
    return hosts.secure(pki.host("cxone"), router);
  }

  private URI openStatus(InstantSource clock) {
    Router router = guarded("status");
    new PlatformStatusPage(clock).serve(router);
    return hosts.secure(pki.host("status"), router);
  }

  /** One action for each gateway, and those that cannot be probed. */
  private void configureActions() {
    for (PlatformGateway gateway : gateways.all()) {
      boolean regional = gateway.name().equals(PlatformGateway.REGIONAL);
      action(
          gateway.name(),
          regional ? PlatformIntegrations.REGIONAL : PlatformIntegrations.PUBLIC,
          gateway.url() + PlatformGateway.HEALTH,
          OptionalInt.of(10));
    }
    PlatformGateway ready = gateways.named(PlatformGateway.READY);
    action(
        "search",
        PlatformIntegrations.PUBLIC,
        ready.url() + "/customers/${input.id}?fields=$!{input.fields}",
        OptionalInt.of(5));
    action(
        "templated",
        PlatformIntegrations.UNSET,
        "https://${input.host}/v1/customers/${input.id}",
        OptionalInt.empty());
    action(
        "plain",
        PlatformIntegrations.UNSET,
        "http://legacy.handshake.test/lookup",
        OptionalInt.of(60));
  }

  private void action(String name, String integration, String url, OptionalInt seconds) {
    actions.action(
        new PlatformActions.Action(
            PlatformActions.id(name), name, integration, url, "GET", seconds));
  }

  private static Region region(URI login, URI api, URI apps) {
    return new Region(
        REGION, "Stand-in on loopback", login, api, apps, Optional.of(PlatformPki.CLIENT_NAME));
  }

  @Override
  public void close() {
    hosts.close();
  }
}
