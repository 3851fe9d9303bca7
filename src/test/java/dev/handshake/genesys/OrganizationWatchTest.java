package dev.handshake.genesys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.certificate.RevocationStatus;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.revocation.ListSighting;
import dev.handshake.schedule.VirtualTime;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Secret;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

/** One organization on virtual time: what is asked when, and what is believed. */
class OrganizationWatchTest {
  private static final String CERTIFICATES = "/api/v2/integrations/actions/certificates";
  private static final String TRUSTSTORE = CERTIFICATES + "/truststore";
  private static final String ACTIONS = "/api/v2/integrations/actions?includeConfig=true";
  private static final Duration INTERVAL = Duration.ofMinutes(30);

  private final VirtualTime time = new VirtualTime();
  private final ScriptedApi api = new ScriptedApi();
  private final HeldCertificate root = authority("root");
  private final HeldCertificate nextRoot = authority("next root");
  private final HeldCertificate current = client(root, Duration.ofDays(200));
  private final HeldCertificate rotated = client(nextRoot, Duration.ofDays(365));
  private final Map<String, TrustAnchors> stores =
      Map.of("old", anchors("old", root), "both", anchors("both", root, nextRoot));
  private final Map<String, List<String>> authorities = new HashMap<>();
  private final Map<String, List<String>> roots = new HashMap<>();
  private final List<String> news = new ArrayList<>();
  private Optional<ListSighting> list = Optional.empty();
  private Optional<X509Certificate> issuer = Optional.empty();

  @Test
  void theFirstRoundComesWithinSecondsAndTheNextInItsInterval() {
    api.answer(CERTIFICATES, listing("Current", current));
    OrganizationWatch watch = start(Source.CERTIFICATES);
    assertThat(status(watch, "certificates").up()).isEmpty();

    time.advance(Duration.ofSeconds(5));
    assertThat(api.asked(CERTIFICATES)).isEqualTo(1);
    assertThat(status(watch, "certificates").up()).contains(true);
    time.advance(INTERVAL);
    assertThat(api.asked(CERTIFICATES)).as("one place lies in each interval").isBetween(2L, 3L);
    long before = api.asked(CERTIFICATES);
    time.advance(INTERVAL.multipliedBy(4));
    assertThat(api.asked(CERTIFICATES)).isEqualTo(before + 4);
  }

  @Test
  void anotherCertificateIsBelievedOnceTwoAnswersAgree() {
    api.answer(CERTIFICATES, listing("Current", current))
        .answer(CERTIFICATES, listing("Current", rotated));
    OrganizationWatch watch = start(Source.CERTIFICATES);
    time.advance(Duration.ofSeconds(5));

    advanceUntilAsked(2);
    assertThat(believed(watch)).containsExactly(current.certificate());
    assertThat(news).isEmpty();

    time.advance(Duration.ofSeconds(60));
    assertThat(api.asked(CERTIFICATES)).isEqualTo(3);
    assertThat(believed(watch)).containsExactly(rotated.certificate());
    assertThat(news).containsExactly("DigiCert Current: 1 to 1");
    assertThat(changes(watch)).isEqualTo(1);
  }

  @Test
  void answersThatTakeTurnsAreNeitherBelievedNorAskedForInALoop() {
    for (int turn = 0; turn < 20; turn++) {
      api.answer(CERTIFICATES, listing("Current", turn % 2 == 0 ? current : rotated));
    }
    OrganizationWatch watch = start(Source.CERTIFICATES);
    time.advance(Duration.ofSeconds(5));
    time.advance(INTERVAL.multipliedBy(4));

    assertThat(believed(watch)).containsExactly(current.certificate());
    assertThat(api.asked(CERTIFICATES)).isBetween(5L, 11L);
    assertThat(status(watch, "certificates").up()).contains(true);
  }

