package dev.handshake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An {@code openssl s_server} on a free port of 127.0.0.1. It serves one connection at a time, and
 * says ACCEPT before it does.
 */
public final class OpensslServer implements AutoCloseable {
  private static final Pattern ACCEPT = Pattern.compile("ACCEPT 127\\.0\\.0\\.1:(\\d+)");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Program program;
  private final int port;

  private OpensslServer(Program program, int port) {
    this.program = program;
    this.port = port;
  }

  /**
   * Starts one and waits until it listens.
   *
   * @param arguments of s_server, such as {@code -cert}; the port is not among them
   */
  public static OpensslServer start(List<String> arguments) {
    List<String> command =
        new ArrayList<>(List.of("openssl", "s_server", "-accept", "127.0.0.1:0"));
    command.addAll(arguments);
    Program program = Program.start(command);
    Matcher listening =
        program
            .says(ACCEPT, PATIENCE)
            .orElseThrow(() -> {
              program.close();
              return new AssertionError(command + " does not listen: " + program.output());
            });
    return new OpensslServer(program, Integer.parseInt(listening.group(1)));
  }

  public int port() {
    return port;
  }

  /** All that it has said, such as the alerts it sent and what its clients showed. */
  public String output() {
    return program.output();
  }

  /** Waits until it says something, or has ended without, or the time is over. */
  public Optional<Matcher> says(Pattern pattern, Duration patience) {
    return program.says(pattern, patience);
  }

  /** Types something into it: to its client, or a command such as R. */
  public void tell(String text) {
    program.tell(text);
  }

  @Override
  public void close() {
    program.close();
  }
}
