package dev.handshake.lab;

import dev.handshake.Program;
import dev.handshake.cli.Main;
import dev.handshake.reason.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Probes out of a network of their own, in which there is a loopback interface, no route, and not
 * one port left to connect from.
 */
final class NetworkNamespace {
  /** Within the loopback network the lack of ports shows first, elsewhere the lack of a route. */
  static final List<Row> ROWS =
      List.of(
          new Row("no-port-left", "127.0.0.1:443", Reason.INTERNAL),
          new Row("no-route-left", "192.0.2.1:443", Reason.CONNECT_UNREACHABLE));

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern REASON = Pattern.compile("\"reason\":\"([a-z_]+)\"");
  private static final String SCRIPT =
      """
      ip link set lo up
      echo 40000 40001 >/proc/sys/net/ipv4/ip_local_port_range
      echo 40000-40001 >/proc/sys/net/ipv4/ip_local_reserved_ports
      exec "$@"
      """;

  private NetworkNamespace() {}

  /** An address, and what a truthful probe says of it there. */
  record Row(String name, String address, Reason reason) {}

  /** Whether this machine lets us have one. */
  static boolean works() {
    try (Program trial = Program.start("unshare", "-r", "-n", "true")) {
      return trial.exit(PATIENCE).orElse(1) == 0;
    }
  }

  /** The reasons that {@code probe} gives for the rows, in their order. */
  static List<Reason> said() {
    List<String> command =
        new ArrayList<>(List.of("unshare", "-r", "-n", "sh", "-c", SCRIPT, "sh"));
    command.addAll(Program.java(Main.class));
    command.addAll(List.of("probe", "--output=json"));
    ROWS.forEach(row -> command.add(row.address()));
    String output = Program.run(PATIENCE, command);
    List<Reason> said =
        REASON
            .matcher(output)
            .results()
            .map(match -> Reason.valueOf(match.group(1).toUpperCase(Locale.ROOT)))
            .toList();
    if (said.size() != ROWS.size()) {
      throw new AssertionError("probe said: " + output);
    }
    return said;
  }
}
