package dev.handshake.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.handshake.address.Allowance;
import dev.handshake.address.ProbeAllowance;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.credential.IdentitySettings;
import dev.handshake.credential.TrustSettings;
import dev.handshake.discovery.DiscoverySettings;
import dev.handshake.discovery.FilePattern;
import dev.handshake.discovery.TargetUrlSettings;
import dev.handshake.notify.NotifySettings;
import dev.handshake.notify.ReceiverSettings;
import dev.handshake.probe.DnsSettings;
import dev.handshake.reason.Reason;
import dev.handshake.target.AddressFamily;
import dev.handshake.target.Addresses;
import dev.handshake.target.Confirm;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Expectation;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.HttpCheck.HeaderValue;
import dev.handshake.target.OauthClient;
import dev.handshake.target.Pin;
import dev.handshake.target.Policy;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.RevocationSources;
import dev.handshake.target.Route;
import dev.handshake.target.Secret;
import dev.handshake.target.StartTls;
import dev.handshake.target.Target;
import dev.handshake.target.TlsOffer;
import dev.handshake.target.TlsVersion;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a file means. */
class GoodConfigTest {
  private final Map<String, String> environment = new HashMap<>();
  @TempDir Path directory;

  @Test
  void whereAFileIsSilentTheDefaultsHold() throws IOException {
    assertThat(read("targets: []")).isEqualTo(Settings.DEFAULT);
    assertThat(Settings.DEFAULT.modules())
        .containsOnlyKeys(
            "default",
            "genesys_api",
            "genesys_apps",
            "genesys_data_action",
            "genesys_login",
            "http_2xx",
            "tcp_connect",
            "tls_connect");
  }

  @Test
  void theContractsDefaultsSpeltOutChangeNothing() throws IOException {
    Settings settings =
        read(
            """
            probe: {interval: 30s, timeout: 10s, connect_timeout: 3s, handshake_timeout: 5s, confirm_timeout: 1s, confirm_after: 10s, max_in_flight: 2000}
            dns: {servers: [], hosts_file: null, timeout: 2s}
            breaker: {failures: 2, window: 60s, open_for: 60s, max_open_for: 5m}
            modules:
              default:
                trust: system
                identity: null
                confirm: if_possible
                tls: {min_version: TLSv1.2, max_version: TLSv1.3, ciphers: [], groups: [], alpn: [], send_server_name: true, verify: true, aia: false}
                http: null
                expect: accepted
                policy: {min_version: TLSv1.2, ciphers: [], groups: [], issuers: [], roots: [], min_days_left: 0, require_staple: false, public: false}
                revocation: {staple: true, crl: false, ocsp: false}
                proxy: null
                starttls: null
                addresses: first
                family: any
            target_files: []
            target_urls: []
            genesys: {}
            web: {listen: "0.0.0.0:10219", config_file: null, probe: {allow: []}}
            notify: {webhooks: [], alertmanagers: [], external_url: null}
            """);
    assertThat(settings).isEqualTo(Settings.DEFAULT);
  }

  @Test
  void partOfASectionLeavesTheRestAtItsDefaults() throws IOException {
    assertThat(read("modules: {default: {policy: {min_days_left: 0}, revocation: {}}}"))
        .isEqualTo(Settings.DEFAULT);
  }

  @Test
  void whereTargetsAreLookedForReachesItsRecords() throws IOException {
    Settings settings =
        read(
            """
            trust: {corporate: {include_system: true}}
            target_files: ["targets/*.yml", "/srv/crm-[ab].json", "old?.yaml"]
            target_urls:
              - {url: "https://inventory.example.com/targets?a=b", trust: corporate, identity: stranger, proxy: "http://proxy.example.com:3128", refresh_interval: 1s}
              - {url: "http://[::1]:8080", trust: null, identity: null, proxy: null}
            """);
    DiscoverySettings discovery = settings.discovery();
    assertThat(discovery.files())
        .containsExactly(
            new FilePattern(directory.resolve("targets/*.yml")),
            new FilePattern(Path.of("/srv/crm-[ab].json")),
            new FilePattern(directory.resolve("old?.yaml")));
    assertThat(discovery.urls())
        .containsExactly(
            new TargetUrlSettings(
                URI.create("https://inventory.example.com/targets?a=b"),
                "corporate",
                Optional.of("stranger"),
                Optional.of(new Endpoint("proxy.example.com", 3128)),
                Duration.ofSeconds(1)),
            new TargetUrlSettings(
                URI.create("http://[::1]:8080"),
                "system",
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(60)));
    assertThat(discovery.toString()).doesNotContain("a=b");
  }

