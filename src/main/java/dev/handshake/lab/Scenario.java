package dev.handshake.lab;

import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.util.Map;
import java.util.TreeMap;

/**
 * One row of the lab: a server, how it is probed, and what a truthful probe says of it.
 *
 * @param name in kebab case; also the target's
 * @param description one sentence about the server or the client
 * @param host what is dialled: 127.0.0.1, or a name that the lab's DNS server knows about
 * @param serverName what is asked for and verified
 */
public record Scenario(
    String name,
    String description,
    Serving serving,
    ProbeModule module,
    String host,
    String serverName,
    Expected expected) {
  /** The label in which the lab's targets carry the word they must provoke. */
  public static final String EXPECTED_LABEL = "expected";

  public Scenario {
    if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException("name: " + name + " (expected: kebab case)");
    }
  }

  Scenario dialling(String other) {
    return new Scenario(name, description, serving, module, other, serverName, expected);
  }

  Scenario verifying(String other) {
    return new Scenario(name, description, serving, module, host, other, expected);
  }

  /** The target that probes this scenario where it is served on a port. */
  public Target target(int port) {
    return new Target(
        name,
        new Endpoint(host, port),
        serverName,
        serverName,
        module,
        new TreeMap<>(Map.of(EXPECTED_LABEL, expected.word())));
  }

  /** The name, for reports of tests. */
  @Override
  public String toString() {
    return name;
  }
}
