package dev.handshake.bench;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The targets that an agent watches.
 *
 * @param size how many
 * @param interval from one probe of a target to the next
 * @param inFlight how many probes may be under way at once
 * @param address where the target of a number is
 */
record Fleet(int size, Duration interval, int inFlight, IntFunction<String> address) {
  /** What the agent allows itself where nothing is configured. */
  static final int USUAL_IN_FLIGHT = 2000;

  /** All targets at one port of a gateway. */
  static Fleet at(int port, int size, Duration interval) {
    return new Fleet(size, interval, USUAL_IN_FLIGHT, _ -> "127.0.0.1:" + port);
  }

  static String name(int number) {
    return "target-%05d".formatted(number);
  }

  /** The agent's configuration for them, with what a gateway's clients need. */
  String configuration(Gateway gateway, int webPort) {
    String targets =
        IntStream.range(0, size)
            .mapToObj(number ->
                "  - {name: %s, address: '%s', server_name: %s, module: gateway}"
                    .formatted(name(number), address.apply(number), Gateway.NAME))
            .collect(joining("\n"));
    return """
    probe: {max_in_flight: %d}
    trust: {bench: {files: ['%s']}}
    identities: {bench: {certificate: '%s', key: '%s'}}
    modules:
      gateway: {interval: %ds, trust: bench, identity: bench, http: {method: GET, path: /}}
    web: {listen: '127.0.0.1:%d'}
    targets:
    %s
    """
        .formatted(
            inFlight,
            gateway.roots(),
            gateway.clientCertificate(),
            gateway.clientKey(),
            interval.toSeconds(),
            webPort,
            targets);
  }
}
