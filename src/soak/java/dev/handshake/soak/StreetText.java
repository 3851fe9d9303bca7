package dev.handshake.soak;

import dev.handshake.target.Expectation;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.Pin;
import dev.handshake.target.Policy;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.target.TlsOffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Targets of the lab as a configuration file has them, each with all that its module says. */
final class StreetText {
  private StreetText() {}

  /** One target, dialled at a port of 127.0.0.1 or wherever it leads. */
  static Map<String, Object> of(Target target, int port, Duration interval) {
    ProbeModule module = target.module();
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("name", target.name());
    text.put("address", target.endpoint().host() + ":" + port);
    text.put("server_name", target.serverName());
    text.put("verify_name", target.verifyName());
    text.put("labels", target.labels());
    text.put("interval", text(interval));
    text.put("timeout", text(module.timing().timeout()));
    text.put("connect_timeout", text(module.timing().connectTimeout()));
    text.put("handshake_timeout", text(module.timing().handshakeTimeout()));
    text.put("confirm_timeout", text(module.timing().confirmTimeout()));
    text.put("confirm_after", text(module.timing().confirmAfter()));
    text.put("trust", module.trust());
    module.identity().ifPresent(identity -> text.put("identity", identity));
    text.put("confirm", module.confirm().word());
    text.put("expect", expect(module.expect()));
    text.put("tls", tls(module.tls()));
    module.http().ifPresent(http -> text.put("http", http(http)));
    text.put("policy", policy(module.policy()));
    module.route().proxy().ifPresent(proxy -> text.put("proxy", "http://" + proxy));
    module.route().starttls().ifPresent(protocol -> text.put("starttls", protocol.word()));
    return text;
  }

  static String text(Duration duration) {
    return duration.toMillis() + "ms";
  }

  private static Object expect(Expectation expect) {
    return switch (expect) {
      case Expectation.Accepted() -> "accepted";
      case Expectation.Refused(var reasons, var status) -> {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("refused", reasons.stream().map(reason -> reason.word()).sorted().toList());
        text.put("status", status.stream().sorted().toList());
        yield text;
      }
    };
  }

  private static Map<String, Object> tls(TlsOffer tls) {
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("min_version", tls.minVersion().word());
    text.put("max_version", tls.maxVersion().word());
    text.put("ciphers", tls.ciphers());
    text.put("groups", tls.groups());
    text.put("alpn", tls.alpn());
    text.put("send_server_name", tls.sendServerName());
    text.put("verify", tls.verify());
    text.put("aia", tls.aia());
    return text;
  }

  private static Map<String, Object> http(HttpCheck http) {
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("method", http.method());
    text.put("path", http.path());
    text.put("expect_status", http.expectStatus().stream().sorted().toList());
    text.put("timeout", text(http.timeout()));
    return text;
  }

  private static Map<String, Object> policy(Policy policy) {
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("min_version", policy.minVersion().word());
    text.put("ciphers", policy.ciphers());
    text.put("groups", policy.groups());
    text.put("issuers", pins(policy.issuers()));
    text.put("roots", pins(policy.roots()));
    text.put("min_days_left", policy.minDaysLeft());
    text.put("require_staple", policy.requireStaple());
    text.put("public", policy.isPublic());
    return text;
  }

  private static List<String> pins(List<Pin> pins) {
    return pins.stream()
        .map(pin ->
            switch (pin) {
              case Pin.Sha256(String hex) -> hex;
              case Pin.Subject(String name) -> name;
            })
        .toList();
  }
}
