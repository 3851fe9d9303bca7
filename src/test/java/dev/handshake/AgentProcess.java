package dev.handshake;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The command line as a process of its own, on the Java and the class path of the test. */
public final class AgentProcess {
  private static final Pattern LISTENING =
      Pattern.compile("\\blisten\"?[=:]\"?127\\.0\\.0\\.1:(\\d+)");
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private AgentProcess() {}

  /** Starts a command, such as {@code run}; closing it kills it. */
  public static Program command(String... arguments) {
    return command(Map.of(), arguments);
  }

  /** The same with variables beside those of the test's own environment. */
  public static Program command(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    if (!environment.isEmpty()) {
      command.add("env");
      environment.forEach((name, value) -> command.add(name + "=" + value));
    }
    return under(command, List.of(), arguments);
  }

  /**
   * The same under a program that runs it.
   *
   * @param program which takes a command as its last arguments; empty for none
   * @param options of Java, over the test's own
   */
  public static Program under(List<String> program, List<String> options, String... arguments) {
    List<String> command = new ArrayList<>(program);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path")));
    command.addAll(options);
    command.add("dev.handshake.cli.Main");
    command.addAll(List.of(arguments));
    return Program.start(command);
  }

  /** Runs the agent on a free port unless the options say otherwise. */
  public static Program run(Path configuration, String... options) {
    List<String> arguments = new ArrayList<>(List.of("run", "--config.file=" + configuration));
    arguments.addAll(List.of(options));
    return command(arguments.toArray(String[]::new));
  }

  /** What an agent serves, once it has said where it listens. */
  public static Surface surface(Program agent) {
    return new Surface(agent.announcedPort(LISTENING, PATIENCE));
  }
}
