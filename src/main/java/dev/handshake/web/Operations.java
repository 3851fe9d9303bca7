package dev.handshake.web;

import dev.handshake.monitor.ProbeNow;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the HTTP surface may tell the agent to do, and what it asks it. All of it is called on an
 * event loop, and may not block.
 *
 * @param probeNow makes the target of a name due at once
 * @param onRequest probes what somebody asks for and waits for
 * @param reload reads the configuration again; answers once it is in force or refused
 * @param configuration the configuration in force as its file has it, without its secrets
 * @param healthy whether the schedule goes on
 * @param ready whether the agent may be relied on
 */
public record Operations(
    Function<String, Future<ProbeNow>> probeNow,
    OnRequest onRequest,
    Supplier<Future<Reloaded>> reload,
    Supplier<String> configuration,
    BooleanSupplier healthy,
    BooleanSupplier ready) {
  private static final String NO_FILE = "this agent has no configuration file";

  /** Those of an agent that was made without a configuration file, and is healthy. */
  public Operations(
      Function<String, Future<ProbeNow>> probeNow, OnRequest onRequest, BooleanSupplier ready) {
    this(
        probeNow,
        onRequest,
        () -> Future.succeededFuture(new Reloaded.Refused(List.of(NO_FILE))),
        () -> "# " + NO_FILE + "\n",
        () -> true,
        ready);
  }

  /** Those of an agent that has a configuration file. */
  public Operations withConfiguration(Supplier<Future<Reloaded>> reloading, Supplier<String> text) {
    return new Operations(probeNow, onRequest, reloading, text, healthy, ready);
  }

  public Operations withHealthy(BooleanSupplier other) {
    return new Operations(probeNow, onRequest, reload, configuration, other, ready);
  }
}
