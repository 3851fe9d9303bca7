package dev.handshake.config;

import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The modules that always exist, three of them under the names that blackbox_exporter users know.
 */
final class BuiltInModules {
  private static final Set<Integer> SUCCESSFUL =
      IntStream.range(200, 300).boxed().collect(Collectors.toUnmodifiableSet());

  private BuiltInModules() {}

  /**
   * The built-in modules by name. {@code tcp_connect} makes a TLS handshake like the others, where
   * blackbox_exporter's is plain TCP: whoever asks this exporter asks about TLS.
   */
  static Map<String, ProbeModule> with(ProbeTiming timing) {
    ProbeModule plain = ProbeModule.DEFAULT.withTiming(timing);
    HttpCheck get = new HttpCheck("GET", "/", Map.of(), SUCCESSFUL, Duration.ofSeconds(5));
    return Stream.of(
            plain,
            plain.withName("tls_connect"),
            plain.withName("tcp_connect"),
            plain.withName("http_2xx").withHttp(get))
        .collect(Collectors.toUnmodifiableMap(ProbeModule::name, module -> module));
  }
}
