package dev.handshake.lab;

import dev.handshake.certificate.TrustAnchors;
import dev.handshake.target.OauthClient;
import dev.handshake.target.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * The customer's side: gateways that demand the platform's certificate or the operator's, and the
 * token endpoint of the customer's own, by which one of them goes.
 */
public final class PlatformGateways {
  /** The OAuth client at the customer's token endpoint. */
  public static final String CLIENT = "gateway-probe";

  private final PlatformHosts hosts;
  private final PlatformPki pki;
  private final PlatformCounts counts;
  private final InstantSource clock;
  private final PlatformTokens tokens;
  private final String secret = PlatformTokens.random();
  private final URI identity;
  private final List<PlatformGateway> all;

  PlatformGateways(
      PlatformHosts hosts, PlatformPki pki, PlatformCounts counts, InstantSource clock) {
    this.hosts = hosts;
    this.pki = pki;
    this.counts = counts;
    this.clock = clock;
    this.tokens = new PlatformTokens(clock);
    tokens.client(CLIENT, secret, Set.of());
    this.identity = hosts.secure(pki.host("identity"), identity());
    X509Certificate old = pki.publicRoot();
    this.all =
        List.of(
            open(PlatformGateway.READY, false, old, pki.nextRoot()),
            open(PlatformGateway.OLD_ROOT, false, old),
            open(PlatformGateway.REGIONAL, false, pki.regionalRoot()),
            open(PlatformGateway.TOKEN, true, old, pki.nextRoot()));
  }

  /** All gateways. */
  public List<PlatformGateway> all() {
    return all;
  }

  /**
   * The gateway of a name.
   *
   * @throws NoSuchElementException if there is none
   */
  public PlatformGateway named(String name) {
    return all.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("gateway: " + name));
  }

  /** The client whose tokens the gateway that wants one accepts. */
  public OauthClient oauth() {
    return new OauthClient(
        URI.create(identity + PlatformTokens.PATH),
        CLIENT,
        new Secret.Given(secret),
        Optional.empty(),
        PlatformPki.TRUST,
        Optional.empty());
  }

  /** The secret of {@link #CLIENT}. */
  public String secret() {
    return secret;
  }

  /** The tokens of the customer's own. */
  public PlatformTokens tokens() {
    return tokens;
  }

  private Router identity() {
    Router router = hosts.router();
    new PlatformFront(new PlatformFaults(), counts, clock).guard("identity", router);
    tokens.serve(router);
    return router;
  }

  private PlatformGateway open(String name, boolean wantsToken, X509Certificate... roots) {
    List<X509Certificate> trusted = new ArrayList<>(List.of(roots));
    trusted.add(pki.probeRoot());
    PlatformFaults faults = new PlatformFaults();
    Router router = hosts.router();
    new PlatformFront(faults, counts, clock).guard(name, router);
    router.route(PlatformGateway.HEALTH).handler(context -> answer(context, wantsToken));
    URI url = hosts.mutual(pki.gateway(name), trusted, router);
    return new PlatformGateway(
        name, url, TrustAnchors.of(name, Set.copyOf(trusted), List.of()), wantsToken, faults);
  }

  private void answer(RoutingContext context, boolean wantsToken) {
    if (!wantsToken || bears(context)) {
      PlatformReplies.send(context, 200, "text/plain", Buffer.buffer("fine\n"));
      return;
    }
    context.response().putHeader("WWW-Authenticate", "Bearer realm=\"gateway\"");
    PlatformReplies.send(context, 401, "text/plain", Buffer.buffer("no token, no answer\n"));
  }

  private boolean bears(RoutingContext context) {
    return PlatformRoutes.token(context)
        .flatMap(tokens::grant)
        .filter(grant -> !tokens.expired(grant))
        .isPresent();
  }
}
