package dev.handshake.observation;

import dev.handshake.target.TlsVersion;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What was negotiated and counted on one connection. What the engine cannot tell, or was not
 * reached, is empty.
 *
 * @param engine the implementation that made the handshake; empty where a ClientHello of our own
 *     asked what the server accepts, which no TLS library had a part in
 * @param cipher the suite's IANA name
 * @param group the key-exchange group by the contract's name
 * @param signatureScheme the server's signature (RFC 8446, section 4.2.3)
 * @param helloRetryRequest whether the server asked for another ClientHello
 * @param localPort our port, by which the connection is found in a capture
 * @param bytesIn bytes received of TLS, framing included; what a proxy or a preamble said in plain
 *     text is not among them
 * @param bytesOut bytes sent of TLS
 */
public record Connection(
    Optional<Engine> engine,
    Optional<TlsVersion> protocol,
    Optional<String> cipher,
    Optional<String> group,
    Optional<String> signatureScheme,
    Optional<String> alpn,
    boolean resumed,
    boolean helloRetryRequest,
    boolean serverNameWarning,
    boolean retransmitted,
    OptionalInt localPort,
    Optional<byte[]> ocspStaple,
    long bytesIn,
    long bytesOut) {

  /** Whether the group holds out against a quantum computer; empty where the group is not known. */
  public Optional<Boolean> postQuantum() {
    return group.map(name -> name.contains("MLKEM"));
  }

  /**
   * The same, with what the transport tells: whether segments had to be sent again, and our port.
   */
  public Connection over(boolean again, OptionalInt port) {
    return new Connection(
        engine,
        protocol,
        cipher,
        group,
        signatureScheme,
        alpn,
        resumed,
        helloRetryRequest,
        serverNameWarning,
        again,
        port,
        ocspStaple,
        bytesIn,
        bytesOut);
  }

  /**
   * What the next connection to the same server may be alike in, with the given numbers of bytes:
   * all but our port and the staple.
   */
  public Connection lasting(long in, long out) {
    return new Connection(
        engine,
        protocol,
        cipher,
        group,
        signatureScheme,
        alpn,
        resumed,
        helloRetryRequest,
        serverNameWarning,
        retransmitted,
        OptionalInt.empty(),
        Optional.empty(),
        in,
        out);
  }
}
