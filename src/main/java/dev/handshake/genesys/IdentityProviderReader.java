package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.certificate.CertificateFacts;
import dev.handshake.certificate.PeerCertificate;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads identity providers. Older versions of the API list only their names, so that each is asked
 * for by itself.
 */
final class IdentityProviderReader {
  private static final String PATH = "/api/v2/identityproviders";
  private static final int MOST = 100;
  private static final int MOST_CERTIFICATES = 10;
  private static final List<String> DETAILS =
      List.of("certificate", "certificates", "issuerURI", "ssoTargetURI", "sloURI");

  private IdentityProviderReader() {}

  static Future<List<IdentityProvider>> ask(Api api, Worker worker) {
    return Parser.of(
            api.list(Source.IDENTITY_PROVIDERS, PATH), entities -> Fields.each(entities, MOST))
        .compose(listed -> InTurn.each(listed, one -> detailed(api, worker, one)));
  }

  private static Future<IdentityProvider> detailed(Api api, Worker worker, Fields listed) {
    return Parser.of(Future.succeededFuture(listed), Fields::id)
        .compose(id ->
            DETAILS.stream().anyMatch(listed.node()::has)
                ? Future.succeededFuture(listed.node())
                : api.get(Source.IDENTITY_PROVIDERS, PATH + "/" + id))
        .compose(
            node -> Parser.of(Future.succeededFuture(node), worker, IdentityProviderReader::read));
  }

  static IdentityProvider read(JsonNode node) throws ApiException {
    Fields provider = Fields.of(node);
    return new IdentityProvider(
        provider.id(),
        provider.label("name"),
        provider.flag("disabled"),
        certificates(provider),
        provider.flag("signAuthnRequests") || provider.text("sloURI").isPresent());
  }

  /** Either field may be set, or both with the same certificate. */
  private static List<CertificateFacts> certificates(Fields provider) throws ApiException {
    List<String> texts = new ArrayList<>(provider.texts("certificates"));
    provider.whole("certificate").ifPresent(texts::addFirst);
    Map<String, CertificateFacts> found = new LinkedHashMap<>();
    for (String text : texts) {
      if (!text.isBlank() && found.size() < MOST_CERTIFICATES) {
        for (PeerCertificate one : PemText.chain(text).certificates()) {
          found.putIfAbsent(one.fingerprint(), one.facts().orElseThrow());
        }
      }
    }
    return List.copyOf(found.values());
  }
}
