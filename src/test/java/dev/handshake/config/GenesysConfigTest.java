package dev.handshake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handshake.address.Allowance;
import dev.handshake.genesys.ActionTestSettings;
import dev.handshake.genesys.CxoneSettings;
import dev.handshake.genesys.GenesysSettings;
import dev.handshake.genesys.OrganizationSettings;
import dev.handshake.genesys.ReadinessCheck;
import dev.handshake.genesys.Region;
import dev.handshake.genesys.Regions;
import dev.handshake.genesys.Source;
import dev.handshake.genesys.SuppliedCertificate;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.reason.Reason;
import dev.handshake.target.Confirm;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Expectation;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.OauthClient;
import dev.handshake.target.Policy;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Secret;
import dev.handshake.target.Target;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file means that says something of the platform. */
class GenesysConfigTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String IDENTITY =
      "identities: {data-actions: {certificate: client.pem, key: client.key}}\n";

  private final Map<String, String> environment = new HashMap<>();
  @TempDir Path directory;

  @Test
  void nothingIsWatchedUnlessItIsSaid() throws IOException {
    assertThat(genesys("genesys: {}")).isEqualTo(GenesysSettings.NONE);
    assertThat(genesys("targets: []")).isEqualTo(GenesysSettings.NONE);
  }

  @Test
  void theDefaultsSpeltOutChangeNothing() throws IOException {
    assertThat(
            read(
                """
                genesys:
                  regions: []
                  custom_regions: {}
                  organizations: []
                  poll_interval: 30m
                  trust_readiness: []
                  sources: {certificates: true, truststore: true, identity_providers: true, integrations: true, credentials: true, actions: true, audits: true, ip_ranges: true, organization: true, edges: false}
                  cxone: []
                  certificates: []
                  gateways: []
                  action_tests: []
                  discovery_allow: []
                  deploy_path: null
                """))
        .isEqualTo(Settings.DEFAULT);
  }

  @Test
  void aRegionIsThreeTargets() throws IOException {
    Settings settings = read("genesys: {regions: [us-east-1, eu_west_1]}");
    assertThat(settings.genesys().regions())
        .extracting(Region::name)
        .containsExactly("us-east-1", "eu-west-1");
    assertThat(settings.targets())
        .extracting(Target::name, target -> target.endpoint().toString())
        .containsExactly(
            row("genesys-us-east-1-login", "login.mypurecloud.com:443"),
            row("genesys-us-east-1-api", "api.mypurecloud.com:443"),
            row("genesys-us-east-1-apps", "apps.mypurecloud.com:443"),
            row("genesys-eu-west-1-login", "login.mypurecloud.ie:443"),
            row("genesys-eu-west-1-api", "api.mypurecloud.ie:443"),
            row("genesys-eu-west-1-apps", "apps.mypurecloud.ie:443"));
    Target api = settings.targets().get(1);
    assertThat(api.labels())
        .isEqualTo(Map.of("genesys_region", "us-east-1", "genesys_host", "api"));
    assertThat(api.serverName()).isEqualTo("api.mypurecloud.com");
    assertThat(api.module()).isSameAs(settings.modules().get("genesys_api"));
  }

  @Test
  void onlyTheApiIsAskedForSomethingAndAllArePublic() throws IOException {
    Settings settings = read("genesys: {regions: [us-east-1]}");
    assertThat(settings.targets())
        .extracting(target -> target.module().name())
        .containsExactly("genesys_login", "genesys_api", "genesys_apps");
    assertThat(settings.targets())
        .extracting(Target::module)
        .allMatch(module -> module.policy().isPublic())
        .allMatch(module -> module.trust().equals("system"))
        .filteredOn(module -> module.http().isPresent())
        .singleElement()
        .satisfies(module ->
            assertThat(module.http())
                .contains(
                    new HttpCheck(
                        "GET", "/api/v2/tokens/me", Map.of(), Set.of(401), Duration.ofSeconds(5))));
  }

  @Test
  void anOperatorsOwnRegionIsNeverCalledPublic() throws IOException {
    Settings settings =
        read(
            """
            trust: {lab: {include_system: true}}
            modules: {genesys_login: {trust: lab, interval: 5s}}
            genesys:
              regions: [lab_1, us-east-1, eu-west-1]
              custom_regions:
                lab-1: {login: "https://127.0.0.1:8001", api: "https://[::1]:8002", apps: "https://apps.example"}
                eu_west_1:
                  login: "https://login.mypurecloud.ie"
                  api: "https://api.mypurecloud.ie"
                  apps: "https://apps.proxy.example"
                  title: Ours
                  client_certificate_name: actions.example
            """);
    assertThat(settings.targets())
        .extracting(
            Target::name,
            target -> target.endpoint().toString(),
            target -> target.module().policy().isPublic())
        .contains(
            row("genesys-lab-1-login", "127.0.0.1:8001", false),
            row("genesys-lab-1-api", "[::1]:8002", false),
            row("genesys-lab-1-apps", "apps.example:443", false),
            row("genesys-us-east-1-login", "login.mypurecloud.com:443", true),
            row("genesys-eu_west_1-api", "api.mypurecloud.ie:443", false));
    assertThat(settings.targets().getFirst().module().trust()).isEqualTo("lab");
    assertThat(settings.targets().getFirst().module().timing().interval())
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.genesys().known().all()).hasSize(19);
    assertThat(settings.genesys().known().find("eu-west-1"))
        .contains(
            new Region(
                "eu_west_1",
                "Ours",
                URI.create("https://login.mypurecloud.ie"),
                URI.create("https://api.mypurecloud.ie"),
                URI.create("https://apps.proxy.example"),
                Optional.of("actions.example")));
    assertThat(settings.genesys().regions().getFirst().title()).isEqualTo("lab-1");
  }

  @Test
  void organizationsAndTenantsReachTheirRecords() throws IOException {
    environment.put("SECRET", "hunter2");
    Settings settings =
        read(
            """
            trust: {private: {include_system: true}}
            genesys:
              organizations:
                - {name: acme, region: us_east_1, oauth: {client_id: a-b, client_secret_file: genesys.secret}}
                - {name: other, region: eu-west-1, oauth: {client_id: c, client_secret: "${SECRET}"}, trust: private, proxy: "http://proxy.example.com:3128"}
              cxone:
                - {name: cx, issuer: "https://cxone.niceincontact.com"}
                - {name: gov, issuer: "https://cxone-gov.niceincontact.com/x", tenant_id: "11", trust: private, proxy: "http://proxy.example.com:3128"}
              poll_interval: 15m
            """);
    Optional<Endpoint> proxy = Optional.of(new Endpoint("proxy.example.com", 3128));
    OrganizationSettings acme =
        new OrganizationSettings(
            "acme",
            region("us-east-1"),
            "a-b",
            new Secret.InFile(directory.resolve("genesys.secret")),
            "system",
            Optional.empty());
    assertThat(settings.genesys().organizations())
        .containsExactly(
            acme,
            new OrganizationSettings(
                "other", region("eu-west-1"), "c", new Secret.Given("hunter2"), "private", proxy));
    assertThat(acme.oauth().tokenUrl())
        .isEqualTo(URI.create("https://login.mypurecloud.com/oauth/token"));
    assertThat(settings.genesys().cxone())
        .containsExactly(
            new CxoneSettings(
                "cx",
                URI.create("https://cxone.niceincontact.com"),
                Optional.empty(),
                "system",
                Optional.empty()),
            new CxoneSettings(
                "gov",
                URI.create("https://cxone-gov.niceincontact.com/x"),
                Optional.of("11"),
                "private",
                proxy));
    assertThat(settings.genesys().pollInterval()).isEqualTo(Duration.ofMinutes(15));
    assertThat(settings.toString()).doesNotContain("hunter");
  }

  @Test
  void theApiIsNotAskedInALoop() throws IOException {
    Path file = write("handshake.yml", "genesys: {poll_interval: 999ms}");
    assertThatThrownBy(() -> ConfigReader.load(file, environment::get, NOW))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("genesys.poll_interval: \"999ms\" (expected: at least 1s)");
  }

  @Test
  void aSecretFileThatIsMissingStopsNothing() throws IOException {
    Path file =
        write(
            "handshake.yml",
            """
            genesys:
              organizations: [{name: acme, region: us-east-1, oauth: {client_id: a, client_secret_file: none}}]
            """);
    assertThat(ConfigReader.load(file, environment::get, NOW).settings().genesys().organizations())
        .hasSize(1);
  }

  @Test
  void eachSourceHasASwitch() throws IOException {
    EnumSet<Source> usual = EnumSet.complementOf(EnumSet.of(Source.EDGES));
    assertThat(genesys("genesys: {sources: {}}").sources()).isEqualTo(usual);
    for (Source source : Source.values()) {
      EnumSet<Source> others = EnumSet.copyOf(usual);
      others.remove(source);
      assertThat(genesys("genesys: {sources: {" + source.word() + ": false}}").sources())
          .isEqualTo(others);
      EnumSet<Source> more = EnumSet.copyOf(usual);
      more.add(source);
      assertThat(genesys("genesys: {sources: {" + source.word() + ": true}}").sources())
          .isEqualTo(more);
    }
  }

  @Test
  void readinessIsByTrustStoresAndByWhatTargetsName() throws IOException {
    assertThat(
            genesys(
                    IDENTITY
                        + """
                        trust: {corporate: {include_system: true}}
                        targets: [{name: crm, address: "crm.example.com:443"}]
                        genesys:
                          regions: [us-east-1]
                          gateways: [{name: gw, address: "gw.example.com:443", identity: data-actions}]
                          trust_readiness: [corporate, system, {target: crm}, {target: gw}, {target: genesys-us-east-1-api}]
                        """)
                .readiness())
        .containsExactly(
            new ReadinessCheck.ByTrustStore("corporate"),
            new ReadinessCheck.ByTrustStore("system"),
            new ReadinessCheck.ByNames("crm"),
            new ReadinessCheck.ByNames("gw"),
            new ReadinessCheck.ByNames("genesys-us-east-1-api"));
  }

  @Test
  void ofASuppliedFileTheFirstCertificateCounts() throws IOException {
    HeldCertificate root = HeldCertificate.named("first", NOW).authority().mint();
    HeldCertificate other = HeldCertificate.named("second", NOW).authority().mint();
    write("roots.pem", "text\n" + root.certificatePem() + other.certificatePem());
    List<SuppliedCertificate> supplied =
        genesys(
                """
                genesys:
                  certificates: [{name: root, kind: regional_root, region: us_east_1, file: roots.pem}]
                """)
            .certificates();
    assertThat(supplied)
        .singleElement()
        .satisfies(one -> {
          assertThat(one.name()).isEqualTo("root");
          assertThat(one.kind()).isEqualTo(SuppliedCertificate.Kind.REGIONAL_ROOT);
          assertThat(one.region()).isEqualTo("us-east-1");
          assertThat(one.certificate()).isEqualTo(root.certificate());
          assertThat(one.facts().subject()).isEqualTo("CN=first");
        });
  }

  @Test
  void actionTestsTakeInputsOfAnyShape() throws IOException {
    environment.put("ID", "hunter2");
    GenesysSettings genesys =
        genesys(
            """
            genesys:
              organizations: [{name: acme, region: us-east-1, oauth: {client_id: a, client_secret_file: f}}]
              action_tests:
                - {organization: acme, action: "custom_-_1", inputs: {id: "${ID}", deep: {list: [1, -2.5, true, null, "7"]}}, interval: 10m}
                - {organization: acme, action: custom-2}
            """);
    assertThat(genesys.actionTests())
        .extracting(
            ActionTestSettings::organization,
            ActionTestSettings::action,
            test -> test.inputs().toString(),
            ActionTestSettings::interval)
        .containsExactly(
            row(
                "acme",
                "custom_-_1",
                "{\"id\":\"hunter2\",\"deep\":{\"list\":[1,-2.5,true,null,\"7\"]}}",
                Duration.ofMinutes(10)),
            row("acme", "custom-2", "{}", Duration.ofHours(1)));
    assertThat(genesys.toString()).doesNotContain("hunter");
  }

  @Test
  void theRestReachesItsRecord() throws IOException {
    GenesysSettings genesys =
        genesys(
            "genesys: {discovery_allow: [10.0.0.0/8, crm.corp.example], deploy_path: /api/v2/x}");
    assertThat(genesys.discoveryAllow())
        .containsExactly(Allowance.parse("10.0.0.0/8"), Allowance.parse("crm.corp.example"));
    assertThat(genesys.deployPath()).contains("/api/v2/x");
  }

  @Test
  void aGatewayIsAPairOfModulesAndASetOfTargets() throws IOException {
    Settings settings =
        read(
            IDENTITY
                + """
                trust: {corporate: {include_system: true}}
                genesys:
                  gateways:
                    - name: crm
                      address: "10.0.0.1:8443"
                      server_name: crm.example.com
                      trust: corporate
                      identity: data-actions
                      path: /health
                      budget: 3s
                      expect_status: [200, 204]
                      labels: {team: ivr}
                targets:
                  - {name: other, address: "other.example.com:443", module: crm-must-refuse}
                """);
    ProbeModule accepts = module(settings, "crm");
    assertThat(accepts.identity()).contains("data-actions");
    assertThat(accepts.trust()).isEqualTo("corporate");
    assertThat(accepts.confirm()).isEqualTo(Confirm.REQUIRED);
    assertThat(accepts.timing().latencyBudget()).contains(Duration.ofSeconds(3));
    assertThat(accepts.policy()).isEqualTo(Policy.DEFAULT);
    assertThat(accepts.http())
        .contains(
            new HttpCheck("GET", "/health", Map.of(), Set.of(200, 204), Duration.ofSeconds(3)));
    ProbeModule mustRefuse = module(settings, "crm-must-refuse");
    assertThat(mustRefuse.identity()).isEmpty();
    assertThat(mustRefuse.trust()).isEqualTo("corporate");
    assertThat(mustRefuse.http()).isEqualTo(accepts.http());
    assertThat(mustRefuse.timing().latencyBudget()).isEmpty();
    assertThat(mustRefuse.expect()).isEqualTo(new Expectation.Refused(Set.of(), Set.of()));

    assertThat(settings.targets())
        .extracting(Target::name)
        .containsExactly("other", "crm", "crm-refuses-none", "crm-refuses-stranger");
    assertThat(target(settings, "crm").module()).isEqualTo(accepts);
    assertThat(target(settings, "crm-refuses-none").module())
        .isEqualTo(
            mustRefuse.withExpect(
                new Expectation.Refused(
                    Set.of(Reason.CLIENT_CERTIFICATE_REQUIRED), Set.of(400, 403))));
    assertThat(target(settings, "crm-refuses-stranger").module())
        .isEqualTo(mustRefuse.withIdentity("stranger"));
    assertThat(target(settings, "other").module()).isEqualTo(mustRefuse);
    assertThat(settings.targets().subList(1, 4))
        .allSatisfy(target -> {
          assertThat(target.endpoint()).isEqualTo(new Endpoint("10.0.0.1", 8443));
          assertThat(target.serverName()).isEqualTo("crm.example.com");
          assertThat(target.verifyName()).isEqualTo("crm.example.com");
          assertThat(target.labels()).isEqualTo(Map.of("team", "ivr"));
        });
  }

  @Test
  void aGatewayThatWantsATokenIsAskedWithoutOneToo() throws IOException {
    environment.put("SECRET", "hunter2");
    Settings settings =
        read(
            IDENTITY
                + """
                genesys:
                  gateways:
                    - name: crm
                      address: "crm.example.com:443"
                      identity: data-actions
                      oauth: {token_url: "https://idp.example.com/token", client_id: x, client_secret: "${SECRET}"}
                """);
    OauthClient client =
        new OauthClient(
            URI.create("https://idp.example.com/token"),
            "x",
            new Secret.Given("hunter2"),
            Optional.empty(),
            "system",
            Optional.empty());
    assertThat(settings.targets())
        .extracting(Target::name, target -> oauth(target), target -> status(target))
        .containsExactly(
            row("crm", Optional.of(client), Set.of(200)),
            row("crm-refuses-none", Optional.empty(), Set.of(200)),
            row("crm-refuses-stranger", Optional.empty(), Set.of(200)),
            row("crm-refuses-no-token", Optional.empty(), Set.of(401)));
    ProbeModule withoutToken = target(settings, "crm-refuses-no-token").module();
    assertThat(withoutToken.identity()).contains("data-actions");
    assertThat(withoutToken.expect()).isEqualTo(new Expectation.Accepted());
    assertThat(target(settings, "crm").module().http().orElseThrow().path()).isEqualTo("/");
    assertThat(target(settings, "crm").module().timing().latencyBudget())
        .contains(Duration.ofSeconds(5));
    assertThat(settings.toString()).doesNotContain("hunter");
  }

  private static Optional<OauthClient> oauth(Target target) {
    return target.module().http().flatMap(HttpCheck::oauth);
  }

  private static Set<Integer> status(Target target) {
    return target.module().http().orElseThrow().expectStatus();
  }

  private static Target target(Settings settings, String name) {
    return settings.targets().stream()
        .filter(target -> target.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static ProbeModule module(Settings settings, String name) {
    return Optional.ofNullable(settings.modules().get(name)).orElseThrow();
  }

  private static Region region(String name) {
    return Regions.published().find(name).orElseThrow();
  }

  private static Tuple row(Object... cells) {
    return Tuple.tuple(cells);
  }

  private GenesysSettings genesys(String text) throws IOException {
    return read(text).genesys();
  }

  private Settings read(String text) throws IOException {
    return ConfigReader.read(write("handshake.yml", text), environment::get);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
