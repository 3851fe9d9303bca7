package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.genesys.ActionTestResult.Failure;
import dev.handshake.report.Printable;
import dev.handshake.schedule.Loop;
import io.vertx.core.AsyncResult;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Has the platform run data actions, so that it does the handshake with their gateways itself. Runs
 * have real effects: none but those that are listed are run, one at a time, each in its interval,
 * and none is tried again. State lives on one loop; results may be asked for on any thread.
 */
public final class ActionTests implements AutoCloseable {
  /** How long after the start the first is run, and how much later each other one. */
  private static final Duration FIRST = Duration.ofSeconds(15);

  private static final Duration APART = Duration.ofSeconds(5);
  private static final int SHOWN = 100;
  private static final Logger LOG = LoggerFactory.getLogger(ActionTests.class);

  private final List<ActionTestSettings> settings;
  private final Function<String, Client> organizations;
  private final Loop loop;
  private final InstantSource clock;
  private final Queue<ActionTestSettings> waiting = new ArrayDeque<>();
  private final Map<Key, ActionTestResult> results = new ConcurrentHashMap<>();
  private boolean running;
  private volatile boolean closed;

  /**
   * By whom an organization's actions are run.
   *
   * @param region the organization's, by its name
   */
  public record Client(String region, Api api) {}

  private record Key(String organization, String action) {
    static Key of(ActionTestSettings test) {
      return new Key(test.organization(), test.action());
    }
  }

  /**
   * Runs nothing yet.
   *
   * @param organizations by their configured names, each that is named in the settings
   * @param clock the wall clock
   */
  public ActionTests(
      List<ActionTestSettings> settings,
      Function<String, Client> organizations,
      Loop loop,
      InstantSource clock) {
    this.settings = List.copyOf(settings);
    this.organizations = organizations;
    this.loop = loop;
    this.clock = clock;
  }

  /** Begins, after a short while. */
  public void start() {
    loop.execute(() -> {
      Duration delay = FIRST;
      for (ActionTestSettings test : settings) {
        loop.after(delay, () -> due(test));
        delay = delay.plus(APART);
      }
    });
  }

  /** The last results, one for each action that was run, in the order of their names. */
  public Collection<ActionTestResult> results() {
    return results.values().stream()
        .sorted(
            Comparator.comparing(ActionTestResult::organization)
                .thenComparing(ActionTestResult::action))
        .toList();
  }

  /** Runs nothing any more; what is under way has no result. */
  @Override
  public void close() {
    closed = true;
  }

  private void due(ActionTestSettings test) {
    waiting.add(test);
    next();
  }

  private void next() {
    if (closed || running || waiting.isEmpty()) {
      return;
    }
    running = true;
    ActionTestSettings test = waiting.remove();
    Client client = organizations.apply(test.organization());
    Instant begun = clock.instant();
    client
        .api()
        .post(Source.ACTIONS, path(test.action()), test.inputs())
        .onComplete(answer -> loop.execute(() -> ended(test, client.region(), begun, answer)));
  }

  /** The id may be anything that is configured, and stays one segment of the path. */
  private static String path(String action) {
    String segment =
        URLEncoder.encode(action, StandardCharsets.UTF_8).replace("+", "%20").replace(".", "%2E");
    return "/api/v2/integrations/actions/" + segment + "/test";
  }

  private void ended(
      ActionTestSettings test, String region, Instant begun, AsyncResult<JsonNode> answer) {
    running = false;
    if (closed) {
      return;
    }
    Duration took = took(begun);
    ActionTestResult result =
        new ActionTestResult(
            test.organization(), region, test.action(), begun, took, failure(answer));
    tell(result, Optional.ofNullable(results.put(Key.of(test), result)));
    Duration rest = test.interval().minus(took);
    loop.after(rest.isNegative() ? Duration.ZERO : rest, () -> due(test));
    next();
  }

  private static Optional<Failure> failure(AsyncResult<JsonNode> answer) {
    try {
      return answer.succeeded()
          ? ActionTestReader.read(answer.result())
          : Optional.of(unknown(answer.cause()));
    } catch (ApiException unreadable) {
      return Optional.of(unknown(unreadable));
    }
  }

  private static Failure unknown(Throwable cause) {
    SourceFault fault = cause instanceof ApiException api ? api.fault() : SourceFault.INTERNAL;
    return new Failure(ActionTestResult.API, fault.word());
  }

  private Duration took(Instant begun) {
    Duration took = Duration.between(begun, clock.instant());
    return took.isNegative() ? Duration.ZERO : took;
  }

  /** A failure is told when it begins or becomes another, and when it is over. */
  private static void tell(ActionTestResult result, Optional<ActionTestResult> before) {
    Optional<Failure> known = before.flatMap(ActionTestResult::failure);
    if (result.failure().equals(known)) {
      return;
    }
    LoggingEventBuilder line = result.success() ? LOG.atInfo() : LOG.atWarn();
    line.addKeyValue("organization", result.organization())
        .addKeyValue("action", result.action())
        .addKeyValue("step", result.failure().map(it -> shown(it.step())).orElse("-"))
        .addKeyValue("code", result.failure().map(it -> shown(it.code())).orElse("-"))
        .log(result.success() ? "data action works again" : "data action failed its test");
  }

  private static String shown(String text) {
    return Printable.cut(text, SHOWN);
  }
}