  @Test
  void receiversOfNotificationsReachTheirRecords() throws IOException {
    Settings settings =
        read(
            """
            trust: {corporate: {include_system: true}}
            notify:
              webhooks:
                - {url: "https://hooks.example.com/a/b?c=d", trust: corporate, identity: stranger, proxy: "http://proxy.example.com:3128"}
                - {url: "http://[::1]:8080", trust: null, identity: null, proxy: null}
              alertmanagers: [{url: "https://alertmanager.example.com/base/"}]
              external_url: "https://agent.example.com/handshake"
            """);
    assertThat(settings.notifications())
        .isEqualTo(
            new NotifySettings(
                List.of(
                    new ReceiverSettings(
                        URI.create("https://hooks.example.com/a/b?c=d"),
                        "corporate",
                        Optional.of("stranger"),
                        Optional.of(new Endpoint("proxy.example.com", 3128))),
                    receiver("http://[::1]:8080")),
                List.of(receiver("https://alertmanager.example.com/base/")),
                Optional.of(URI.create("https://agent.example.com/handshake"))));
  }

  @Test
  void theUrlOfAReceiverIsShownNowhere() throws IOException {
    Settings settings =
        read("notify: {webhooks: [{url: \"https://hooks.example.com/secret?more=secret\"}]}");
    assertThat(settings.notifications().toString())
        .contains("hooks.example.com")
        .doesNotContain("secret");
  }

  private static ReceiverSettings receiver(String url) {
    return new ReceiverSettings(URI.create(url), "system", Optional.empty(), Optional.empty());
  }

  @Test
  void policyRevocationAndRouteReachTheirRecords() throws IOException {
    String digits = "0A:".repeat(31) + "0A";
    ProbeModule module =
        moduleOf(
            """
            modules:
              gateway:
                policy: {min_version: TLSv1.3, ciphers: [TLS_AES_256_GCM_SHA384], groups: [X25519], issuers: ["CN=Issuer"], roots: ["%s"], min_days_left: 14, require_staple: true, public: true}
                revocation: {staple: false, crl: true, ocsp: true}
                proxy: "http://proxy.example.com:3128"
                starttls: smtp
                addresses: first
                family: ipv6
                tls: {aia: true}
            """
                .formatted(digits));
    assertThat(module.policy())
        .isEqualTo(
            new Policy(
                TlsVersion.TLS_1_3,
                List.of("TLS_AES_256_GCM_SHA384"),
                List.of("X25519"),
                List.of(new Pin.Subject("CN=Issuer")),
                List.of(new Pin.Sha256("0a".repeat(32))),
                14,
                true,
                true));
    assertThat(module.revocation()).isEqualTo(new RevocationSources(false, true, true));
    assertThat(module.route())
        .isEqualTo(
            new Route(
                Optional.of(new Endpoint("proxy.example.com", 3128)),
                Optional.of(StartTls.SMTP),
                Addresses.FIRST,
                AddressFamily.IPV6));
    assertThat(module.tls().aia()).isTrue();
  }

  @Test
  void aTargetTakesProxyAndPreambleAwayFromItsModule() throws IOException {
    Settings settings =
        read(
            """
            modules: {mail: {starttls: smtp, proxy: "http://proxy.example.com:3128"}}
            targets:
              - {name: plain, address: "mail.example.com:465", module: mail, starttls: null, proxy: null}
            """);
    assertThat(settings.targets().getFirst().module().route()).isEqualTo(Route.DEFAULT);
  }

