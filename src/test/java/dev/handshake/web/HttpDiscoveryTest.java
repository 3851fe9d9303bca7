package dev.handshake.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.Eventually;
import dev.handshake.PrometheusServer;
import dev.handshake.RequiresProgram;
import dev.handshake.Surface;
import dev.handshake.metrics.Scrape;
import dev.handshake.monitor.ProbeNow;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus learns the agent's targets from the agent. */
class HttpDiscoveryTest {
  private static final String PATH = "/api/v1/http_sd";
  private static final String ODD = "an \"odd\"\\name é";

  @TempDir private Path directory;

  private final Scrape scrape = new Scrape();
  private Vertx vertx;
  private Surface surface;

  @BeforeEach
  void listen() throws Exception {
    vertx = Vertx.vertx();
    WebServer web =
        WebServer.start(
                vertx,
                new WebSettings("127.0.0.1", 0),
                scrape.store,
                scrape.exposition,
                new Operations(
                    _ -> Future.succeededFuture(new ProbeNow.Unknown()),
                    (_, _) -> Future.failedFuture("not asked"),
                    () -> true),
                () -> Instant.EPOCH,
                Bounds.DEFAULT)
            .await(20, TimeUnit.SECONDS);
    surface = new Surface(web.port());
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void withoutTargetsThereIsAnEmptyList() {
    assertThat(surface.body(PATH)).isEqualTo("[]");
  }

  @Test
  void eachTargetIsAGroupWithItsAddressNameModuleServerNameAndLabels() throws IOException {
    scrape.store.added(target("crm", "crm.example.com:8443", Map.of("team", "ivr")));
    scrape.store.added(target("by-ip", "[2001:db8::1]:443", Map.of()));

    assertThat(surface.get(PATH).headers().firstValue("Content-Type")).contains("application/json");
    assertThat(surface.json(PATH))
        .isEqualTo(
            parse(
                """
                [{"targets":["[2001:db8::1]:443"],
                  "labels":{"__meta_handshake_target":"by-ip","__meta_handshake_module":"default"}},
                 {"targets":["crm.example.com:8443"],
                  "labels":{"__meta_handshake_target":"crm","__meta_handshake_module":"default",
                            "__meta_handshake_server_name":"crm.example.com","team":"ivr"}}]
                """));
  }

  @Test
  void aNameAtSeveralAddressesIsFoundOnce() throws IOException {
    Target crm = target("crm", "crm.example.com:8443", Map.of());
    scrape.store.added(crm.at(InetAddress.getByName("203.0.113.7")));
    scrape.store.added(crm.at(InetAddress.getByName("203.0.113.8")));

    assertThat(surface.json(PATH)).hasSize(1);
    assertThat(surface.json(PATH).at("/0/targets/0").asText()).isEqualTo("crm.example.com:8443");
  }

  @Test
  void labelsThatPrometheusWouldRefuseOrThatMeanSomethingElseAreLeftOut() {
    scrape.store.added(
        target(
            "crm", "crm.example.com:8443", Map.of("a-b", "x", "__x", "x", "job", "x", "ok", "y")));

    assertThat(surface.json(PATH).at("/0/labels").fieldNames())
        .toIterable()
        .contains("ok")
        .doesNotContain("a-b", "__x", "job");
  }

  /** The job of the README: Prometheus asks us for each of our targets by its name. */
  @Test
  @RequiresProgram("prometheus")
  void aRealPrometheusScrapesEachTargetByItsName() throws IOException {
    scrape.store.added(target("crm", "crm.example.com:8443", Map.of("team", "ivr")));
    scrape.store.added(target(ODD, "other.example.com:443", Map.of("note", "a \"b\" \\ c\n")));

    try (PrometheusServer prometheus = PrometheusServer.configured(directory, job())) {
      Eventually.holds(
          Duration.ofSeconds(30),
          () -> {
            assertThat(prometheus.query("up == 1")).hasSize(2);
            assertThat(labels(prometheus.query("up{target='crm'}")))
                .isEqualTo(
                    parse(
                        """
                        {"__name__":"up","job":"probe","instance":"crm.example.com:8443",
                         "target":"crm","team":"ivr","module":"default","asked":"crm"}
                        """));
            JsonNode odd = labels(prometheus.query("up{instance='other.example.com:443'}"));
            assertThat(odd.at("/asked").asText()).isEqualTo(ODD);
            assertThat(odd.at("/note").asText()).isEqualTo("a \"b\" \\ c\\u000a");
          });
    }
  }

  private String job() {
    return """
    global: {scrape_interval: 1s, scrape_timeout: 900ms}
    scrape_configs:
      - job_name: probe
        http_sd_configs: [{url: "http://127.0.0.1:%1$d/api/v1/http_sd", refresh_interval: 1s}]
        relabel_configs:
          - {source_labels: [__address__], target_label: instance}
          - {source_labels: [__meta_handshake_target], target_label: __param_target}
          - {source_labels: [__meta_handshake_module], target_label: __param_module}
          - {source_labels: [__meta_handshake_target], target_label: target}
          - {source_labels: [__param_module], target_label: module}
          - {source_labels: [__param_target], target_label: asked}
          - {target_label: __address__, replacement: "127.0.0.1:%1$d"}
    """
        .formatted(surface.port());
  }

  private static JsonNode labels(List<JsonNode> series) {
    assertThat(series).hasSize(1);
    return series.getFirst().at("/metric");
  }

  private static JsonNode parse(String json) throws IOException {
    return new ObjectMapper().readTree(json);
  }

  private static Target target(String name, String address, Map<String, String> labels) {
    Endpoint endpoint = Endpoint.parse(address);
    return new Target(
        name,
        endpoint,
        endpoint.host(),
        endpoint.host(),
        ProbeModule.DEFAULT,
        new TreeMap<>(labels));
  }
}
