package dev.handshake.target;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;

/** Which kind of IP address is dialled. */
public enum AddressFamily {
  ANY,
  IPV4,
  IPV6;

  public boolean includes(InetAddress address) {
    return this == ANY || (address instanceof Inet4Address) == (this == IPV4);
  }

  /** The word of the contract: the constant's name in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