  @Test
  void everySettingReachesItsRecord() throws IOException {
    write("hosts", "");
    Settings settings =
        read(
            """
            probe: {interval: 1m30s, timeout: 8s, connect_timeout: 500ms, handshake_timeout: 4s, confirm_timeout: 2s, confirm_after: 5s, latency_budget: 2s, max_in_flight: 7}
            dns: {servers: [192.0.2.53, "192.0.2.54:5353", "2001:db8::53", "[2001:db8::54]:5353"], hosts_file: hosts, timeout: 1s}
            breaker: {failures: 3, window: 2m, open_for: 10s, max_open_for: 1h}
            web: {listen: "[::1]:9000"}
            """);
    assertThat(settings.timing())
        .isEqualTo(
            new ProbeTiming(
                Duration.ofSeconds(90),
                Duration.ofSeconds(8),
                Duration.ofMillis(500),
                Duration.ofSeconds(4),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Optional.of(Duration.ofSeconds(2))));
    assertThat(settings.schedule().maxInFlight()).isEqualTo(7);
    assertThat(settings.dns())
        .isEqualTo(
            new DnsSettings(
                List.of(
                    new InetSocketAddress("192.0.2.53", 53),
                    new InetSocketAddress("192.0.2.54", 5353),
                    new InetSocketAddress("2001:db8::53", 53),
                    new InetSocketAddress("2001:db8::54", 5353)),
                Optional.of(directory.resolve("hosts")),
                Duration.ofSeconds(1)));
    assertThat(settings.breaker())
        .isEqualTo(
            new BreakerSettings(
                3, Duration.ofMinutes(2), Duration.ofSeconds(10), Duration.ofHours(1)));
    assertThat(settings.web()).isEqualTo(new WebSettings("::1", 9000));
    assertThat(module(settings, "http_2xx").timing()).isEqualTo(settings.timing());
  }

  @Test
  void whatMayBeProbedOnRequestIsListed() throws IOException {
    assertThat(read("web: {probe: {allow: [crm.example.com, '*.example.com:443']}}").web())
        .isEqualTo(
            WebSettings.DEFAULT.withProbeAllow(
                List.of(
                    ProbeAllowance.parse("crm.example.com"),
                    ProbeAllowance.parse("*.example.com:443"))));
  }

  @Test
  void whatCertificatesMayPointToIsNamedByRangeOrHost() throws IOException {
    assertThat(read("revocation_allow: [10.0.0.0/8, ocsp.corp.example.com]").revocationAllow())
        .containsExactly(Allowance.parse("10.0.0.0/8"), Allowance.parse("ocsp.corp.example.com"));
    assertThat(read("{}").revocationAllow()).isEmpty();
  }

  @Test
  void credentialsAreNamedRelativeToTheFile() throws IOException {
    write("roots.pem", "");
    write("issuer.pem", "");
    write("list.crl", "");
    Settings settings =
        read(
            """
            trust:
              corporate: {files: [roots.pem], include_system: true, intermediates: [issuer.pem], crls: [list.crl]}
            identities:
              pem: {certificate: client.pem, key: keys/client.key, key_password_file: password}
              plain: {certificate: client.pem, key: client.key, key_password_file: null}
              store: {keystore: /etc/client.p12, password_file: password}
            """);
    assertThat(settings.trust())
        .containsExactly(
            new TrustSettings(
                "corporate",
                List.of(directory.resolve("roots.pem")),
                true,
                List.of(directory.resolve("issuer.pem")),
                List.of(directory.resolve("list.crl"))));
    assertThat(settings.identities())
        .containsExactly(
            new IdentitySettings.PemFiles(
                "pem",
                directory.resolve("client.pem"),
                directory.resolve("keys/client.key"),
                Optional.of(directory.resolve("password"))),
            new IdentitySettings.PemFiles(
                "plain",
                directory.resolve("client.pem"),
                directory.resolve("client.key"),
                Optional.empty()),
            new IdentitySettings.KeyStoreFile(
                "store", Path.of("/etc/client.p12"), Optional.of(directory.resolve("password"))));
  }

