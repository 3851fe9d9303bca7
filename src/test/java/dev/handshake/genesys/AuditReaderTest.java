package dev.handshake.genesys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.schedule.VirtualTime;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditReaderTest {
  private static final String REALTIME = "/api/v2/audits/query/realtime";
  private static final String QUERY = "/api/v2/audits/query";
  private static final String EVENT =
      "{'id': '%s', 'eventDate': '2026-11-20T09:15:00Z', 'serviceName': '%s', 'action': 'Update',"
          + " 'user': {'id': '11f2'}, 'entity': {'id': '4c60', 'name': 'CRM gateway'},"
          + " 'entityType': '%s', 'status': 'SUCCESS', 'propertyChanges': [{'property': '%s'}]}";

  private final VirtualTime time = new VirtualTime();
  private final ScriptedApi api = new ScriptedApi();
  private final AuditReader reader = new AuditReader(api, time);

  @BeforeEach
  void catalogue() {
    api.answer(
            REALTIME + "/servicemapping",
            "{'services': [{'name': 'Integrations', 'entities': [{'name': 'Integration',"
                + " 'actions': ['Update']}]}, {'name': 'Quality', 'entities': [{'name': 'Form'}]}]}")
        .answer(
            QUERY + "/servicemapping",
            "{'services': [{'name': 'Integrations', 'entities': [{'name': 'Integration'}]},"
                + " {'name': 'Telephony', 'entities': [{'name': 'Trunk'}, {'name': 'Site'}]}]}");
  }

  @Test
  void servicesAreTakenFromTheCatalogueAndAskedInTheWayThatEachAllows() {
    api.answer(
            REALTIME,
            "{'entities': ["
                + EVENT.formatted("1", "Integrations", "Action", "x")
                + "],"
                + " 'pageNumber': 1, 'pageCount': 1}")
        .answer(QUERY, "{'id': 'q1', 'state': 'Queued'}")
        .answer(QUERY + "/q1", "{'id': 'q1', 'state': 'Running'}")
        .answer(QUERY + "/q1", "{'id': 'q1', 'state': 'Succeeded'}")
        .answer(
            QUERY + "/q1/results?pageSize=100",
            "{'entities': ["
                + EVENT.formatted("2", "Telephony", "Trunk", "x")
                + "],"
                + " 'cursor': 'next&page'}")
        .answer(
            QUERY + "/q1/results?pageSize=100&cursor=next%26page",
            "{'entities': [" + EVENT.formatted("3", "Telephony", "Site", "x") + "]}");

    List<AuditEvent> events = events();

    assertThat(events).extracting(AuditEvent::id).containsExactly("1", "2");
    assertThat(events.getFirst().entity()).isEqualTo("CRM gateway");
    assertThat(events.getFirst().actor()).isEqualTo("11f2");
    assertThat(api.asked(QUERY + "/q1")).isEqualTo(2);
  }

  @Test
  void aServiceThatRefusesToAnswerAtOnceIsAskedTheOtherWay() {
    api.fail(REALTIME, SourceFault.UNEXPECTED_STATUS)
        .answer(QUERY, "{'id': 'q1', 'state': 'Queued'}")
        .answer(QUERY + "/q1", "{'state': 'Succeeded'}")
        .answer(QUERY + "/q1/results?pageSize=100", "{'entities': []}");

    assertThat(events()).isEmpty();
    assertThat(api.asked()).contains("POST " + QUERY);
  }

  @Test
  void aQueryThatIsNeverDoneIsLeftAlone() {
    api.answer(REALTIME, "{'entities': []}")
        .answer(QUERY, "{'id': 'q1', 'state': 'Queued'}")
        .answer(QUERY + "/q1", "{'state': 'Running'}");

    Future<List<AuditEvent>> read = read();
    time.advance(Duration.ofMinutes(10));

    assertThat(read.cause())
        .isInstanceOfSatisfying(
            ApiException.class, it -> assertThat(it.fault()).isEqualTo(SourceFault.TIMEOUT));
    assertThat(api.asked(QUERY + "/q1")).isEqualTo(8);
    assertThat(time.pending()).isZero();
  }

  @Test
  void aQueryThatFailsOrLeadsAstrayIsNoAnswer() {
    api.answer(REALTIME, "{'entities': []}")
        .answer(QUERY, "{'id': 'q1', 'state': 'Queued'}")
        .answer(QUERY, "{'id': '../../tokens/me', 'state': 'Queued'}")
        .answer(QUERY + "/q1", "{'state': 'Failed'}");

    Future<List<AuditEvent>> failed = read();
    time.advance(Duration.ofMinutes(1));
    Future<List<AuditEvent>> astray = read();
    time.advance(Duration.ofMinutes(1));

    assertThat(failed.failed()).isTrue();
    assertThat(astray.failed()).isTrue();
    assertThat(api.asked()).noneMatch(it -> it.contains(".."));
  }

  @Test
  void noServiceMakesTheTrailEndless() {
    String page =
        IntStream.range(0, 2_000)
            .mapToObj(number -> EVENT.formatted("%s", "Integrations", "Action", "x".repeat(2_000)))
            .collect(Collectors.joining(","));
    for (int number = 0; number < 6; number++) {
      int first = number * 2_000;
      Object[] ids = IntStream.range(first, first + 2_000).boxed().toArray();
      api.answer(
          REALTIME,
          "{'entities': [" + page.formatted(ids) + "], 'pageNumber': 1, 'pageCount': 99}");
    }
    api.answer(QUERY, "{'id': 'q1'}")
        .answer(QUERY + "/q1", "{'state': 'Succeeded'}")
        .answer(QUERY + "/q1/results?pageSize=100", "{'entities': []}");

    List<AuditEvent> events = events();

    assertThat(events).hasSize(10_000);
    assertThat(events.getFirst().properties()).allMatch(property -> property.length() <= 256);
    assertThat(api.asked(REALTIME)).isEqualTo(5);
  }

  @Test
  void anEventMattersByItsServiceItsEntityOrWhatWasChanged() {
    assertThat(Relevance.matters("Integrations", "Anything")).isTrue();
    assertThat(Relevance.matters("PeoplePermissions", "OAuthClient")).isTrue();
    assertThat(Relevance.matters("Directory", "IdentityProvider")).isTrue();
    assertThat(Relevance.matters("Telephony", "Edge Trunk")).isTrue();
    assertThat(Relevance.matters("Quality", "EvaluationForm")).isFalse();
    assertThat(Relevance.matters(event("Telephony", "Site", "mediaTlsVersion"))).isTrue();
    assertThat(Relevance.matters(event("Telephony", "Site", "name"))).isFalse();
  }

  @Test
  void anEventCountsOnceAndOneFromBeforeTheStartOnlyByItsTime() {
    Instant start = Instant.parse("2026-11-20T09:00:00Z");
    AuditTrail trail = new AuditTrail(start);
    AuditEvent old = at("old", start.minusSeconds(60));
    AuditEvent recent = at("recent", start.plusSeconds(60));

    assertThat(trail.from(start)).isEqualTo(start.minus(Duration.ofDays(14)));
    assertThat(trail.hear(List.of(old, recent), start.plusSeconds(90))).containsExactly(recent);
    assertThat(trail.hear(List.of(old, recent), start.plusSeconds(120))).isEmpty();
    assertThat(trail.tallies())
        .containsExactly(new AuditTally("Integrations", "Action", "Update", 1, recent.time()));
    assertThat(trail.from(start.plusSeconds(130)))
        .isEqualTo(start.plusSeconds(120).minus(Duration.ofHours(1)));
  }

  private static AuditEvent event(String service, String entityType, String property) {
    return new AuditEvent(
        "1", Instant.EPOCH, service, entityType, "Update", "", "", "", List.of(property));
  }

  private static AuditEvent at(String id, Instant time) {
    return new AuditEvent(
        id, time, "Integrations", "Action", "Update", "", "", "SUCCESS", List.of());
  }

  private Future<List<AuditEvent>> read() {
    return reader.between(time.instant().minus(Duration.ofDays(14)), time.instant());
  }

  private List<AuditEvent> events() {
    Future<List<AuditEvent>> read = read();
    time.advance(Duration.ofMinutes(1));
    if (read.failed()) {
      throw new AssertionError(read.cause());
    }
    return read.result();
  }
}