  @Test
  void noneWhereThereWereSomeIsNotBelieved() {
    api.answer(CERTIFICATES, listing("Current", current)).answer(CERTIFICATES, "{'entities': []}");
    OrganizationWatch watch = start(Source.CERTIFICATES);
    time.advance(Duration.ofSeconds(5));
    Optional<Instant> good = status(watch, "certificates").lastSuccess();
    time.advance(INTERVAL.multipliedBy(3));

    SourceStatus status = status(watch, "certificates");
    assertThat(status.failure().map(SourceStatus.Failure::fault))
        .contains(SourceFault.INVALID_ANSWER);
    assertThat(status.lastSuccess()).isEqualTo(good);
    assertThat(believed(watch)).containsExactly(current.certificate());
    assertThat(news).containsExactly("certificates fails: invalid_answer");
  }

  @Test
  void oneSourcesFaultIsNoOthersAndIsNewsOnce() {
    api.answer(CERTIFICATES, listing("Current", current))
        .fail(TRUSTSTORE, SourceFault.PERMISSION_DENIED)
        .fail(TRUSTSTORE, SourceFault.SERVER_ERROR)
        .answer(TRUSTSTORE, "{'entities': [{'serialNumber': '0a'}], 'total': 1}");
    OrganizationWatch watch = start(Source.CERTIFICATES, Source.TRUSTSTORE);
    time.advance(Duration.ofSeconds(5));
    assertThat(status(watch, "certificates").up()).contains(true);
    assertThat(status(watch, "truststore").up()).contains(false);

    time.advance(INTERVAL.multipliedBy(2));
    assertThat(status(watch, "truststore").up()).contains(true);
    assertThat(news).containsExactly("truststore fails: permission_denied", "truststore returned");
    assertThat(api.asked(TRUSTSTORE)).isBetween(3L, 4L);
  }

  @Test
  void aSourceThatTakesItsTimeHoldsUpNoOther() {
    api.answer(CERTIFICATES, listing("Current", current)).stayAway(TRUSTSTORE);
    OrganizationWatch watch = start(Duration.ofMinutes(1), Source.CERTIFICATES, Source.TRUSTSTORE);
    time.advance(Duration.ofMinutes(10));
    assertThat(api.asked(CERTIFICATES)).isBetween(10L, 11L);
    assertThat(api.asked(TRUSTSTORE)).isEqualTo(1);
    assertThat(status(watch, "certificates").up()).contains(true);
    assertThat(trusted(watch, "Current")).containsEntry("old", true);
  }

  @Test
  void aSourceIsLeftAloneAsLongAsTheApiWishesAndNoLongerThanAnHour() {
    api.answer(CERTIFICATES, listing("Current", current))
        .fail(TRUSTSTORE, throttled(INTERVAL.multipliedBy(100)))
        .answer(TRUSTSTORE, "{'entities': [{'serialNumber': '0a'}], 'total': 1}");
    OrganizationWatch watch = start(Source.CERTIFICATES, Source.TRUSTSTORE);
    time.advance(Duration.ofSeconds(5));
    assertThat(status(watch, "truststore").up()).contains(false);

    time.advance(Duration.ofMinutes(59));
    assertThat(api.asked(TRUSTSTORE)).isEqualTo(1);
    assertThat(status(watch, "truststore").up()).contains(false);
    assertThat(api.asked(CERTIFICATES)).isGreaterThan(1);
    time.advance(INTERVAL.plusMinutes(1));
    assertThat(api.asked(TRUSTSTORE)).as("one place lies in each interval").isBetween(2L, 3L);
    assertThat(status(watch, "truststore").up()).contains(true);
  }

  private static ApiException throttled(Duration wish) {
    return new ApiException(SourceFault.RATE_LIMITED, "as the test has it", Optional.of(wish));
  }

  @Test
  void aGatewayIsReadyForTheNextCertificateWhereItsRootIsTrusted() {
    api.answer(
        CERTIFICATES,
        "{'entities': [" + entity("Current", current) + "," + entity("Upcoming", rotated) + "]}");
    OrganizationWatch watch = start(Source.CERTIFICATES);
    time.advance(Duration.ofSeconds(5));

    assertThat(trusted(watch, "Current")).isEqualTo(Map.of("old", true, "both", true));
    assertThat(trusted(watch, "Upcoming")).isEqualTo(Map.of("old", false, "both", true));
  }

