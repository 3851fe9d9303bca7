package dev.handshake.lab;

import static dev.handshake.lab.PlatformCaller.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stand-in's audits: a query that takes its time, and one that is answered at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlatformAuditsTest {
  private static final String REALTIME = PlatformAudits.PATH + "/realtime";

  private final TurnedClock clock = new TurnedClock();
  private final Platform platform = Platform.start(clock);
  private final PlatformCaller caller = new PlatformCaller(platform);
  private String token = "";

  @BeforeEach
  void logIn() throws Exception {
    clock.turn(Duration.ofDays(40));
    token = caller.token();
  }

  @AfterAll
  void stop() {
    caller.close();
    platform.close();
  }

  @Test
  void theCatalogueNamesServicesTheirEntitiesAndActions() throws Exception {
    JsonNode mapping = caller.json(token, PlatformAudits.PATH + "/servicemapping");
    assertThat(mapping.path("services"))
        .extracting(service -> service.path("name").asText())
        .contains("Integrations", "PeoplePermissions");
    assertThat(mapping.at("/services/0/entities/0/actions")).isNotEmpty();
  }

  @Test
  void aQueryIsQueuedThenRunsThenSucceeds() throws Exception {
    JsonNode begun = begin();
    assertThat(begun.path("state").asText()).isEqualTo("Queued");
    String path = PlatformAudits.PATH + "/" + begun.path("id").asText();
    assertThat(caller.get(token, path + "/results").statusCode()).isEqualTo(400);
    assertThat(caller.json(token, path).path("state").asText()).isEqualTo("Running");
    assertThat(caller.json(token, path).path("state").asText()).isEqualTo("Succeeded");
    assertThat(caller.json(token, path).path("state").asText()).isEqualTo("Succeeded");
  }

  @Test
  void aQueryMayFail() throws Exception {
    platform.audits().failing(true);
    String path = PlatformAudits.PATH + "/" + begin().path("id").asText();
    caller.json(token, path);
    assertThat(caller.json(token, path).path("state").asText()).isEqualTo("Failed");
    platform.audits().failing(false);
  }

  @Test
  void theResultsComePageByPageUntilThereIsNoCursor() throws Exception {
    for (String entity : List.of("first", "second", "third", "fourth", "fifth")) {
      platform.audits().changed("Integrations", "Integration", "Update", entity);
      clock.turn(Duration.ofSeconds(1));
    }
    String path = PlatformAudits.PATH + "/" + begin().path("id").asText();
    caller.json(token, path);
    caller.json(token, path);
    List<String> names = new ArrayList<>();
    String cursor = "";
    int pages = 0;
    do {
      JsonNode page = caller.json(token, path + "/results?pageSize=2" + cursor);
      page.path("entities").forEach(event -> names.add(event.at("/entity/name").asText()));
      cursor = page.has("cursor") ? "&cursor=" + page.path("cursor").asText() : "";
      pages++;
    } while (!cursor.isEmpty());
    assertThat(names).containsExactly("fifth", "fourth", "third", "second", "first");
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void anEventTellsWhoChangedWhatWhenAndHow() throws Exception {
    Instant when = clock.instant();
    platform
        .audits()
        .add(
            new PlatformAuditEvent(
                when,
                "Integrations",
                "Integration",
                "Update",
                "CRM gateway",
                List.of("clientCertificateAuthority", "DigiCert", "Genesys Cloud")));
    clock.turn(Duration.ofSeconds(1));
    JsonNode event = realtime("").at("/entities/0");
    assertThat(event.path("eventDate").asText()).isEqualTo(PlatformPages.date(when));
    assertThat(event.path("action").asText()).isEqualTo("Update");
    assertThat(event.at("/entity/name").asText()).isEqualTo("CRM gateway");
    assertThat(event.at("/propertyChanges/0/newValues/0").asText()).isEqualTo("Genesys Cloud");
    assertThat(event.at("/user/id").asText()).isNotEmpty();
  }

  @Test
  void atOnceThereIsNothingOlderThanFourteenDays() throws Exception {
    platform.audits().changed("Integrations", "Action", "Create", "old");
    clock.turn(Duration.ofDays(14).plusSeconds(1));
    token = caller.token();
    platform.audits().changed("Integrations", "Action", "Create", "new");
    clock.turn(Duration.ofSeconds(1));
    assertThat(realtime("").path("entities"))
        .extracting(event -> event.at("/entity/name").asText())
        .containsExactly("new");
  }

  @Test
  void filtersLetThroughWhatTheyName() throws Exception {
    platform.audits().changed("Integrations", "Action", "Create", "made");
    platform.audits().changed("Integrations", "Action", "Delete", "gone");
    clock.turn(Duration.ofSeconds(1));
    assertThat(
            realtime(",\"filters\":[{\"property\":\"Action\",\"value\":\"Delete\"}]")
                .path("entities"))
        .extracting(event -> event.at("/entity/name").asText())
        .containsExactly("gone");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday/today", "2026-01-01T00:00:00Z", ""})
  void anIntervalThatIsNoneIsAnInvalidDate(String interval) throws Exception {
    HttpResponse<String> answer =
        caller.post(token, PlatformAudits.PATH, body(interval, "Integrations", ""));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).path("code").asText()).isEqualTo("invalid.date");
  }

  @Test
  void anUnknownServiceIsAnInvalidValue() throws Exception {
    HttpResponse<String> answer =
        caller.post(token, REALTIME, body(interval(), "customdomain", ""));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).path("code").asText()).isEqualTo("invalid.value");
  }

  private JsonNode begin() throws Exception {
    return json(caller.post(token, PlatformAudits.PATH, body(interval(), "Integrations", "")));
  }

  private JsonNode realtime(String more) throws Exception {
    return json(caller.post(token, REALTIME, body(interval(), "Integrations", more)));
  }

  /** Before and after it lie the events of other tests. */
  private String interval() {
    return clock.instant().minus(Duration.ofDays(20)) + "/" + clock.instant().plusMillis(1);
  }

  private static String body(String interval, String service, String more) {
    return "{\"interval\":\"" + interval + "\",\"serviceName\":\"" + service + "\"" + more + "}";
  }
}
