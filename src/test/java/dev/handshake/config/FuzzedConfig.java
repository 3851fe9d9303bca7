package dev.handshake.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.fuzz.FuzzTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Configuration files: settings, or mistakes that are safe to show. */
public final class FuzzedConfig {
  private static final Path FILE = file();

  private FuzzedConfig() {}

  public static List<FuzzTarget> targets() {
    return List.of(
        FuzzTarget.ofTexts(
            "configuration",
            FuzzedConfig::configuration,
            """
            probe: {interval: 30s, timeout: 10s, confirm_after: 10s}
            dns: {servers: ["192.0.2.53", "[2001:db8::53]:5353"], timeout: 2s}
            breaker: {failures: 2, window: 60s, open_for: 60s, max_open_for: 5m}
            trust:
              corporate: {files: [roots.pem], include_system: false, intermediates: [], crls: []}
            identities:
              ours: {certificate: client.pem, key: client.key}
            """,
            """
            modules:
              gateway:
                confirm: if_possible
                tls: {min_version: TLSv1.2, max_version: TLSv1.3, alpn: [h2], verify: true}
                http: {method: GET, path: /health, headers: {A: b}, expect_status: [200]}
                policy: {min_version: TLSv1.2, roots: ["CN=x"], min_days_left: 7, public: false}
                proxy: "http://proxy.example.com:3128"
                starttls: null
                addresses: all
                expect: {refused: [client_certificate_required], status: [403]}
            targets:
              - {name: crm, address: "crm.example.com:443", module: gateway, labels: {team: ivr}}
              - name: by-ip
                address: "[2001:db8::1]:8443"
                server_name: "b\\u00fccher.example"
            web: {listen: "127.0.0.1:10219", probe: {allow: ["*.example.com"]}}
            notify: {webhooks: [{url: "https://hook.example.com/x"}]}
            """,
            """
            ? |
              a
            : !!binary "AAAA"
            b: &x [1, 2.5e3, 0x1f, ~, true, 2026-11-20, 'it''s', "\\x41\\ud83d"]
            c: *x
            ---
            %TAG ! tag:example.com,2026:
            d: >-
              folded
            """));
  }

  private static void configuration(byte[] content) {
    try {
      Files.write(FILE, content);
      assertThat(ConfigReader.read(FILE, _ -> null)).isNotNull();
    } catch (ConfigException mistakes) {
      assertHarmless(String.valueOf(mistakes.getMessage()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What is shown acts on no terminal. */
  static void assertHarmless(String shown) {
    assertThat(shown).isNotEmpty();
    assertThat(shown.codePoints()).allMatch(FuzzedConfig::isHarmless);
  }

  private static boolean isHarmless(int codePoint) {
    int type = Character.getType(codePoint);
    return codePoint == '\n'
        || (type != Character.CONTROL
            && type != Character.FORMAT
            && type != Character.SURROGATE
            && type != Character.LINE_SEPARATOR
            && type != Character.PARAGRAPH_SEPARATOR);
  }

  private static Path file() {
    try {
      Path file = Files.createTempFile("fuzzed", ".yml");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
