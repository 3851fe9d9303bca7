package dev.handshake.web;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A web configuration file of Prometheus's exporter-toolkit, with all that it names.
 *
 * @param tls empty for plain HTTP
 * @param http2 whether HTTP/2 is offered, which it is over TLS alone
 * @param headers that every answer carries, in place of ours of the same name
 * @param users the bcrypt hashes of their passwords, by name; empty where nobody is asked
 * @param rate empty for no limit
 * @param files the file itself and those that it names
 */
public record WebFile(
    Optional<WebTls> tls,
    boolean http2,
    Map<String, String> headers,
    Map<String, String> users,
    Optional<RateLimit> rate,
    List<Path> files) {
  /** What holds without such a file: plain HTTP, for everybody. */
  public static final WebFile NONE =
      new WebFile(Optional.empty(), true, Map.of(), Map.of(), Optional.empty(), List.of());

  public WebFile {
    headers = Map.copyOf(headers);
    users = Map.copyOf(users);
    files = List.copyOf(files);
  }

  /** Plain HTTP, or TLS with HTTP/2 and what else is customary. */
  public static WebFile of(Optional<WebTls> tls) {
    return new WebFile(tls, true, Map.of(), Map.of(), Optional.empty(), List.of());
  }

  public WebFile withUsers(Map<String, String> others) {
    return new WebFile(tls, http2, headers, others, rate, files);
  }

  /** Counts the users and tells nothing of them. */
  @Override
  public String toString() {
    return "WebFile[tls=%s, http2=%s, headers=%s, users=%d, rate=%s, files=%s]"
        .formatted(tls, http2, headers, users.size(), rate, files);
  }
}