  @Test
  void oneThatIsStillToComeIsJudgedOnItsFirstDay() {
    Instant begin = time.instant().plus(Duration.ofDays(20));
    HeldCertificate later =
        HeldCertificate.named("later", time.instant())
            .issuedBy(root)
            .valid(begin, begin.plus(Duration.ofDays(365)))
            .purposes(KeyPurposeId.id_kp_clientAuth)
            .mint();
    api.answer(CERTIFICATES, listing("Upcoming", later));
    OrganizationWatch watch = start(Source.CERTIFICATES);
    time.advance(Duration.ofSeconds(5));

    assertThat(trusted(watch, "Upcoming")).containsEntry("old", true);
  }

  @Test
  void oneThatIsNoLongerForClientsIsRefusedWhoeverSignedIt() {
    HeldCertificate server =
        HeldCertificate.named("server", time.instant())
            .issuedBy(root)
            .purposes(KeyPurposeId.id_kp_serverAuth)
            .mint();
    api.answer(CERTIFICATES, listing("Upcoming", server));
    OrganizationWatch watch = start(Source.CERTIFICATES);
    time.advance(Duration.ofSeconds(5));

    assertThat(trusted(watch, "Upcoming")).containsEntry("old", false);
    assertThat(watch.state().certificates().standings().getFirst().clientAuth()).isFalse();
  }

  @Test
  void namesThatAProbedGatewayGivesAreMatchedWithIssuersWheneverTheyAreKnown() {
    api.answer(CERTIFICATES, listing("Current", current));
    OrganizationWatch watch = start(Source.CERTIFICATES);
    time.advance(Duration.ofSeconds(5));
    assertThat(standing(watch).named()).isEmpty();

    authorities.put("crm", List.of("CN=Another", "CN=ROOT"));
    time.advance(Duration.ofSeconds(15));
    assertThat(standing(watch).named()).isEqualTo(Map.of("crm", true));

    authorities.put("crm", List.of("CN=Another"));
    time.advance(Duration.ofSeconds(15));
    assertThat(standing(watch).named()).isEqualTo(Map.of("crm", false));

    authorities.put("crm", List.of());
    time.advance(Duration.ofSeconds(15));
    assertThat(standing(watch).named()).as("any is allowed").isEmpty();
  }

  @Test
  void aSuccessorIsMissedOnlyWithinNinetyDaysOfTheEnd() {
    api.answer(CERTIFICATES, listing("Current", client(root, Duration.ofDays(90).plusHours(1))));
    OrganizationWatch watch = start(Source.CERTIFICATES);
    time.advance(Duration.ofSeconds(5));
    assertThat(watch.state().certificates().upcomingMissing()).contains(false);

    time.advance(Duration.ofHours(2));
    assertThat(watch.state().certificates().upcomingMissing()).contains(true);
  }

  @Test
  void aListIsAskedForUnderItsIssuersKeyAndOneThatIsNotToBeHadRevokesNothing() {
    api.answer(CERTIFICATES, listing("Current", current));
    list =
        Optional.of(
            new ListSighting(
                false, Optional.empty(), new RevocationStatus.Unknown("not to be had")));
    OrganizationWatch watch = start(Source.CERTIFICATES);
    time.advance(Duration.ofSeconds(5));
    assertThat(issuer).contains(root.certificate());
    assertThat(standing(watch).list())
        .contains(
            new ListState(false, Optional.empty(), Optional.empty(), Optional.of("not to be had")));

    Instant next = time.instant().plusSeconds(60);
    list =
        Optional.of(
            new ListSighting(
                true,
                Optional.of(next),
                new RevocationStatus.Revoked(time.instant(), Optional.empty())));
    time.advance(Duration.ofSeconds(15));
    assertThat(standing(watch).list())
        .contains(new ListState(true, Optional.of(next), Optional.of(true), Optional.empty()));
  }

