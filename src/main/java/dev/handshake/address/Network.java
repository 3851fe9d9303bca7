package dev.handshake.address;

import dev.handshake.target.Endpoint;
import java.net.InetAddress;

/**
 * A range of IP addresses by their common prefix (RFC 4632).
 *
 * @param base any address of the range
 * @param bits the length of the prefix
 */
public record Network(InetAddress base, int bits) {
  /** An address has 32 or 128 bits; a prefix cannot be longer. */
  public Network {
    int most = base.getAddress().length * 8;
    if (bits < 0 || bits > most) {
      throw new IllegalArgumentException("prefix: " + bits + " (expected: 0 to " + most + ")");
    }
  }

  /**
   * Reads a range such as {@code 10.0.0.0/8}, or one address.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Network parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    InetAddress base =
        Endpoint.literal(address)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "network: " + text + " (expected: such as 10.0.0.0/8)"));
    try {
      int whole = base.getAddress().length * 8;
      return new Network(base, slash < 0 ? whole : Integer.parseInt(text.substring(slash + 1)));
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException("network: " + text + " (expected: such as 10.0.0.0/8)");
    }
  }

  /** Whether an address is of the range. */
  public boolean contains(InetAddress address) {
    byte[] prefix = base.getAddress();
    byte[] other = address.getAddress();
    if (prefix.length != other.length) {
      return false;
    }
    int whole = bits / 8;
    for (int place = 0; place < whole; place++) {
      if (prefix[place] != other[place]) {
        return false;
      }
    }
    int mask = 0xff00 >> (bits % 8) & 0xff;
    return mask == 0 || (prefix[whole] & mask) == (other[whole] & mask);
  }

  @Override
  public String toString() {
    return base.getHostAddress() + "/" + bits;
  }
}
