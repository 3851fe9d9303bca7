package dev.handshake.bench;

import dev.handshake.Program;
import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The agent as its operators run it: the jar, a configuration file, a process of its own. */
final class AgentProcess implements AutoCloseable {
  private static final Duration SIGNAL = Duration.ofSeconds(30);

  /** Fewer than nginx's backlog: after a pause all targets are due at once. */
  private static final int IN_FLIGHT = 100;

  private final Program program;
  private final ProcessUsage usage;
  private final Http http;

  private AgentProcess(Program program, Http http) {
    this.program = program;
    this.usage = new ProcessUsage(program.pid());
    this.http = http;
  }

  /**
   * Starts it with so many targets, all of them the gateway's port for one version of TLS, and
   * waits until it listens.
   */
  static AgentProcess start(
      Plan plan, Gateway gateway, TlsVersion version, int targets, Duration interval) {
    int port = Http.freePort();
    Path file =
        plan.directory(Part.RACE).resolve("agent-%s-%d.yml".formatted(version.word(), targets));
    try {
      Files.writeString(file, configuration(gateway, version, targets, interval, port));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    List<String> command = new ArrayList<>(List.of("env", "-u", "JAVA_TOOL_OPTIONS"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(plan.javaOptions());
    command.addAll(List.of("-jar", plan.jar().toString(), "run", "--config.file=" + file));
    AgentProcess agent = new AgentProcess(Program.start(command), Http.to(port));
    try {
      agent.http.awaitGood("/-/healthy");
    } catch (IllegalStateException silent) {
      agent.close();
      throw new IllegalStateException("the agent said: " + agent.program.output(), silent);
    }
    return agent;
  }

  ProcessUsage usage() {
    return usage;
  }

  Scraped scrape() {
    return new Scraped(http.get("/metrics"));
  }

  /** Takes its CPU away until it is let go on. */
  void pause() {
    signal("STOP");
  }

  void goOn() {
    signal("CONT");
  }

  @Override
  public void close() {
    http.close();
    program.close();
  }

  private void signal(String name) {
    Program.run(SIGNAL, List.of("kill", "-" + name, Long.toString(program.pid())));
  }

  private static String configuration(
      Gateway gateway, TlsVersion version, int targets, Duration interval, int port) {
    String each =
        IntStream.range(0, targets)
            .mapToObj(number ->
                "  - {name: target-%05d, address: '127.0.0.1:%d', server_name: %s, module: gateway}"
                    .formatted(number, gateway.port(version), Gateway.NAME))
            .collect(Collectors.joining("\n"));
    return """
    probe: {max_in_flight: %d}
    trust: {bench: {files: ['%s']}}
    identities: {bench: {certificate: '%s', key: '%s'}}
    modules:
      gateway: {interval: %s, trust: bench, identity: bench, http: {method: GET, path: /}}
    web: {listen: '127.0.0.1:%d'}
    targets:
    %s
    """
        .formatted(
            IN_FLIGHT,
            gateway.roots(),
            gateway.clientCertificate(),
            gateway.clientKey(),
            interval.toSeconds() + "s",
            port,
            each);
  }
}
