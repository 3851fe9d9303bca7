package dev.handshake.target;

import java.net.InetAddress;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One endpoint that is watched.
 *
 * @param name unique among all targets but those of one name at several addresses
 * @param serverName the host to ask for; sent as SNI unless it is an IP address
 * @param verifyName the DNS name or IP address that the certificate must carry
 * @param labels the target's own labels, on each of its series
 * @param ip the one of its name's addresses that is probed, where each has a verdict of its own;
 *     empty where the first that accepts is
 */
public record Target(
    String name,
    Endpoint endpoint,
    String serverName,
    String verifyName,
    ProbeModule module,
    SortedMap<String, String> labels,
    Optional<InetAddress> ip) {
  /** A target at whichever of its addresses accepts first. */
  public Target(
      String name,
      Endpoint endpoint,
      String serverName,
      String verifyName,
      ProbeModule module,
      SortedMap<String, String> labels) {
    this(name, endpoint, serverName, verifyName, module, labels, Optional.empty());
  }

  public Target {
    if (name.isBlank() || name.length() > 256) {
      throw new IllegalArgumentException("name: '" + name + "' (expected: 1 to 256 characters)");
    }
    serverName = Endpoint.hostOf(serverName);
    verifyName = Endpoint.hostOf(verifyName);
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** A target that asks for and verifies the host of its address, without labels. */
  public static Target of(String name, Endpoint endpoint, ProbeModule module) {
    return new Target(
        name, endpoint, endpoint.host(), endpoint.host(), module, new TreeMap<>(Map.of()));
  }

  public Target withModule(ProbeModule other) {
    return new Target(name, endpoint, serverName, verifyName, other, labels, ip);
  }

  public Target withLabels(SortedMap<String, String> others) {
    return new Target(name, endpoint, serverName, verifyName, module, others, ip);
  }

  /** The same at one address, whatever its name leads to. */
  public Target at(InetAddress address) {
    return new Target(name, endpoint, serverName, verifyName, module, labels, Optional.of(address));
  }

  /**
   * What tells it from all others: its name, and its address where each has a target of its own.
   */
  public String key() {
    return ipText().map(text -> name + '\n' + text).orElse(name);
  }

  /** The address that it is pinned to, as a label shows it. */
  public Optional<String> ipText() {
    return ip.map(InetAddress::getHostAddress).map(text -> text.replaceFirst("%.*", ""));
  }

  /** What is sent as server_name (RFC 6066, section 3); an IP address never is. */
  public Optional<String> sni() {
    boolean sent = module.tls().sendServerName() && Endpoint.literal(serverName).isEmpty();
    return sent ? Optional.of(serverName) : Optional.empty();
  }
}
