package dev.handshake.probe;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** What one name server said to one question. */
sealed interface DnsAnswer {
  /**
   * At least one address at the end of the name's alias chain.
   *
   * @param holds how long that may be remembered: the shortest time of all records used
   */
  record Addresses(List<InetAddress> addresses, Duration holds) implements DnsAnswer {}

  /** NOERROR, and no address of the type asked for. */
  record NoData() implements DnsAnswer {}

  /** NXDOMAIN. */
  record NoName() implements DnsAnswer {}

  /**
   * An answer that is of no use, or a server that cannot be reached.
   *
   * @param what a clause that names the server, such as {@code SERVFAIL from 192.0.2.53:53}
   */
  record Failure(String what) implements DnsAnswer {}

  /** No answer within the time given. */
  record Silence() implements DnsAnswer {}

  /** The question could not be asked for a fault or shortage of our own. */
  record OwnFault(Throwable cause) implements DnsAnswer {}
}
