package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads what an organization says of itself, and its limits: of those namespaces alone that data
 * actions depend on, since each costs a request.
 */
final class OrganizationReader {
  private static final String ME = "/api/v2/organizations/me";
  private static final String NAMESPACES = "/api/v2/organizations/limits/namespaces";
  private static final int MOST_NAMESPACES = 8;
  private static final int MOST_LIMITS = 200;
  private static final Pattern RELEVANT =
      Pattern.compile("(?i).*(action|integration|auth|token|client|platform|api).*");
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

  private OrganizationReader() {}

  static Future<OrganizationFacts> ask(Api api) {
    return api.get(Source.ORGANIZATION, ME)
        .compose(me ->
            api.list(Source.ORGANIZATION, NAMESPACES)
                .map(OrganizationReader::namespaces)
                .recover(OrganizationReader::passedOver)
                .compose(names -> InTurn.each(names, name -> limits(api, name)))
                .compose(
                    limits -> Parser.of(Future.succeededFuture(me), each -> read(each, limits))));
  }

  private static Future<List<OrganizationFacts.Limit>> limits(Api api, String namespace) {
    return Parser.of(
            api.list(Source.ORGANIZATION, NAMESPACES + "/" + namespace),
            entities -> limits(namespace, entities))
        .recover(OrganizationReader::passedOver);
  }

  /** Limits are told to some clients and not to others, and are no part of the organization. */
  private static <T> Future<List<T>> passedOver(Throwable failure) {
    boolean refused =
        failure instanceof ApiException answer
            && (answer.fault() == SourceFault.PERMISSION_DENIED
                || answer.fault() == SourceFault.UNEXPECTED_STATUS);
    return refused ? Future.succeededFuture(List.of()) : Future.failedFuture(failure);
  }

  /** The shape of an entry is not published: a name, or an object that bears one. */
  static List<String> namespaces(List<JsonNode> entities) {
    return entities.stream()
        .flatMap(entity -> name(entity).stream())
        .filter(name -> SAFE.matcher(name).matches() && RELEVANT.matcher(name).matches())
        .distinct()
        .limit(MOST_NAMESPACES)
        .toList();
  }

  private static Optional<String> name(JsonNode entity) {
    Fields fields = new Fields(entity);
    return entity.isTextual()
        ? Optional.of(entity.textValue())
        : fields.text("name").or(() -> fields.text("namespace")).or(() -> fields.text("id"));
  }

  static List<OrganizationFacts.Limit> limits(String namespace, List<JsonNode> entities)
      throws ApiException {
    List<OrganizationFacts.Limit> limits = new ArrayList<>();
    for (Fields limit : Fields.each(entities, MOST_LIMITS)) {
      JsonNode value = limit.node().path("value");
      if (value.isNumber() && limit.text("key").isPresent()) {
        limits.add(new OrganizationFacts.Limit(namespace, limit.label("key"), value.doubleValue()));
      }
    }
    return limits;
  }

  static OrganizationFacts read(JsonNode me, List<List<OrganizationFacts.Limit>> limits)
      throws ApiException {
    Fields organization = Fields.of(me);
    return new OrganizationFacts(
        organization.id(),
        organization.label("name"),
        organization.label("domain"),
        organization.label("state"),
        limits.stream().flatMap(List::stream).toList());
  }
}
