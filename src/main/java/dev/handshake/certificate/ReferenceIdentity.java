package dev.handshake.certificate;

import java.net.IDN;
import java.net.InetAddress;
import java.util.Locale;

/** The name that a certificate must carry (RFC 9525, section 6.1). */
sealed interface ReferenceIdentity {
  /** No DNS name is longer; of a far longer one the JDK throws what it does not declare. */
  int LONGEST_NAME = 253;

  /** Whether one of the names is this one. A common name never counts. */
  boolean matches(SubjectNames names);

  /** Reads a host name or an IP literal; IPv6 may stand in brackets. */
  static ReferenceIdentity of(String name) {
    String literal =
        name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    int zone = literal.indexOf('%');
    String address = zone < 0 ? literal : literal.substring(0, zone);
    if (address.indexOf(':') >= 0 || address.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
      try {
        return new Address(InetAddress.ofLiteral(address));
      } catch (IllegalArgumentException noAddress) {
        return new Host(name);
      }
    }
    return new Host(canonical(name));
  }

  private static String canonical(String name) {
    String relative = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (relative.length() > LONGEST_NAME) {
      return relative.toLowerCase(Locale.ROOT);
    }
    try {
      return IDN.toASCII(relative, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException noHostName) {
      return relative.toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A DNS name.
   *
   * @param name A-labels in lower case, without a final dot
   */
  record Host(String name) implements ReferenceIdentity {
    @Override
    public boolean matches(SubjectNames names) {
      return names.dnsNames().stream().anyMatch(this::matches);
    }

    /**
     * RFC 9525, section 6.3. A wildcard above a single label is no match either: strict clients
     * refuse {@code *.com}.
     */
    private boolean matches(String presented) {
      String candidate = presented.toLowerCase(Locale.ROOT);
      if (!candidate.startsWith("*.")) {
        return candidate.equals(name);
      }
      String parent = candidate.substring(2);
      int dot = name.indexOf('.');
      return dot > 0
          && parent.indexOf('*') < 0
          && parent.indexOf('.') > 0
          && name.substring(dot + 1).equals(parent);
    }
  }

  /** An IP address, compared as bytes with iPAddress entries alone. */
  record Address(InetAddress address) implements ReferenceIdentity {
    @Override
    public boolean matches(SubjectNames names) {
      return names.hasAddress(address.getAddress());
    }
  }
}
