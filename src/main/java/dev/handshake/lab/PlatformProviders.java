package dev.handshake.lab;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.RoutingContext;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Identity providers for single sign-on, with certificates in each encoding that one meets, and the
 * authorities of edges and phones.
 */
public final class PlatformProviders {
  /** Where identity providers are listed. */
  public static final String PATH = "/api/v2/identityproviders";

  /** Where the authorities of edges and phones are listed. */
  public static final String EDGES = "/api/v2/telephony/providers/edges/certificateauthorities";

  private static final String PERMISSION = "sso:provider:view";
  private static final String EDGE_PERMISSION = "telephony:plugin:all";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Map<String, ObjectNode> providers = new ConcurrentSkipListMap<>();
  private final Map<String, ObjectNode> edges = new ConcurrentSkipListMap<>();

  /** Providers as an organization has them: Okta, AD FS, a custom one, and the platform's own. */
  PlatformProviders(Instant now) {
    HeldCertificate okta = signing("Okta signing", now, 45);
    HeldCertificate fresh = signing("Okta next signing", now, 700);
    HeldCertificate adfs = signing("ADFS Signing - sts.handshake.test", now, 20);
    HeldCertificate custom = signing("Custom signing", now, 300);
    provider(
        saml("okta", "Corporate Okta", true, "https://okta.handshake.test/logout")
            .set("certificates", texts(base64(okta), base64(fresh), base64(okta))));
    provider(saml("adfs", "AD FS", false, "").put("certificate", adfs.certificatePem()));
    provider(
        saml("5f0d8a34-1d0f-4c0a-8c52-93d1b0a7c0de", "Partner", false, "")
            .put("certificate", oneLine(custom))
            .put("endpointCompression", false)
            .set("certificates", texts(custom.certificatePem(), base64(custom))));
    provider(
        NODES
            .objectNode()
            .put("id", "purecloud")
            .put("name", "Genesys Cloud")
            .put("disabled", false)
            .put("selfUri", PATH + "/purecloud"));
    edge("0f6c1f2e-3c55-4b0e-9a43-6d2f6d1e0a01", "Managed CA", "MANAGED", now, 1500);
    edge("0f6c1f2e-3c55-4b0e-9a43-6d2f6d1e0a02", "Phones of the branch", "REMOTE", now, 80);
  }

  /** Adds a provider, or replaces the one of its id. */
  public void provider(ObjectNode node) {
    providers.put(node.path("id").asText(), node);
  }

  /** The provider is no longer configured. */
  public void remove(String id) {
    providers.remove(id);
  }

  void serve(PlatformRoutes routes) {
    routes.get(
        PATH,
        PERMISSION,
        context -> PlatformPages.send(context, List.copyOf(providers.values()), PATH));
    routes.get(PATH + "/:id", PERMISSION, context -> one(context, providers));
    routes.get(
        EDGES,
        EDGE_PERMISSION,
        context -> PlatformPages.send(context, List.copyOf(edges.values()), EDGES));
    routes.get(EDGES + "/:id", EDGE_PERMISSION, context -> one(context, edges));
  }

  private static void one(RoutingContext context, Map<String, ObjectNode> all) {
    ObjectNode found = all.get(context.pathParam("id"));
    if (found == null) {
      PlatformReplies.notFound(context);
    } else {
      PlatformReplies.json(context, found);
    }
  }

  private static ObjectNode saml(String id, String name, boolean signs, String logout) {
    return NODES
        .objectNode()
        .put("id", id)
        .put("name", name)
        .put("disabled", false)
        .put("issuerURI", "http://" + id + ".handshake.test/issuer")
        .put("ssoTargetURI", "https://" + id + ".handshake.test/sso/saml")
        .put("sloURI", logout)
        .put("sloBinding", "HTTP Redirect")
        .put("ssoBinding", "HTTP Redirect")
        .put("relyingPartyIdentifier", "lab")
        .put("nameIdentifierFormat", "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified")
        .put("signAuthnRequests", signs)
        .put("providerName", name)
        .put("displayOnLogin", true)
        .put("forceAuthn", false)
        .put("selfUri", PATH + "/" + id);
  }

  private void edge(String id, String name, String type, Instant now, int days) {
    HeldCertificate authority =
        HeldCertificate.named(name, now)
            .valid(now.minus(Duration.ofDays(400)), now.plus(Duration.ofDays(days)))
            .authority()
            .mint();
    ObjectNode node =
        NODES
            .objectNode()
            .put("id", id)
            .put("name", name)
            .put("version", 3)
            .put("dateCreated", PlatformPages.date(now.minus(Duration.ofDays(400))))
            .put("dateModified", PlatformPages.date(now.minus(Duration.ofDays(30))))
            .put("state", "active")
            .put("type", type)
            .put("certificate", authority.certificatePem())
            .put("selfUri", EDGES + "/" + id);
    node.putArray("services").add("SIP").add("PROVISION");
    details(node.putArray("certificateDetails").addObject(), authority.certificate());
    edges.put(id, node);
  }

  private static void details(ObjectNode node, X509Certificate certificate) {
    node.put("issuer", certificate.getIssuerX500Principal().getName())
        .put("subject", certificate.getSubjectX500Principal().getName())
        .put("issueDate", certificate.getNotBefore().toInstant().toString())
        .put("expirationDate", certificate.getNotAfter().toInstant().toString())
        .put("expired", false)
        .put("valid", true)
        .put("signatureValid", true);
  }

  private static HeldCertificate signing(String name, Instant now, int days) {
    return HeldCertificate.named(name, now)
        .valid(now.minus(Duration.ofDays(300)), now.plus(Duration.ofDays(days)))
        .mint();
  }

  private static ArrayNode texts(String... texts) {
    ArrayNode array = NODES.arrayNode();
    List.of(texts).forEach(array::add);
    return array;
  }

  /** PEM without its line breaks, as a form field leaves it. */
  private static String oneLine(HeldCertificate held) {
    return "-----BEGIN CERTIFICATE-----" + base64(held) + "-----END CERTIFICATE-----";
  }

  private static String base64(HeldCertificate held) {
    try {
      return Base64.getEncoder().encodeToString(held.certificate().getEncoded());
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException("what was minted has an encoding", impossible);
    }
  }
}
