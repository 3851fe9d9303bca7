package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import dev.handshake.Sample;
import dev.handshake.Surface;
import dev.handshake.address.Allowance;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.config.Settings;
import dev.handshake.genesys.GenesysSettings;
import dev.handshake.genesys.OrganizationSettings;
import dev.handshake.genesys.ReadinessCheck;
import dev.handshake.genesys.Region;
import dev.handshake.genesys.Source;
import dev.handshake.lab.Platform;
import dev.handshake.lab.PlatformFault;
import dev.handshake.lab.PlatformPki;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever goes wrong with one endpoint of the platform changes what is known of its own source,
 * and nothing else. One agent watches an organization for each source, each on a stand-in of its
 * own, where that source's endpoint alone fails.
 */
class OneSourceAloneTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int MOST_ATTEMPTS = 3;

  /** Requests in a minute: a test polls more often than the platform lets anybody. */
  private static final int MANY = 100_000;

  /** No interference: what stands under a longer path than the faulty one and is another's. */
  private static final PlatformFault NONE = new PlatformFault.Delay(Duration.ZERO);

  private static final Map<Source, String> PATHS =
      new EnumMap<>(
          Map.of(
              Source.CERTIFICATES, "/api/v2/integrations/actions/certificates",
              Source.TRUSTSTORE, "/api/v2/integrations/actions/certificates/truststore",
              Source.IDENTITY_PROVIDERS, "/api/v2/identityproviders",
              Source.INTEGRATIONS, "/api/v2/integrations",
              Source.CREDENTIALS, "/api/v2/integrations/credentials",
              Source.ACTIONS, "/api/v2/integrations/actions",
              Source.AUDITS, "/api/v2/audits",
              Source.IP_RANGES, "/api/v2/ipranges",
              Source.ORGANIZATION, "/api/v2/organizations",
              Source.EDGES, "/api/v2/telephony"));

  /** Of these the values differ from scrape to scrape; which of them there are must not. */
  private static final Set<String> LIVELY =
      Set.of(
          "genesys_source_last_success_timestamp_seconds",
          "genesys_api_requests_total",
          "genesys_api_rate_limit_used",
          "genesys_api_rate_limit_reset_seconds",
          "genesys_token_expiry_timestamp_seconds");

  private static final Map<Source, Platform> PLATFORMS = new EnumMap<>(Source.class);

  private static Agent agent;
  private static Surface surface;

  @BeforeAll
  static void start() {
    for (Source source : Source.values()) {
      Platform platform = Platform.start(Clock.systemUTC());
      platform.limits().allow(MANY);
      PLATFORMS.put(source, platform);
    }
    agent = Agent.start(plan(), Clock.systemUTC());
    surface = new Surface(agent.port());
  }

  @AfterAll
  static void stop() {
    agent.close();
    PLATFORMS.values().forEach(Platform::close);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(PlatformFault.status(500), "server_error"),
        Arguments.of(PlatformFault.status(503), "server_error"),
        Arguments.of(PlatformFault.status(429), "rate_limited"),
        Arguments.of(PlatformFault.tooMany(Duration.ofSeconds(1)), "rate_limited"),
        Arguments.of(PlatformFault.status(403), "permission_denied"),
        Arguments.of(PlatformFault.status(404), "unexpected_status"),
        Arguments.of(new PlatformFault.Truncated(), "invalid_answer"),
        Arguments.of(new PlatformFault.CutOff(), "unreachable"),
        Arguments.of(new PlatformFault.Garbage(), "invalid_answer"),
        Arguments.of(new PlatformFault.Reset(), "unreachable"),
        Arguments.of(new PlatformFault.Oversized(5_000_000), "invalid_answer"),
        Arguments.of(new PlatformFault.Content("text/html", "<html>soon</html>"), "invalid_answer"),
        Arguments.of(PlatformFault.json("{\"message\": \"soon\"}"), "invalid_answer"),
        Arguments.of(PlatformFault.json("[1, 2, 3]"), "invalid_answer"),
        Arguments.of(new PlatformFault.Delay(Duration.ofMinutes(10)), "timeout"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void anEndpointsFaultChangesItsOwnSourceAlone(PlatformFault fault, String reason) {
    Eventually.holds(PATIENCE, OneSourceAloneTest::assertAllFine);
    Map<String, Double> before = known();
    PLATFORMS.forEach((source, platform) -> fail(platform, source, fault));

    Eventually.holds(
        PATIENCE,
        () -> {
          List<Sample> failures = surface.scrape("genesys_source_failure_info", Map.of());
          assertThat(failures).hasSize(PLATFORMS.size());
          for (Sample one : failures) {
            assertThat(one.label("source")).isEqualTo(one.label("organization"));
            assertThat(one.label("reason")).as(one.label("source")).isEqualTo(reason);
          }
        });

    assertThat(known()).isEqualTo(before);
    PLATFORMS.forEach(OneSourceAloneTest::assertNoLoop);
  }

  @AfterEach
  void clear() {
    PLATFORMS.values().forEach(platform -> platform.faults().clear());
  }

  /** The endpoint of a source fails, and none that lies below it and is another source's. */
  private static void fail(Platform platform, Source source, PlatformFault fault) {
    String path = path(source);
    PATHS.values().stream()
        .filter(other -> !other.equals(path) && other.startsWith(path))
        .forEach(other -> platform.faults().at(other, NONE));
    platform.counts().clear();
    platform.faults().at(path, fault);
  }

  /** At most so many attempts as are documented, for each time that another source was asked. */
  private static void assertNoLoop(Source source, Platform platform) {
    Source other = source == Source.IP_RANGES ? Source.CERTIFICATES : Source.IP_RANGES;
    int rounds = platform.counts().of("GET", path(other)) + 1;
    long asked =
        platform.counts().all().stream()
            .filter(request -> owner(request.path()).equals(source))
            .count();
    assertThat(asked).as(source.word()).isBetween(1L, (long) MOST_ATTEMPTS * rounds);
    assertThat(platform.counts().under("/oauth")).as("one token serves all").isZero();
  }

  private static Source owner(String path) {
    return PATHS.entrySet().stream()
        .filter(one -> path.startsWith(one.getValue()))
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElseThrow(() -> new AssertionError(path + " belongs to no source"));
  }

  private static void assertAllFine() {
    assertThat(surface.scrape("genesys_source_up", Map.of()))
        .hasSize(PLATFORMS.size() * PATHS.size())
        .allMatch(up -> up.value() == 1);
    assertThat(surface.scrape("genesys_client_certificate_trusted", Map.of()))
        .hasSize(PLATFORMS.size() * 2);
    assertThat(surface.scrape("tls_probe_success", Map.of()))
        .hasSize(PLATFORMS.size())
        .allMatch(success -> success.value() == 1);
  }

  /**
   * What the agent says of the platform and its hosts, but for what the faulty sources say of
   * themselves: whether they are up, since when, and how their requests ended.
   */
  private static Map<String, Double> known() {
    Map<String, Double> known = new TreeMap<>();
    for (Sample sample : surface.scrape()) {
      String name = sample.name();
      boolean ofPlatform = name.startsWith("genesys_") && !name.contains("_duration_");
      if ((ofPlatform && !ofFaulty(sample)) || name.equals("tls_probe_success")) {
        known.put(
            name + new TreeMap<>(sample.labels()), LIVELY.contains(name) ? 0 : sample.value());
      }
    }
    return known;
  }

  private static boolean ofFaulty(Sample sample) {
    return sample.labels().containsKey("source")
        && sample.label("source").equals(sample.labels().get("organization"));
  }

  private static String path(Source source) {
    return Objects.requireNonNull(PATHS.get(source));
  }

  private static Plan plan() {
    ProbeModule module =
        ProbeModule.DEFAULT.withName("genesys_api").withTrust("roots-certificates");
    List<Target> targets = new ArrayList<>();
    List<OrganizationSettings> organizations = new ArrayList<>();
    Map<String, TrustAnchors> trust = new TreeMap<>();
    PLATFORMS.forEach((source, platform) -> {
      String roots = "roots-" + source.word();
      trust.put(roots, TrustAnchors.of(roots, platform.roots().anchors(), List.of()));
      OrganizationSettings known = platform.organization(source.word());
      organizations.add(
          new OrganizationSettings(
              known.name(),
              known.region(),
              known.clientId(),
              known.secret(),
              roots,
              known.proxy()));
      targets.add(
          Paces.every(
              Duration.ofSeconds(5),
              Target.of(
                  "api-" + source.word(),
                  Region.endpoint(platform.region().api()),
                  module.withTrust(roots))));
    });
    Platform any = PLATFORMS.values().iterator().next();
    trust.put(PlatformPki.TRUST, any.roots());
    return new Plan(
            targets,
            Settings.DEFAULT.dns(),
            Settings.DEFAULT.breaker(),
            Settings.DEFAULT.schedule(),
            new WebSettings("127.0.0.1", 0),
            Map.of(),
            trust)
        .withRevocationAllow(List.of(Allowance.parse("127.0.0.0/8")))
        .withGenesys(
            GenesysSettings.NONE
                .withOrganizations(organizations)
                .withPollInterval(INTERVAL)
                .withSources(Set.of(Source.values()))
                .withReadiness(List.of(new ReadinessCheck.ByTrustStore(PlatformPki.TRUST))));
  }
}
