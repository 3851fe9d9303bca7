package dev.handshake.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.schedule.VirtualTime;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** A receiver that answers by a script, then takes everything; it keeps what it was sent. */
final class ScriptedPost implements Post {
  static final Answer BUSY = new Answer.Later("busy", Optional.empty(), false);
  static final Answer LOST = new Answer.Later("no answer", Optional.empty(), true);
  static final Answer REFUSED = new Answer.Refused("refused");

  private final VirtualTime time;
  private final Queue<Answer> script = new ArrayDeque<>();
  private final List<JsonNode> bodies = new ArrayList<>();
  private final List<Duration> moments = new ArrayList<>();
  private final Deque<Promise<Answer>> held = new ArrayDeque<>();
  private boolean holding;

  ScriptedPost(VirtualTime time) {
    this.time = time;
  }

  ScriptedPost answers(Answer... next) {
    script.addAll(List.of(next));
    return this;
  }

  /** Answers nothing until told to. */
  void hold() {
    holding = true;
  }

  /** Takes what came first of all that was not answered. */
  void release() {
    held.removeFirst().complete(new Answer.Taken());
    time.settle();
  }

  @Override
  public Future<Answer> send(String json) {
    moments.add(time.elapsed());
    bodies.add(parsed(json));
    if (holding) {
      Promise<Answer> promise = Promise.promise();
      held.add(promise);
      return promise.future();
    }
    Answer next = script.poll();
    return Future.succeededFuture(next == null ? new Answer.Taken() : next);
  }

  /** What was sent so far. */
  List<JsonNode> bodies() {
    return List.copyOf(bodies);
  }

  /** When each was sent, since the start. */
  List<Duration> moments() {
    return List.copyOf(moments);
  }

  private static JsonNode parsed(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException invalid) {
      throw new UncheckedIOException(json, invalid);
    }
  }
}
