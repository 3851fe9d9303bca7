package dev.handshake.probe;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who is asked, and under which names (resolv.conf(5)).
 *
 * @param servers in the order in which they are asked
 * @param search domains to complete a name with
 * @param ndots a name with at least as many dots is first asked for as it stands
 * @param origin where the list comes from, for messages
 */
record NameServers(List<InetSocketAddress> servers, List<String> search, int ndots, String origin) {
  private static final int DNS_PORT = 53;
  private static final int MAX_PORT = 65_535;
  private static final int MAX_SERVERS = 3;
  private static final int MAX_SEARCH = 16;
  private static final int MAX_NDOTS = 15;
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern DOMAIN_NAME =
      Pattern.compile("(?=.{1,253}$)[^.\\s]{1,63}(\\.[^.\\s]{1,63})*");

  NameServers {
    servers = List.copyOf(servers);
    search = List.copyOf(search);
  }

  /** Servers named in the configuration: they know no search list. */
  static NameServers configured(List<InetSocketAddress> servers) {
    for (InetSocketAddress server : servers) {
      if (server.isUnresolved()) {
        throw new IllegalArgumentException(
            "dns.servers: " + server + " (expected: an IP address and a port)");
      }
    }
    return new NameServers(servers, List.of(), 1, "dns.servers");
  }

  /**
   * Reads a resolv.conf, with the {@code port} line of macOS's resolver(5). What is not understood
   * is passed over, as the C library does.
   */
  static NameServers parse(List<String> lines, String origin) {
    List<InetAddress> servers = new ArrayList<>();
    List<String> search = List.of();
    int ndots = 1;
    int port = DNS_PORT;
    for (String line : lines) {
      String[] words = BLANKS.split(line.strip());
      switch (words[0]) {
        case "nameserver" -> addServer(servers, words);
        case "domain", "search" -> search = domains(words);
        case "port" -> port = port(words);
        case "options" -> ndots = ndots(words, ndots);
        default -> {}
      }
    }
    int everyPort = port;
    return new NameServers(
        servers.stream().map(server -> new InetSocketAddress(server, everyPort)).toList(),
        search,
        ndots,
        origin);
  }

  /**
   * The names to ask for, in order: completed ones first where the name has fewer dots than {@code
   * ndots}, and the name alone where it ends in a dot. Empty where the name cannot be a DNS name.
   */
  List<String> candidates(String host) {
    if (host.endsWith(".")) {
      return valid(Stream.of(host.substring(0, host.length() - 1)));
    }
    if (!DOMAIN_NAME.matcher(host).matches()) {
      return List.of();
    }
    Stream<String> completed = search.stream().map(domain -> host + "." + domain);
    return valid(
        asksAsItStandsFirst(host)
            ? Stream.concat(Stream.of(host), completed)
            : Stream.concat(completed, Stream.of(host)));
  }

  private boolean asksAsItStandsFirst(String host) {
    return host.chars().filter(c -> c == '.').count() >= ndots;
  }

  private static List<String> valid(Stream<String> names) {
    return names
        .filter(name -> DOMAIN_NAME.matcher(name).matches())
        .map(name -> name.toLowerCase(Locale.ROOT))
        .distinct()
        .toList();
  }

  private static void addServer(List<InetAddress> servers, String[] words) {
    if (words.length < 2 || servers.size() == MAX_SERVERS) {
      return;
    }
    try {
      servers.add(InetAddress.ofLiteral(words[1]));
    } catch (IllegalArgumentException notAnAddress) {
      // The C library ignores such a line, too.
    }
  }

  private static List<String> domains(String[] words) {
    return Stream.of(words)
        .skip(1)
        .map(word -> word.endsWith(".") ? word.substring(0, word.length() - 1) : word)
        .filter(word -> !word.isEmpty())
        .limit(MAX_SEARCH)
        .toList();
  }

  private static int port(String[] words) {
    boolean readable = words.length > 1 && words[1].matches("\\d{1,5}");
    int port = readable ? Integer.parseInt(words[1]) : DNS_PORT;
    return port > 0 && port <= MAX_PORT ? port : DNS_PORT;
  }

  private static int ndots(String[] words, int before) {
    int ndots = before;
    for (String word : words) {
      if (word.matches("ndots:\\d{1,9}")) {
        ndots = Math.min(Integer.parseInt(word.substring("ndots:".length())), MAX_NDOTS);
      }
    }
    return ndots;
  }
}
