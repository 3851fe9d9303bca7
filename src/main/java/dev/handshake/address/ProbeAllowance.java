package dev.handshake.address;

import dev.handshake.target.Endpoint;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code web.probe.allow}: what may be probed on request although no target is
 * configured for it.
 *
 * @param ports empty for all
 */
public record ProbeAllowance(Scope scope, Set<Integer> ports) {
  private static final String EXPECTED =
      "a host, *.suffix, address, range or *, with ports where not all are meant, such as"
          + " crm.example.com, *.example.com:443,8443 or [2001:db8::]/32:443";
  private static final Pattern BRACKETED =
      Pattern.compile("\\[([0-9a-fA-F:.]+)](/\\d{1,3})?(?::(.*))?");
  private static final Pattern PLAIN = Pattern.compile("([^:\\[\\]]+)(?::(.*))?");
  private static final Pattern PORTS = Pattern.compile("\\d{1,5}(,\\d{1,5})*");
  private static final Pattern NUMERIC = Pattern.compile("[0-9.]+(/.*)?|.*:.*");

  /** What an entry is about. */
  public sealed interface Scope {
    /** Every host and every public address. */
    record Everything() implements Scope {}

    /** One host by its name, in ASCII and lower case. */
    record Host(String name) implements Scope {}

    /**
     * Every host below a name.
     *
     * @param tail the name with a dot before it, in ASCII and lower case
     */
    record Below(String tail) implements Scope {}

    /** The addresses of a range, under whatever name. */
    record Range(Network network) implements Scope {}
  }

  public ProbeAllowance {
    ports = Set.copyOf(ports);
    if (ports.stream().anyMatch(port -> port < 1 || port > 65_535)) {
      throw new IllegalArgumentException("ports: " + ports + " (expected: 1 to 65535)");
    }
  }

  /**
   * Reads an entry.
   *
   * @throws IllegalArgumentException naming the text and what was expected
   */
  public static ProbeAllowance parse(String text) {
    try {
      Matcher bracketed = BRACKETED.matcher(text);
      if (bracketed.matches()) {
        String bits = bracketed.group(2) == null ? "" : bracketed.group(2);
        return of(range(bracketed.group(1) + bits), bracketed.group(3));
      }
      if (text.indexOf(':') != text.lastIndexOf(':')) {
        return of(range(text), null);
      }
      Matcher plain = PLAIN.matcher(text);
      if (plain.matches()) {
        return of(scope(plain.group(1)), plain.group(2));
      }
    } catch (IllegalArgumentException malformed) {
      throw refused(text);
    }
    throw refused(text);
  }

  private static ProbeAllowance of(Scope scope, @Nullable String ports) {
    if (ports == null) {
      return new ProbeAllowance(scope, Set.of());
    }
    if (!PORTS.matcher(ports).matches()) {
      throw refused(ports);
    }
    return new ProbeAllowance(
        scope, Arrays.stream(ports.split(",")).map(Integer::valueOf).collect(Collectors.toSet()));
  }

  private static Scope scope(String text) {
    if (text.equals("*")) {
      return new Scope.Everything();
    }
    if (text.startsWith("*.")) {
      return new Scope.Below("." + Endpoint.hostOf(text.substring(2)));
    }
    return NUMERIC.matcher(text).matches() ? range(text) : new Scope.Host(Endpoint.hostOf(text));
  }

  private static Scope range(String text) {
    return new Scope.Range(Network.parse(text));
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException("allow: " + text + " (expected: " + EXPECTED + ")");
  }

  /** Whether the entry speaks of a port. */
  boolean takes(int port) {
    return ports.isEmpty() || ports.contains(port);
  }

  /** Whether the entry is about a range that an address is of. */
  boolean contains(InetAddress address) {
    return scope instanceof Scope.Range(Network network) && network.contains(address);
  }
}
