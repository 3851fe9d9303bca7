package dev.handshake.lab;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.RoutingContext;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The client certificates of data actions, as the platform publishes them, and the roots that it
 * trusts for gateways.
 */
public final class PlatformCertificates {
  /** Where the client certificates are listed. */
  public static final String PATH = "/api/v2/integrations/actions/certificates";

  /** The one permission for certificates and trust store. */
  public static final String PERMISSION = "integrations:actionCertificate:view";

  private static final String DIGICERT = "DigiCert";
  private static final String GENESYS = "Genesys";
  private static final String CURRENT = "Current";
  private static final String UPCOMING = "Upcoming";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final PlatformPki pki;
  private final AtomicInteger calls = new AtomicInteger();
  private volatile State state = State.STEADY;
  private volatile List<X509Certificate> trusted;

  /** What the platform says of its certificates. */
  public enum State {
    /** The current ones are good for long; nothing is upcoming. */
    STEADY,
    /** The current one has less than ninety days left, and the next one is published. */
    UPCOMING,
    /** The current one has less than ninety days left, and nothing is upcoming. */
    UPCOMING_MISSING,
    /** The next one is published and is no longer for clients. */
    UPCOMING_NOT_FOR_CLIENTS,
    /** Every second answer is already of the time after the rotation. */
    ROTATING,
    /** What was upcoming has become the current one. */
    CURRENT,
    /** The current one ended yesterday. */
    EXPIRED,
    /** As when steady, but the revocation lists name both current ones. */
    REVOKED,
    /** The text is no certificate. */
    GARBAGE,
    /**
     * Beside the steady ones there is one of an authority and a status that nobody has heard of.
     */
    UNKNOWN_ENUM,
    /** A list without entities. */
    EMPTY
  }

  /** One entity of the list. */
  private record Published(String authority, String status, String text) {
    ObjectNode node() {
      return NODES
          .objectNode()
          .put("signingAuthority", authority)
          .put("certificate", text)
          .put("status", status)
          .put("type", "Client");
    }
  }

  PlatformCertificates(PlatformPki pki) {
    this.pki = pki;
    this.trusted = List.of(pki.publicRoot(), pki.nextRoot(), pki.gatewayRoot());
  }

  /** From now on the platform says this. */
  public void state(State other) {
    state = other;
  }

  public State state() {
    return state;
  }

  /** From now on these are the roots that the platform trusts when it calls a gateway. */
  public void trust(List<X509Certificate> roots) {
    trusted = List.copyOf(roots);
  }

  /** The roots that the platform trusts when it calls a gateway. */
  List<X509Certificate> trusted() {
    return trusted;
  }

  /** What data actions show to a gateway now, for one of the two authorities. */
  HeldCertificate shown(boolean byPublicAuthority) {
    if (!byPublicAuthority) {
      return pki.regional();
    }
    return switch (state) {
      case STEADY, REVOKED, GARBAGE, UNKNOWN_ENUM, EMPTY -> pki.current();
      case UPCOMING, UPCOMING_MISSING, UPCOMING_NOT_FOR_CLIENTS, ROTATING -> pki.ending();
      case CURRENT -> pki.upcoming();
      case EXPIRED -> pki.expired();
    };
  }

  void serve(PlatformRoutes routes) {
    routes.get(PATH, PERMISSION, this::list);
    routes.get(PATH + "/truststore", PERMISSION, this::truststore);
  }

  private void list(RoutingContext context) {
    String status = context.request().getParam("status", "");
    String type = context.request().getParam("type", "");
    if (!Set.of("", CURRENT, UPCOMING).contains(status)) {
      PlatformReplies.invalidValue(context, "status", status);
      return;
    }
    if (!Set.of("", "Client").contains(type)) {
      PlatformReplies.invalidValue(context, "type", type);
      return;
    }
    List<ObjectNode> entities = new ArrayList<>();
    published().stream()
        .filter(one -> status.isEmpty() || one.status().equals(status))
        .forEach(one -> entities.add(one.node()));
    Collections.shuffle(entities);
    PlatformReplies.json(context, listing(entities));
  }

  private static ObjectNode listing(List<ObjectNode> entities) {
    ObjectNode body = NODES.objectNode();
    body.putArray("entities").addAll(entities);
    return body.put("pageSize", 20)
        .put("pageNumber", 1)
        .put("total", entities.size())
        .put("pageCount", 1);
  }

  private List<Published> published() {
    Published steady = digicert(CURRENT, pki.current(), pki.publicRoot());
    Published ending = digicert(CURRENT, pki.ending(), pki.publicRoot());
    Published next = digicert(UPCOMING, pki.upcoming(), pki.nextRoot());
    Published rotated = digicert(CURRENT, pki.upcoming(), pki.nextRoot());
    Published regional = new Published(GENESYS, CURRENT, pki.regional().certificatePem() + "\n");
    return switch (state) {
      case STEADY, REVOKED -> List.of(steady, regional);
      case UPCOMING -> List.of(ending, next, regional);
      case UPCOMING_MISSING -> List.of(ending, regional);
      case UPCOMING_NOT_FOR_CLIENTS ->
          List.of(ending, digicert(UPCOMING, pki.upcomingForServers(), pki.nextRoot()), regional);
      case ROTATING ->
          calls.getAndIncrement() % 2 == 0
              ? List.of(ending, next, regional)
              : List.of(rotated, regional);
      case CURRENT -> List.of(rotated, regional);
      case EXPIRED -> List.of(digicert(CURRENT, pki.expired(), pki.publicRoot()), regional);
      case GARBAGE ->
          List.of(
              new Published(
                  DIGICERT,
                  CURRENT,
                  "-----BEGIN CERTIFICATE-----\r\nMIInot+a+certificate\r\n-----END CERTIFICATE-----"),
              new Published(GENESYS, CURRENT, "certificate"));
      case UNKNOWN_ENUM ->
          List.of(
              steady, regional, new Published("Sectigo", "Retired", pki.ending().certificatePem()));
      case EMPTY -> List.of();
    };
  }

  /** The whole chain in one string, its lines ended as in the vendor's own sample. */
  private static Published digicert(String status, HeldCertificate held, X509Certificate root) {
    String chain = held.chainPem() + HeldCertificate.pem(root);
    return new Published(DIGICERT, status, chain.strip().replace("\n", "\r\n"));
  }

  private void truststore(RoutingContext context) {
    ObjectNode body = NODES.objectNode();
    ArrayNode entities = body.putArray("entities");
    for (X509Certificate root : trusted) {
      entities
          .addObject()
          .put("description", root.getSubjectX500Principal().getName())
          .put("serialNumber", root.getSerialNumber().toString(16))
          .put("signature", HexFormat.of().formatHex(root.getSignature()));
    }
    PlatformReplies.json(context, body.put("total", trusted.size()));
  }
}