  @Test
  void aModuleSaysHowToProbe() throws IOException {
    Settings settings =
        read(
            """
            identities: {client: {certificate: client.pem, key: client.key}}
            modules:
              gateway:
                interval: 5s
                identity: client
                confirm: required
                family: ipv6
                tls: {min_version: TLSv1.3, ciphers: [TLS_AES_128_GCM_SHA256], groups: [X25519MLKEM768, P-256], alpn: [h2], send_server_name: false, verify: false}
                http: {method: HEAD, path: "/health?full=1", expect_status: [200, 204], timeout: 2s}
                expect: {refused: [client_certificate_required, client_certificate_untrusted], status: [403]}
            """);
    ProbeModule gateway = module(settings, "gateway");
    assertThat(gateway.name()).isEqualTo("gateway");
    assertThat(gateway.timing().interval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(gateway.timing().timeout()).isEqualTo(ProbeTiming.DEFAULT.timeout());
    assertThat(gateway.trust()).isEqualTo("system");
    assertThat(gateway.identity()).contains("client");
    assertThat(gateway.confirm()).isEqualTo(Confirm.REQUIRED);
    assertThat(gateway.family()).isEqualTo(AddressFamily.IPV6);
    assertThat(gateway.tls())
        .isEqualTo(
            new TlsOffer(
                TlsVersion.TLS_1_3,
                TlsVersion.TLS_1_3,
                List.of("TLS_AES_128_GCM_SHA256"),
                List.of("X25519MLKEM768", "P-256"),
                List.of("h2"),
                false,
                false,
                false));
    assertThat(gateway.http())
        .contains(
            new HttpCheck(
                "HEAD", "/health?full=1", Map.of(), Set.of(200, 204), Duration.ofSeconds(2)));
    assertThat(gateway.expect())
        .isEqualTo(
            new Expectation.Refused(
                Set.of(Reason.CLIENT_CERTIFICATE_REQUIRED, Reason.CLIENT_CERTIFICATE_UNTRUSTED),
                Set.of(403)));
  }

  @Test
  void refusedAloneMeansAnyRefusal() throws IOException {
    Settings settings =
        read("modules: {a: {expect: refused}, b: {expect: {refused: [], status: []}}}");
    Expectation any = new Expectation.Refused(Set.of(), Set.of());
    assertThat(module(settings, "a").expect()).isEqualTo(any);
    assertThat(module(settings, "b").expect()).isEqualTo(any);
  }

  @Test
  void whereTheOfferMustBeRefusedItMayHoldWhatNoEngineSpeaks() throws IOException {
    Settings settings =
        read(
            """
            modules:
              rc4:
                tls: {min_version: TLSv1, max_version: TLSv1.2, ciphers: [TLS_RSA_WITH_RC4_128_SHA]}
                expect: {refused: [cipher_mismatch]}
            """);
    assertThat(module(settings, "rc4").tls().ciphers()).containsExactly("TLS_RSA_WITH_RC4_128_SHA");
    assertThat(module(settings, "rc4").expect().isRefusalOfOffer()).isTrue();
  }

  @Test
  void aBuiltInModuleMayBeChangedAndKeepsTheRest() throws IOException {
    Settings settings =
        read(
            """
            modules:
              default: {interval: 5m}
              http_2xx: {http: {path: /status}}
            targets:
              - {address: "a.example:443"}
              - {address: "b.example:443", module: http_2xx}
            """);
    assertThat(settings.targets().get(0).module().timing().interval())
        .isEqualTo(Duration.ofMinutes(5));
    HttpCheck check = settings.targets().get(1).module().http().orElseThrow();
    assertThat(check.path()).isEqualTo("/status");
    assertThat(check.expectStatus()).hasSize(100).contains(200, 299);
  }

  @Test
  void aTargetTakesNamesFromItsAddressUnlessItSaysOtherwise() throws IOException {
    List<Target> targets =
        read("""
        targets:
          - {address: "CRM.example.com:443"}
          - {name: ip, address: "127.0.0.1:8443", server_name: crm.example.com}
          - {name: both, address: "[2001:db8::1]:8443", server_name: a.example, verify_name: b.example}
          - {name: idn, address: "bücher.example:443", labels: {team: ivr, stage: "2"}}
        """)
            .targets();
    assertThat(targets)
        .extracting(Target::name)
        .containsExactly("CRM.example.com:443", "ip", "both", "idn");
    assertThat(targets)
        .extracting(Target::serverName)
        .containsExactly(
            "crm.example.com", "crm.example.com", "a.example", "xn--bcher-kva.example");
    assertThat(targets)
        .extracting(Target::verifyName)
        .containsExactly(
            "crm.example.com", "crm.example.com", "b.example", "xn--bcher-kva.example");
    assertThat(targets.get(2).endpoint().host()).isEqualTo("2001:db8::1");
    assertThat(targets.get(3).labels()).isEqualTo(Map.of("team", "ivr", "stage", "2"));
  }

  @Test
  void aTargetsOwnKeysWinOverItsModule() throws IOException {
    List<Target> targets =
        read("""
        modules:
          gateway: {identity: stranger, tls: {min_version: TLSv1.3, alpn: [h2]}, http: {path: /health}}
        targets:
          - {name: plain, address: "a.example:443", module: gateway}
          - {name: other, address: "a.example:443", module: gateway, identity: null, timeout: 2s, tls: {verify: false}, http: {method: HEAD}}
          - {name: tls, address: "a.example:443", module: gateway, http: null}
        """)
            .targets();
    ProbeModule plain = targets.get(0).module();
    ProbeModule other = targets.get(1).module();
    assertThat(plain.identity()).contains("stranger");
    assertThat(other.identity()).isEmpty();
    assertThat(other.name()).isEqualTo("gateway");
    assertThat(other.timing().timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(other.tls().verify()).isFalse();
    assertThat(other.tls().minVersion()).isEqualTo(TlsVersion.TLS_1_3);
    assertThat(other.tls().alpn()).containsExactly("h2");
    assertThat(other.http().orElseThrow().method()).isEqualTo("HEAD");
    assertThat(other.http().orElseThrow().path()).isEqualTo("/health");
    assertThat(targets.get(2).module().http()).isEmpty();
  }

  @Test
  void textMayComeFromTheEnvironment() throws IOException {
    environment.put("CRM_HOST", "crm.example.com");
    environment.put("CRM_TIMEOUT", "3s");
    Target target =
        read("""
        targets:
          - {address: "${CRM_HOST}:443", timeout: "${CRM_TIMEOUT}", labels: {price: "$5", raw: "$${CRM_HOST}"}}
        """)
            .targets()
            .getFirst();
    assertThat(target.endpoint()).hasToString("crm.example.com:443");
    assertThat(target.name()).isEqualTo("crm.example.com:443");
    assertThat(target.module().timing().timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(target.labels()).isEqualTo(Map.of("price", "$5", "raw", "${CRM_HOST}"));
  }

  @Test
  void aHeaderFromAFileOrTheEnvironmentIsSecret() throws IOException {
    environment.put("TOKEN", "hunter2");
    write("api.key", "hunter3\n");
    HttpCheck check =
        module(
                read(
                    """
                    modules:
                      m:
                        http:
                          headers:
                            Accept: "*/*"
                            Authorization: "Bearer ${TOKEN}"
                            X-Api-Key: {value_file: api.key}
                            X-Price: "$${TOKEN}"
                            cookie: "session=hunter4"
                    """),
                "m")
            .http()
            .orElseThrow();
    assertThat(check.headers())
        .isEqualTo(
            Map.of(
                "Accept", new HeaderValue("*/*", false),
                "Authorization", new HeaderValue("Bearer hunter2", true),
                "X-Api-Key", new HeaderValue("hunter3", true),
                "X-Price", new HeaderValue("${TOKEN}", false),
                "cookie", new HeaderValue("session=hunter4", true)));
    assertThat(check.toString()).doesNotContain("hunter");
  }

  @Test
  void aRequestMayBearTheAccessTokenOfAClient() throws IOException {
    environment.put("SECRET", "hunter2");
    Settings settings =
        read(
            """
            trust: {private: {include_system: true}}
            modules:
              m:
                http:
                  oauth:
                    token_url: "https://idp.example.com:8443/token?tenant=a"
                    client_id: gateway
                    client_secret: "${SECRET}"
                    scope: "health read"
                    trust: private
                    proxy: "http://proxy.example.com:3128"
            targets:
              - {address: "a.example:443", module: m, http: {path: /ready}}
              - {address: "b.example:443", module: m, http: {oauth: null}}
            """);
    OauthClient client =
        new OauthClient(
            URI.create("https://idp.example.com:8443/token?tenant=a"),
            "gateway",
            new Secret.Given("hunter2"),
            Optional.of("health read"),
            "private",
            Optional.of(new Endpoint("proxy.example.com", 3128)));
    assertThat(module(settings, "m").http().flatMap(HttpCheck::oauth)).contains(client);
    assertThat(settings.targets())
        .extracting(target -> target.module().http().flatMap(HttpCheck::oauth))
        .containsExactly(Optional.of(client), Optional.empty());
    assertThat(settings.toString()).doesNotContain("hunter");
  }

  @Test
  void aSecretInAFileIsReadWhenItIsUsed() throws IOException {
    write("gateway.secret", "hunter2\n");
    Settings settings =
        read(
            """
            modules:
              m: {http: {oauth: {token_url: "https://idp.example.com/", client_id: x, client_secret_file: gateway.secret}}}
            """);
    OauthClient client = module(settings, "m").http().flatMap(HttpCheck::oauth).orElseThrow();
    assertThat(client.secret()).isEqualTo(new Secret.InFile(directory.resolve("gateway.secret")));
    assertThat(client.trust()).isEqualTo("system");
    assertThat(client.scope()).isEmpty();
    assertThat(client.proxy()).isEmpty();
  }

  @Test
  void theSecondLookMustFallInsideTheWindowOfTheBreaker() throws IOException {
    Settings settings =
        read(
            """
            breaker: {window: 2m}
            modules: {slow: {timeout: 1m}}
            """);
    assertThat(module(settings, "slow").timing().timeout()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void aByteOrderMarkAndWindowsLineEndsAreNoMistake() throws IOException {
    assertThat(read("\ufefftargets:\r\n  - {address: \"a.example:443\"}\r\n").targets()).hasSize(1);
  }

  /** What each costs must not grow with their number. */
  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void manyTargetsAreReadWithoutEffort() throws IOException {
    long few = allocatedForReading(5_000);
    assertThat(allocatedForReading(20_000)).isLessThan(6 * few);
  }

  /** In bytes. */
  private long allocatedForReading(int count) throws IOException {
    StringBuilder text = new StringBuilder("targets:\n");
    for (int index = 0; index < count; index++) {
      text.append("  - name: target-").append(index).append('\n');
      text.append("    address: \"host-").append(index).append(".example.com:443\"\n");
      text.append("    module: tls_connect\n    labels: {team: ivr, stage: production}\n");
    }
    Path file = write("handshake.yml", text.toString());
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Settings settings = ConfigReader.read(file, environment::get);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(settings.targets()).hasSize(count);
    ProbeModule shared = settings.targets().getFirst().module();
    assertThat(settings.targets())
        .allSatisfy(target -> assertThat(target.module()).isSameAs(shared));
    return allocated;
  }

  private static ProbeModule module(Settings settings, String name) {
    return Optional.ofNullable(settings.modules().get(name)).orElseThrow();
  }

  private ProbeModule moduleOf(String text) throws IOException {
    return Objects.requireNonNull(read(text).modules().get("gateway"));
  }

  private Settings read(String text) throws IOException {
    return ConfigReader.read(write("handshake.yml", text), environment::get);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
