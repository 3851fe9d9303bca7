package dev.handshake.genesys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An API that answers what a test says: each answer once, the last one for good. */
final class ScriptedApi implements Api {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Deque<Object>> answers = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException malformed) {
      throw new AssertionError(text, malformed);
    }
  }

  /** Single quotes stand for double ones. */
  ScriptedApi answer(String path, String body) {
    return answer(path, json(body));
  }

  ScriptedApi answer(String path, JsonNode body) {
    answers.computeIfAbsent(path, _ -> new ArrayDeque<>()).add(body);
    return this;
  }

  ScriptedApi fail(String path, SourceFault fault) {
    return fail(path, new ApiException(fault, "as the test has it"));
  }

  ScriptedApi fail(String path, ApiException failure) {
    answers.computeIfAbsent(path, _ -> new ArrayDeque<>()).add(failure);
    return this;
  }

  /** Never answers at a path. */
  ScriptedApi stayAway(String path) {
    answers.computeIfAbsent(path, _ -> new ArrayDeque<>()).add(Promise.promise().future());
    return this;
  }

  /** Forgets what was to be answered at a path. */
  void forget(String path) {
    answers.remove(path);
  }

  /** Methods and paths, in the order in which they were asked. */
  List<String> asked() {
    return asked;
  }

  long asked(String path) {
    return asked.stream().filter(it -> it.endsWith(" " + path)).count();
  }

  @Override
  public Future<JsonNode> get(Source source, String path) {
    asked.add("GET " + path);
    return next(path);
  }

  @Override
  public Future<JsonNode> post(Source source, String path, JsonNode body) {
    asked.add("POST " + path);
    return next(path);
  }

  @Override
  public Future<List<JsonNode>> list(Source source, String path) {
    return Parser.of(get(source, path), Fields::entities);
  }

  private Future<JsonNode> next(String path) {
    Deque<Object> left = answers.getOrDefault(path, new ArrayDeque<>());
    Object answer = left.size() > 1 ? left.poll() : left.peek();
    return switch (answer) {
      case JsonNode body -> Future.succeededFuture(body);
      case ApiException failure -> Future.failedFuture(failure);
      case Future<?> never -> never.map(JsonNode.class::cast);
      case null, default ->
          Future.failedFuture(
              new ApiException(SourceFault.UNEXPECTED_STATUS, "status 404, not.found"));
    };
  }
}