  @Test
  void theRootOfAProbedGatewayIsLookedUpInThePlatformsTrustStore() {
    api.answer(TRUSTSTORE, "{'entities': [{'serialNumber': '0A:0B'}], 'total': 1}");
    roots.put("crm", List.of("0a0b"));
    roots.put("other", List.of("0a0c"));
    OrganizationWatch watch = start(Source.TRUSTSTORE);
    time.advance(Duration.ofSeconds(20));

    assertThat(watch.state().gatewayRoots()).isEqualTo(Map.of("crm", true, "other", false));
  }

  @Test
  void discoveredHostsAreTargetsWithTheirTimeoutAsBudget() {
    String action = "{'config': {'timeoutSeconds': 5, 'request': {'requestUrlTemplate': '%s'}}}";
    api.answer(
            ACTIONS,
            "{'entities': ["
                + action.formatted("https://hosts.example.com:8443/a/${b}")
                + ","
                + action.formatted("https://configured.example.com/")
                + ","
                + action.formatted("http://plain.example.com/")
                + "]}")
        .fail(ACTIONS, SourceFault.TIMEOUT);
    OrganizationWatch watch = start(Source.ACTIONS);
    List<List<Target>> told = new ArrayList<>();
    watch.targets().watch(told::add);
    time.advance(Duration.ofSeconds(5));
    time.advance(INTERVAL.multipliedBy(2));

    assertThat(watch.targets().name()).isEqualTo("genesys-acme");
    assertThat(told).as("told once, and kept while the source is down").hasSize(1);
    assertThat(told.getFirst())
        .singleElement()
        .satisfies(target -> {
          assertThat(target.name()).isEqualTo("genesys-acme-hosts.example.com:8443");
          assertThat(target.module().timing().latencyBudget()).contains(Duration.ofSeconds(5));
          assertThat(target.labels())
              .containsEntry("genesys_organization", "acme")
              .containsEntry("genesys_region", "lab");
        });
    assertThat(watch.state().actions())
        .hasValueSatisfying(actions -> {
          assertThat(actions.unprobed()).isEqualTo(1);
          assertThat(actions.hosts())
              .extracting(DataActions.Host::target)
              .containsExactlyInAnyOrder("genesys-acme-hosts.example.com:8443", "configured");
        });
  }

  @Test
  void nothingIsAskedAfterAStop() {
    api.answer(CERTIFICATES, listing("Current", current));
    OrganizationWatch watch = start(Source.CERTIFICATES);
    time.advance(Duration.ofSeconds(5));
    watch.stop();
    time.advance(INTERVAL.multipliedBy(3));

    assertThat(api.asked(CERTIFICATES)).isEqualTo(1);
    assertThat(time.pending()).isZero();
  }

  private void advanceUntilAsked(long times) {
    Instant end = time.instant().plus(INTERVAL);
    while (api.asked(CERTIFICATES) < times && time.instant().isBefore(end)) {
      time.advance(Duration.ofSeconds(1));
    }
  }

  private OrganizationWatch start(Source... sources) {
    return start(INTERVAL, sources);
  }

  private OrganizationWatch start(Duration interval, Source... sources) {
    GenesysSettings settings =
        GenesysSettings.NONE
            .withPollInterval(interval)
            .withSources(Set.of(sources))
            .withReadiness(
                List.of(
                    new ReadinessCheck.ByTrustStore("old"),
                    new ReadinessCheck.ByTrustStore("both"),
                    new ReadinessCheck.ByNames("crm")));
    OrganizationWatch watch =
        new OrganizationWatch(
            organization(),
            settings,
            api,
            new Around(),
            new Inline(),
            new Watched.Means("acme", time, time, new News()));
    time.execute(watch::start);
    time.settle();
    return watch;
  }

