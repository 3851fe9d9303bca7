package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.genesys.ActionTestResult.Failure;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Reads the answer to the test of a data action: whether it succeeded and which operation failed
 * first. What the action returned is not looked at.
 */
final class ActionTestReader {
  private static final String UNTOLD = "unknown";

  private ActionTestReader() {}

  /**
   * Why the run failed; empty where it succeeded.
   *
   * @throws ApiException if the answer does not say
   */
  static Optional<Failure> read(JsonNode answer) throws ApiException {
    JsonNode success = answer.path("success");
    if (!success.isBoolean()) {
      throw new ApiException(
          SourceFault.INVALID_ANSWER, "the answer does not say whether it worked");
    }
    return success.booleanValue() ? Optional.empty() : Optional.of(failure(answer));
  }

  private static Failure failure(JsonNode answer) {
    return StreamSupport.stream(answer.path("operations").spliterator(), false)
        .filter(operation -> operation.path("success").isBoolean())
        .filter(operation -> !operation.path("success").booleanValue())
        .findFirst()
        .map(operation -> new Failure(step(operation), code(operation.path("error"), answer)))
        .orElseGet(() -> new Failure(UNTOLD, code(answer.path("error"), answer)));
  }

  private static String step(JsonNode operation) {
    return text(operation.path("name")).or(() -> text(operation.path("step"))).orElse(UNTOLD);
  }

  private static String code(JsonNode error, JsonNode answer) {
    return code(error).or(() -> code(answer.path("error"))).orElse(UNTOLD);
  }

  private static Optional<String> code(JsonNode error) {
    return text(error.path("code")).or(() -> text(error.path("status")));
  }

  private static Optional<String> text(JsonNode value) {
    return Optional.of(value)
        .filter(JsonNode::isValueNode)
        .map(JsonNode::asText)
        .filter(text -> !text.isBlank());
  }
}
