package dev.handshake.web;

import dev.handshake.address.ProbeAllowance;
import java.util.List;

/**
 * Where the agent listens, and what it probes on request.
 *
 * @param host an address or name to bind to; empty or {@code 0.0.0.0} for all
 * @param port 0 to 65535, where 0 takes any free one
 * @param probeAllow what may be probed on request beside the configured targets
 * @param file whether in TLS, and for whom
 */
public record WebSettings(String host, int port, List<ProbeAllowance> probeAllow, WebFile file) {
  public static final WebSettings DEFAULT = new WebSettings("0.0.0.0", 10219);

  public WebSettings {
    probeAllow = List.copyOf(probeAllow);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
    }
  }

  /** Settings by which configured targets alone are probed on request, over plain HTTP. */
  public WebSettings(String host, int port) {
    this(host, port, List.of(), WebFile.NONE);
  }

  /** The same at another address. */
  public WebSettings at(String otherHost, int otherPort) {
    return new WebSettings(otherHost, otherPort, probeAllow, file);
  }

  public WebSettings withProbeAllow(List<ProbeAllowance> others) {
    return new WebSettings(host, port, others, file);
  }

  public WebSettings withFile(WebFile other) {
    return new WebSettings(host, port, probeAllow, other);
  }

  /** {@code https} where it is served in TLS. */
  public String scheme() {
    return file.tls().isPresent() ? "https" : "http";
  }

  /**
   * Reads {@code host:port}, {@code :port} or {@code [ipv6]:port}.
   *
   * @throws IllegalArgumentException naming the text and what was expected
   */
  public static WebSettings parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || !text.substring(colon + 1).matches("\\d{1,5}")) {
      throw new IllegalArgumentException("listen: " + text + " (expected: host:port or :port)");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "listen: " + text + " (expected: an IPv6 address in brackets)");
    }
    return new WebSettings(
        host.isEmpty() ? "0.0.0.0" : host, Integer.parseInt(text.substring(colon + 1)));
  }

  /** {@code host:port} with the port really bound, and brackets around an IPv6 address. */
  public String listeningOn(int bound) {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + bound;
  }
}
