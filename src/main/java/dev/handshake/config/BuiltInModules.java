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
 * The modules that always exist: three under the names that blackbox_exporter users know, and those
 * of the platform's hosts.
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
    ProbeModule platform = plain.withPolicy(plain.policy().withPublic(true));
    // The one request that needs no permission, and whose answer to a stranger is documented.
    HttpCheck nobody = get.withPath("/api/v2/tokens/me").withExpectStatus(Set.of(401));
    return Stream.of(
            plain,
            plain.withName("tls_connect"),
            plain.withName("tcp_connect"),
            plain.withName("http_2xx").withHttp(get),
            platform.withName("genesys_login"),
            platform.withName("genesys_api").withHttp(nobody),
            platform.withName("genesys_apps"),
            plain.withName("genesys_data_action"))
        .collect(Collectors.toUnmodifiableMap(ProbeModule::name, module -> module));
  }
}