  private static OrganizationSettings organization() {
    Region region =
        new Region(
            "lab",
            "Lab",
            URI.create("https://login.example.com"),
            URI.create("https://api.example.com"),
            URI.create("https://apps.example.com"),
            Optional.empty());
    return new OrganizationSettings(
        "acme", region, "id", new Secret.Given("secret"), "system", Optional.empty());
  }

  private static SourceStatus status(OrganizationWatch watch, String source) {
    return Objects.requireNonNull(watch.state().sources().get(source));
  }

  private static int changes(OrganizationWatch watch) {
    return Objects.requireNonNull(watch.state().certificates().changes().get("DigiCert")).count();
  }

  private static List<X509Certificate> believed(OrganizationWatch watch) {
    return watch.state().certificates().standings().stream()
        .map(it -> it.certificate().certificate())
        .toList();
  }

  private static Standing standing(OrganizationWatch watch) {
    return watch.state().certificates().standings().getFirst();
  }

  private static Map<String, Boolean> trusted(OrganizationWatch watch, String status) {
    Map<String, Boolean> trusted = new HashMap<>();
    watch.state().certificates().standings().stream()
        .filter(it -> it.certificate().status().equals(status))
        .forEach(
            it -> it.trusted().forEach((store, verdict) -> trusted.put(store, verdict.trusted())));
    return trusted;
  }

  private HeldCertificate authority(String name) {
    return HeldCertificate.named(name, time.instant()).authority().mint();
  }

  private HeldCertificate client(HeldCertificate authority, Duration left) {
    return HeldCertificate.named("data actions", time.instant())
        .issuedBy(authority)
        .valid(time.instant().minusSeconds(3600), time.instant().plus(left))
        .purposes(KeyPurposeId.id_kp_clientAuth)
        .mint();
  }

  private static TrustAnchors anchors(String name, HeldCertificate... roots) {
    Set<X509Certificate> anchors = new HashSet<>();
    for (HeldCertificate one : roots) {
      anchors.add(one.certificate());
    }
    return TrustAnchors.of(name, anchors, List.of());
  }

  private static String listing(String status, HeldCertificate held) {
    return "{'entities': [" + entity(status, held) + "], 'pageNumber': 1, 'pageCount': 1}";
  }

  private static String entity(String status, HeldCertificate held) {
    return "{'signingAuthority': 'DigiCert', 'type': 'Client', 'status': '%s', 'certificate': '%s'}"
        .formatted(status, held.chainPem().replace("\n", "\\r\\n"));
  }

  private final class News implements GenesysListener {
    @Override
    public void failed(String organization, String source, SourceStatus.Failure failure) {
      news.add(source + " fails: " + failure.fault().word());
    }

    @Override
    public void returned(String organization, String source) {
      news.add(source + " returned");
    }

    @Override
    public void changed(String organization, CertificateChange change) {
      news.add(
          "%s %s: %d to %d"
              .formatted(
                  change.authority(), change.status(), change.from().size(), change.to().size()));
    }

    @Override
    public void audited(String organization, AuditEvent event) {
      news.add("audited " + event.id());
    }
  }

  private final class Around implements Surroundings {
    @Override
    public TrustAnchors trust(String name) {
      return Objects.requireNonNull(stores.get(name));
    }

    @Override
    public Optional<List<String>> authorities(String target) {
      return Optional.ofNullable(authorities.get(target));
    }

    @Override
    public List<String> roots(String target) {
      return roots.getOrDefault(target, List.of());
    }

    @Override
    public Optional<String> targetAt(Endpoint endpoint) {
      return endpoint.host().equals("configured.example.com")
          ? Optional.of("configured")
          : Optional.empty();
    }

    @Override
    public ProbeModule module() {
      return ProbeModule.DEFAULT;
    }

    @Override
    public List<String> gateways() {
      return List.of("other");
    }

    @Override
    public Future<Optional<ListSighting>> list(
        X509Certificate certificate, Optional<X509Certificate> signer) {
      issuer = signer;
      return Future.succeededFuture(list);
    }
  }
}
