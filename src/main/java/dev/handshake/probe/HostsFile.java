package dev.handshake.probe;

import dev.handshake.target.AddressFamily;
import io.netty.resolver.HostsFileEntriesProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The names of a hosts file (hosts(5)) and, whatever it says, localhost (RFC 6761, 6.3). */
final class HostsFile {
  /** A hosts file without a line. */
  static final HostsFile EMPTY = new HostsFile(Map.of(), Map.of());

  private static final List<InetAddress> LOOPBACK =
      List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));

  private final Map<String, List<InetAddress>> ipv4;
  private final Map<String, List<InetAddress>> ipv6;

  private HostsFile(Map<String, List<InetAddress>> ipv4, Map<String, List<InetAddress>> ipv6) {
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
  }

  static HostsFile read(Path file) throws IOException {
    HostsFileEntriesProvider entries =
        HostsFileEntriesProvider.parser().parse(file.toFile(), StandardCharsets.UTF_8);
    return new HostsFile(entries.ipv4Entries(), entries.ipv6Entries());
  }

  /** The name's addresses of that family; empty where the file does not know any. */
  List<InetAddress> addresses(String host, AddressFamily family) {
    String name = withoutDot(host.toLowerCase(Locale.ROOT));
    List<InetAddress> listed =
        Stream.of(ipv4, ipv6)
            .flatMap(entries -> entries.getOrDefault(name, List.of()).stream())
            .filter(family::includes)
            .toList();
    return listed.isEmpty() && isLocalhost(name)
        ? LOOPBACK.stream().filter(family::includes).toList()
        : listed;
  }

  private static boolean isLocalhost(String name) {
    return name.equals("localhost") || name.endsWith(".localhost");
  }

  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
