package dev.handshake.web;

import dev.handshake.reason.Reason;
import dev.handshake.report.Printable;
import dev.handshake.target.Expectation;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.OauthClient;
import dev.handshake.target.Pin;
import dev.handshake.target.Policy;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.TlsOffer;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** A module as the configuration writes it, with its secrets masked. */
final class ModuleText {
  private static final String NOTHING = "null";
  private static final String MASKED = "<secret>";
  private static final String PLAIN = "[A-Za-z/][A-Za-z0-9_./:-]*";

  private final StringBuilder text = new StringBuilder(512);

  private ModuleText() {}

  static String of(ProbeModule module) {
    ModuleText yaml = new ModuleText();
    yaml.line(0, module.name() + ":", "");
    yaml.timing(module.timing());
    yaml.line(1, "trust:", quoted(module.trust()));
    yaml.line(1, "identity:", optional(module.identity()));
    yaml.line(1, "confirm:", module.confirm().word());
    yaml.expect(module.expect());
    yaml.tls(module.tls());
    module.http().ifPresentOrElse(yaml::http, () -> yaml.line(1, "http:", NOTHING));
    yaml.policy(module.policy());
    yaml.line(1, "revocation:", "");
    yaml.line(2, "staple:", module.revocation().staple());
    yaml.line(2, "crl:", module.revocation().crl());
    yaml.line(2, "ocsp:", module.revocation().ocsp());
    yaml.line(1, "proxy:", optional(module.route().proxy().map(proxy -> "http://" + proxy)));
    yaml.line(1, "starttls:", optional(module.route().starttls().map(it -> it.word())));
    yaml.line(1, "addresses:", module.route().addresses().word());
    yaml.line(1, "family:", module.family().word());
    return yaml.text.toString();
  }

  private void timing(ProbeTiming timing) {
    line(1, "interval:", duration(timing.interval()));
    line(1, "timeout:", duration(timing.timeout()));
    line(1, "connect_timeout:", duration(timing.connectTimeout()));
    line(1, "handshake_timeout:", duration(timing.handshakeTimeout()));
    line(1, "confirm_timeout:", duration(timing.confirmTimeout()));
    line(1, "confirm_after:", duration(timing.confirmAfter()));
    line(1, "latency_budget:", timing.latencyBudget().map(ModuleText::duration).orElse(NOTHING));
  }

  private void expect(Expectation expect) {
    switch (expect) {
      case Expectation.Accepted() -> line(1, "expect:", expect.word());
      case Expectation.Refused(var reasons, var status) -> {
        line(1, "expect:", "");
        line(2, "refused:", list(reasons.stream().map(Reason::word).sorted().toList()));
        line(2, "status:", new TreeSet<>(status));
      }
    }
  }

  private void tls(TlsOffer tls) {
    line(1, "tls:", "");
    line(2, "min_version:", tls.minVersion().word());
    line(2, "max_version:", tls.maxVersion().word());
    line(2, "ciphers:", list(tls.ciphers()));
    line(2, "groups:", list(tls.groups()));
    line(2, "alpn:", list(tls.alpn()));
    line(2, "send_server_name:", tls.sendServerName());
    line(2, "verify:", tls.verify());
    line(2, "aia:", tls.aia());
  }

  private void http(HttpCheck http) {
    line(1, "http:", "");
    line(2, "method:", http.method());
    line(2, "path:", quoted(http.path()));
    line(2, "headers:", http.headers().isEmpty() ? "{}" : "");
    for (Map.Entry<String, HttpCheck.HeaderValue> header :
        new TreeMap<>(http.headers()).entrySet()) {
      line(3, quoted(header.getKey()) + ":", quoted(header.getValue().toString()));
    }
    http.oauth().ifPresentOrElse(this::oauth, () -> line(2, "oauth:", NOTHING));
    line(2, "expect_status:", new TreeSet<>(http.expectStatus()));
    line(2, "timeout:", duration(http.timeout()));
  }

  private void oauth(OauthClient client) {
    line(2, "oauth:", "");
    line(3, "token_url:", quoted(withoutQuery(client.tokenUrl())));
    line(3, "client_id:", quoted(client.clientId()));
    line(3, "client_secret:", quoted(MASKED));
    line(3, "scope:", optional(client.scope()));
    line(3, "trust:", quoted(client.trust()));
    line(3, "proxy:", optional(client.proxy().map(proxy -> "http://" + proxy)));
  }

  /** A query may be anything, a key too. */
  private static String withoutQuery(URI url) {
    String text = url.toString();
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query + 1) + MASKED;
  }

  private void policy(Policy policy) {
    line(1, "policy:", "");
    line(2, "min_version:", policy.minVersion().word());
    line(2, "ciphers:", list(policy.ciphers()));
    line(2, "groups:", list(policy.groups()));
    line(2, "issuers:", pins(policy.issuers()));
    line(2, "roots:", pins(policy.roots()));
    line(2, "min_days_left:", policy.minDaysLeft());
    line(2, "require_staple:", policy.requireStaple());
    line(2, "public:", policy.isPublic());
  }

  private void line(int depth, String key, Object value) {
    text.append("  ".repeat(depth)).append(key);
    String shown = value.toString();
    text.append(shown.isEmpty() ? "" : " ").append(shown).append('\n');
  }

  private static String list(Collection<String> texts) {
    return texts.stream().map(ModuleText::quoted).toList().toString();
  }

  private static String pins(Collection<Pin> pins) {
    return list(
        pins.stream()
            .map(pin ->
                switch (pin) {
                  case Pin.Sha256(var hex) -> hex;
                  case Pin.Subject(var name) -> name;
                })
            .toList());
  }

  private static String optional(Optional<String> value) {
    return value.map(ModuleText::quoted).orElse(NOTHING);
  }

  private static String quoted(String value) {
    String shown = Printable.of(value);
    return shown.matches(PLAIN)
        ? shown
        : "\"" + shown.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String duration(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
