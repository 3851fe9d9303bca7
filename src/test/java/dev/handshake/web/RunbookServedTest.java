package dev.handshake.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Surface;
import dev.handshake.metrics.Scrape;
import dev.handshake.monitor.ProbeNow;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.report.ReportDraft;
import dev.handshake.report.TargetStatus;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The runbook comes with the agent, where its alerts and its status page lead. */
class RunbookServedTest {
  private static final Instant NOW = Instant.parse("2026-11-20T14:00:00.123Z");
  private static final Pattern LINK = Pattern.compile("href=\"([^\"]*)\"");

  private static final Scrape SCRAPE = new Scrape();
  private static Vertx vertx;
  private static Surface surface;

  @BeforeAll
  static void listen() throws Exception {
    vertx = Vertx.vertx();
    WebServer web =
        WebServer.start(
                vertx,
                new WebSettings("127.0.0.1", 0),
                SCRAPE.store,
                SCRAPE.exposition,
                new Operations(
                    _ -> Future.succeededFuture(new ProbeNow.Unknown()),
                    (_, _) -> Future.failedFuture("not asked"),
                    () -> true),
                () -> NOW,
                Bounds.DEFAULT)
            .await(20, TimeUnit.SECONDS);
    surface = new Surface(web.port());
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource
  void eachReasonHasAPage(Reason reason) {
    HttpResponse<String> page = surface.get("/runbooks/" + reason.word());
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("<h1>" + reason.word() + "</h1>", "<h2>What not to do</h2>");
  }

  @Test
  void theIndexLeadsToEachPageAndEachPageOnlyToOthers() throws IOException {
    List<String> linked =
        links(surface.body("/runbooks/")).stream().filter(link -> link.matches("\\w+")).toList();
    try (Stream<Path> files = Files.list(Path.of("docs", "runbooks"))) {
      assertThat(linked)
          .containsAll(
              files
                  .map(file -> file.getFileName().toString().replace(".md", ""))
                  .filter(name -> !name.equals("README"))
                  .toList());
    }
    for (String page : linked) {
      assertThat(links(surface.body("/runbooks/" + page)))
          .as(page)
          .allSatisfy(link ->
              assertThat(link)
                  .satisfiesAnyOf(
                      it -> assertThat(it).isIn("/", "/runbooks/", "data:,"),
                      it -> assertThat(linked).contains(it)));
    }
  }

  @Test
  void thePathWithoutASlashLeadsToTheIndex() {
    HttpResponse<String> answer = surface.get("/runbooks");
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location")).contains("/runbooks/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NoSuchAlert",
        "internal.md",
        "..%2F..%2Fagent%2Fbuild",
        "internal%00",
        "<script>",
      })
  void anythingElseIsNotFound(String name) {
    HttpResponse<String> answer =
        surface.get("/runbooks/" + name.replace("<", "%3C").replace(">", "%3E"));
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).doesNotContain("script", "version");
  }

  @Test
  void aPageMayLoadNothingButItsStyle() {
    HttpResponse<String> page = surface.get("/runbooks/internal");
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(
            policy -> assertThat(policy).startsWith("default-src 'none'; style-src 'sha256-"));
  }

  @Test
  void rawHtmlStaysTextAndScriptLinksLeadNowhere() {
    assertThat(Runbook.html("a <b>c</b>\n\n<script>alert(1)</script>\n\n[d](javascript:alert(1))"))
        .contains("&lt;b&gt;", "&lt;script&gt;")
        .doesNotContain("<script", "<b>", "javascript:");
  }

  @Test
  void theStatusPageLeadsFromAReasonToItsPage() {
    Target target =
        new Target(
            "crm",
            new Endpoint("127.0.0.1", 443),
            "crm",
            "crm",
            ProbeModule.DEFAULT,
            new TreeMap<>());
    SCRAPE.hear(
        ReportDraft.of(target, NOW)
            .fails(Reason.CERTIFICATE_EXPIRED, Phase.HANDSHAKE, "expired")
            .report(),
        TargetStatus.CLOSED);
    assertThat(surface.body("/"))
        .contains("<a href=\"/runbooks/certificate_expired\">certificate_expired</a>");
  }

  private static List<String> links(String page) {
    return LINK.matcher(page).results().map((MatchResult link) -> link.group(1)).toList();
  }
}
