package dev.handshake.probe;

import dev.handshake.observation.Outcome.ResolveFault;
import java.net.InetAddress;
import java.util.List;

/** What looking up a name came to. */
public sealed interface Resolution {
  /**
   * The name has addresses.
   *
   * @param addresses at least one, at most 64, in the order in which to try them (RFC 6724)
   */
  record Resolved(List<InetAddress> addresses) implements Resolution {
    public Resolved {
      addresses = List.copyOf(addresses);
      if (addresses.isEmpty()) {
        throw new IllegalArgumentException("addresses: [] (expected: at least one)");
      }
    }
  }

  /**
   * The name gave no address.
   *
   * @param fault the kind of failure
   * @param detail one clause with the name, what was answered and by which server
   */
  record Unresolved(ResolveFault fault, String detail) implements Resolution {}
}
