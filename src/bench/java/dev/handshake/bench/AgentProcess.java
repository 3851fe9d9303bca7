package dev.handshake.bench;

import dev.handshake.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** The agent as its operators run it: the jar, a configuration file, a process of its own. */
final class AgentProcess implements AutoCloseable {
  private static final Duration SIGNAL = Duration.ofSeconds(30);

  private final Program program;
  private final ProcessUsage usage;
  private final Http http;
  private final Path collections;

  private AgentProcess(Program program, Http http, Path collections) {
    this.program = program;
    this.usage = new ProcessUsage(program.pid());
    this.http = http;
    this.collections = collections;
  }

  /**
   * Starts it and waits until it listens.
   *
   * @param directory where its configuration and its log of collections go
   */
  static AgentProcess start(Plan plan, Path directory, Gateway gateway, Fleet fleet) {
    return start(command(plan), directory, port -> fleet.configuration(gateway, port));
  }

  /** What starts the jar as the plan has it, up to the jar's own arguments. */
  static List<String> command(Plan plan) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(plan.javaOptions());
    command.addAll(List.of("-jar", plan.jar().toString()));
    return command;
  }

  /**
   * The same for another command.
   *
   * @param java what starts the jar, up to the jar's own arguments
   * @param configuration for the port of the HTTP surface
   */
  static AgentProcess start(List<String> java, Path directory, IntFunction<String> configuration) {
    int port = Http.freePort();
    Path file = directory.resolve("agent-%d.yml".formatted(port));
    Path collections = directory.resolve("gc-%d.log".formatted(port));
    try {
      Files.writeString(file, configuration.apply(port));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    List<String> command = new ArrayList<>(List.of("env", "-u", "JAVA_TOOL_OPTIONS"));
    command.add(java.getFirst());
    command.add("-Xlog:gc:file=%s:uptime".formatted(collections));
    command.addAll(java.subList(1, java.size()));
    command.addAll(List.of("run", "--config.file=" + file));
    AgentProcess agent = new AgentProcess(Program.start(command), Http.to(port), collections);
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

  Http http() {
    return http;
  }

  /** Pauses of the collector since it began. */
  Collections collections() {
    return Collections.in(collections);
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
}
