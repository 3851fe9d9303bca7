package dev.handshake.observation;

import dev.handshake.certificate.PeerChain;
import dev.handshake.target.Target;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one probe of one target saw.
 *
 * @param time when it began
 * @param remote the address dialled last, once a name was resolved; where there is a proxy, it is
 *     the proxy's, and the target's is not known
 * @param failedAddresses addresses tried before it, in vain
 * @param connection present once TLS could begin
 * @param chain the certificates exactly as sent and in their order
 * @param http present once an answer's headers were read
 * @param requestHeldBack whether a configured HTTP request was not sent because chain or name did
 *     not verify
 * @param late whether the agent itself was late, so that durations are not the server's
 */
public record Observation(
    Target target,
    Instant time,
    Optional<InetSocketAddress> remote,
    List<InetSocketAddress> failedAddresses,
    Timings timings,
    Outcome outcome,
    Optional<Connection> connection,
    ClientAuthentication client,
    Optional<PeerChain> chain,
    Optional<HttpAnswer> http,
    boolean requestHeldBack,
    boolean late) {
  public Observation {
    failedAddresses = List.copyOf(failedAddresses);
  }

  /** The same, told of another target. */
  public Observation of(Target other) {
    return new Observation(
        other,
        time,
        remote,
        failedAddresses,
        timings,
        outcome,
        connection,
        client,
        chain,
        http,
        requestHeldBack,
        late);
  }

  /**
   * Whether the agent was late, or took so much of the handshake itself, that durations are its own
   * and not the server's.
   */
  public boolean durationsAreOurs() {
    return late || timings.late();
  }

  /** Whether all had come that a server sends along with its certificate, such as a staple. */
  public boolean serverFlightSeen() {
    return outcome.reached(Stage.CLIENT_CERTIFICATE);
  }
}
