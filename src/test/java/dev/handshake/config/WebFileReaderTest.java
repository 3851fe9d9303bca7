package dev.handshake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.target.TlsVersion;
import dev.handshake.web.ClientPolicy;
import dev.handshake.web.RateLimit;
import dev.handshake.web.WebFile;
import dev.handshake.web.WebTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The web file of exporter-toolkit, key by key. */
class WebFileReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-20T14:00:00Z");
  private static final HeldCertificate ROOT =
      HeldCertificate.named("Web Root", NOW).authority().mint();
  private static final HeldCertificate SERVER =
      HeldCertificate.named("web", NOW).dns("localhost").ec("secp256r1").issuedBy(ROOT).mint();
  private static final String HASH =
      OpenBSDBCrypt.generate("2y", "only for this test".toCharArray(), new byte[16], 10);
  private static final String PAIR = "cert_file: web.pem, key_file: web.key";

  @TempDir private Path directory;
  private final List<ConfigWarning> warnings = new ArrayList<>();

  @BeforeEach
  void writeCertificates() throws IOException {
    Files.writeString(directory.resolve("web.pem"), SERVER.chainPem());
    Files.writeString(directory.resolve("web.key"), SERVER.keyPem());
    Files.writeString(directory.resolve("ca.pem"), ROOT.certificatePem());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing\n",
        "---\n",
        "tls_server_config:\nhttp_server_config:\nbasic_auth_users:\nrate_limit:\n",
        "tls_server_config: {}\n",
        "tls_server_config: {cert_file: \"\", key_file: \"\"}\n"
      })
  void aFileThatNamesNoCertificateMeansPlainHttp(String text) throws IOException {
    WebFile file = read(text);

    assertThat(file.tls()).isEmpty();
    assertThat(file.users()).isEmpty();
    assertThat(file.rate()).isEmpty();
    assertThat(file.http2()).isTrue();
  }

  @Test
  void aCertificateWithItsKeyIsAllThatTlsNeeds() throws IOException {
    WebFile file = read("tls_server_config: {%s}".formatted(PAIR));

    WebTls tls = file.tls().orElseThrow();
    assertThat(tls.identity().chain()).isEqualTo(SERVER.chain());
    assertThat(tls.clients()).isEqualTo(ClientPolicy.NOT_ASKED);
    assertThat(tls.minVersion()).isEqualTo(TlsVersion.TLS_1_2);
    assertThat(tls.maxVersion()).isEqualTo(TlsVersion.TLS_1_3);
    assertThat(file.files())
        .containsExactlyInAnyOrder(
            directory.resolve("web.yml"),
            directory.resolve("web.pem"),
            directory.resolve("web.key"));
    assertThat(warnings).isEmpty();
  }

  @Test
  void everyKeyIsRead() throws IOException {
    WebFile file =
        read(
            """
            tls_server_config:
              cert_file: web.pem
              key_file: web.key
              client_auth_type: RequireAndVerifyClientCert
              client_ca_file: ca.pem
              client_allowed_sans: [prometheus.example, 192.0.2.1]
              min_version: TLS11
              max_version: TLS12
              cipher_suites:
                - TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
                - TLS_AES_128_GCM_SHA256
              prefer_server_cipher_suites: false
              curve_preferences: [X25519, CurveP256]
            http_server_config:
              http2: false
              headers:
                Strict-Transport-Security: max-age=31536000; includeSubDomains
                X-Content-Type-Options: nosniff
                X-Frame-Options: deny
                X-XSS-Protection: 0
                Content-Security-Policy: default-src 'none'
            basic_auth_users:
              prometheus: %s
              7: "%s"
            rate_limit:
              interval: 1m30s
              burst: 5
            """
                .formatted(HASH, HASH));

    WebTls tls = file.tls().orElseThrow();
    assertThat(tls.clients()).isEqualTo(ClientPolicy.REQUIRED_AND_VERIFIED);
    assertThat(tls.authorities()).isEqualTo(ROOT.chain());
    assertThat(tls.allowedSans()).containsExactly("prometheus.example", "192.0.2.1");
    assertThat(tls.minVersion()).isEqualTo(TlsVersion.TLS_1_1);
    assertThat(tls.maxVersion()).isEqualTo(TlsVersion.TLS_1_2);
    assertThat(tls.ciphers()).containsExactly("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    assertThat(tls.groups()).containsExactly("X25519", "CurveP256");
    assertThat(file.http2()).isFalse();
    assertThat(file.headers()).hasSize(5).containsEntry("X-XSS-Protection", "0");
    assertThat(file.users()).isEqualTo(Map.of("prometheus", HASH, "7", HASH));
    assertThat(file.rate()).contains(new RateLimit(Duration.ofSeconds(90), 5));
    assertThat(file.files()).contains(directory.resolve("ca.pem"));
  }

  @Test
  void certificatesAndKeyMayStandInTheFileItself() throws IOException {
    WebFile file =
        read(
            """
            tls_server_config:
              cert: |
            %s
              key: |
            %s
              client_auth_type: RequireAndVerifyClientCert
              client_ca: |
            %s
            """
                .formatted(
                    SERVER.chainPem().indent(4),
                    SERVER.keyPem().indent(4),
                    ROOT.certificatePem().indent(4)));

    WebTls tls = file.tls().orElseThrow();
    assertThat(tls.identity().chain()).isEqualTo(SERVER.chain());
    assertThat(tls.authorities()).isEqualTo(ROOT.chain());
    assertThat(file.files()).containsExactly(directory.resolve("web.yml"));
    assertThat(file.toString()).doesNotContain("PRIVATE KEY");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NoClientCert | NOT_ASKED",
        "RequestClientCert | REQUESTED",
        "RequireAnyClientCert | ANY_REQUIRED",
        "RequireClientCert | ANY_REQUIRED"
      })
  void policiesHaveGosWords(String word, ClientPolicy policy) throws IOException {
    WebFile file =
        read("tls_server_config: {%s, client_auth_type: %s}".formatted(PAIR, word.strip()));

    assertThat(file.tls().orElseThrow().clients()).isEqualTo(policy);
  }

  @Test
  void withoutAuthoritiesThoseOfTheMachineCountAndThatIsWarnedOf() throws IOException {
    WebFile file =
        read("tls_server_config: {%s, client_auth_type: VerifyClientCertIfGiven}".formatted(PAIR));

    assertThat(file.tls().orElseThrow().authorities()).isNotEmpty();
    assertThat(warnings)
        .singleElement()
        .extracting(ConfigWarning::path)
        .isEqualTo("tls_server_config.client_auth_type");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | true",
        "yes | true",
        "On | true",
        "~ | true",
        "false | false",
        "no | false",
        "OFF | false"
      })
  void flagsAreReadAsGoReadsThem(String word, boolean meant) throws IOException {
    assertThat(read("http_server_config: {http2: %s}".formatted(word)).http2()).isEqualTo(meant);
  }

  /** Where, and a word of what was expected there. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tls_server: {} | tls_server | did you mean tls_server_config?",
        "tls_server_config: {PAIR, min: TLS12} | tls_server_config.min | unknown key",
        "tls_server_config: {cert_file: web.pem} | tls_server_config.key_file | missing",
        "tls_server_config: {key_file: web.key} | tls_server_config.cert_file | missing",
        "tls_server_config: {client_auth_type: RequireAnyClientCert} | tls_server_config.cert_file | missing",
        "tls_server_config: {cert_file: no.pem, key_file: web.key} | tls_server_config.cert_file | does not exist",
        "tls_server_config: {cert_file: ca.pem, key_file: web.key} | tls_server_config.cert_file | does not match",
        "tls_server_config: {cert_file: web.key, key_file: web.key} | tls_server_config.cert_file | holds a private key",
        "tls_server_config: {PAIR, min_version: TLSv1.2} | tls_server_config.min_version | TLS10, TLS11, TLS12, TLS13",
        "tls_server_config: {PAIR, min_version: TLS13, max_version: TLS12} | tls_server_config.min_version | at most max_version",
        "tls_server_config: {PAIR, cipher_suites: [TLS_RSA_WITH_RC4_128_SHA]} | tls_server_config.cipher_suites[0] | one of",
        "tls_server_config: {PAIR, curve_preferences: [P-256]} | tls_server_config.curve_preferences[0] | CurveP256",
        "tls_server_config: {PAIR, client_auth_type: Always} | tls_server_config.client_auth_type | RequireAndVerifyClientCert",
        "tls_server_config: {PAIR, client_ca_file: ca.pem} | tls_server_config.client_ca_file | client_auth_type",
        "tls_server_config: {PAIR, client_ca_file: web.key, client_auth_type: RequireAndVerifyClientCert} | tls_server_config.client_ca_file | holds a private key",
        "tls_server_config: {PAIR, client_allowed_sans: [a]} | tls_server_config.client_allowed_sans | RequireAnyClientCert",
        "tls_server_config: {PAIR, client_auth_type: RequireAnyClientCert, client_allowed_sans: []} | tls_server_config.client_allowed_sans | a name at least",
        "http_server_config: {http2: \"true\"} | http_server_config.http2 | true or false",
        "http_server_config: {http2: 1} | http_server_config.http2 | true or false",
        "http_server_config: {headers: {Server: x}} | http_server_config.headers.Server | one of",
        "http_server_config: {headers: {X-Frame-Options: DENY}} | http_server_config.headers.X-Frame-Options | deny, sameorigin",
        "http_server_config: {headers: {X-XSS-Protection: \"a\\r\\nb: c\"}} | http_server_config.headers.X-XSS-Protection | a header may hold",
        "basic_auth_users: {a: secret-word} | basic_auth_users.a | a bcrypt hash",
        "basic_auth_users: [a] | basic_auth_users | a mapping",
        "rate_limit: {interval: soon, burst: 1} | rate_limit.interval | a duration",
        "rate_limit: {interval: 1s, burst: -1} | rate_limit.burst | at least 0"
      })
  void mistakesAreToldWhereTheyAre(String text, String path, String word) {
    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> read(text.strip().replace("PAIR", PAIR)));

    assertThat(refused.errors())
        .anySatisfy(error -> {
          assertThat(error.file()).isEqualTo(directory.resolve("web.yml"));
          assertThat(error.path()).isEqualTo(path.strip());
          assertThat(error.toString()).contains(word.strip()).doesNotContain("secret-word");
        });
  }

  @Test
  void nothingIsTakenFromTheEnvironment() throws IOException {
    WebFile file =
        read(
            """
            http_server_config: {headers: {Content-Security-Policy: "${PATH} $${PATH}"}}
            """);

    assertThat(file.headers()).containsEntry("Content-Security-Policy", "${PATH} $${PATH}");
  }

  @Test
  void passwordsInTheClearAndWeakHashesAreWarnedOfWithoutBeingShown() throws IOException {
    String weak = OpenBSDBCrypt.generate("2b", "word".toCharArray(), new byte[16], 4);
    String slow = HASH.replace("$10$", "$20$");

    WebFile _ = read("basic_auth_users: {a: \"%s\", b: \"%s\"}".formatted(weak, slow));

    assertThat(warnings)
        .extracting(ConfigWarning::path)
        .containsExactlyInAnyOrder("basic_auth_users.a", "basic_auth_users.b", "basic_auth_users");
    assertThat(warnings.toString()).doesNotContain(weak, slow);
  }

  @Test
  void theConfigurationNamesItAndTellsItsMistakes() throws IOException {
    Files.writeString(
        directory.resolve("web.yml"), "tls_server_config: {cert_file: no.pem, key_file: web.key}");
    Path main =
        Files.writeString(
            directory.resolve("handshake.yml"),
            "web: {listen: \"127.0.0.1:0\", config_file: web.yml}\ntargets: 1\n");

    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> ConfigReader.load(main, _ -> null, NOW));

    assertThat(refused.errors())
        .extracting(ConfigError::file)
        .containsExactlyInAnyOrder(main, directory.resolve("web.yml"));
  }

  @Test
  void theConfigurationCarriesWhatItSays() throws IOException {
    Files.writeString(directory.resolve("web.yml"), "tls_server_config: {%s}".formatted(PAIR));
    Path main =
        Files.writeString(
            directory.resolve("handshake.yml"),
            "web: {listen: \"127.0.0.1:0\", config_file: web.yml}\n");

    Settings settings = ConfigReader.load(main, _ -> null, NOW).settings();

    assertThat(settings.web().file().tls()).isPresent();
    assertThat(settings.web().scheme()).isEqualTo("https");
  }

  private WebFile read(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("web.yml"), text);
    return WebFileReader.load(file, _ -> null, warnings);
  }
}
