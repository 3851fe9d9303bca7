package dev.handshake.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;

/** Users, limits of requests, and pages of others. */
class WhoMayAskTest {
  private static final WebFile WITH_USER =
      WebFile.NONE.withUsers(Map.of("prometheus", Served.hash("pässword:1")));

  @Test
  void nobodyIsLetInWithoutAPassword() throws Exception {
    try (Served served = Served.by(WITH_USER)) {
      for (String path :
          List.of("/", "/metrics", "/-/healthy", "/-/ready", "/config", "/nothing")) {
        String answer = get(served, path);
        assertThat(answer).as(path).startsWith("HTTP/1.1 401 ");
        assertThat(answer.lines()).contains("www-authenticate: Basic");
      }
    }
  }

  @Test
  void theRightPasswordLetsInAndNoOther() throws Exception {
    try (Served served = Served.by(WITH_USER)) {
      assertThat(get(served, "/-/healthy", basic("prometheus", "pässword:1")))
          .startsWith("HTTP/1.1 200 ");
      for (String wrong :
          List.of(
              basic("prometheus", "password"),
              basic("prometheus", ""),
              basic("grafana", "pässword:1"),
              basic("", ""),
              "Authorization: Basic %%%",
              "Authorization: Basic " + Base64.getEncoder().encodeToString(new byte[] {65}),
              "Authorization: Bearer abc",
              "Authorization: Basic")) {
        assertThat(get(served, "/-/healthy", wrong)).as(wrong).startsWith("HTTP/1.1 401 ");
      }
    }
  }

  @Test
  void everyPrefixOfBcryptIsTaken() throws Exception {
    for (String version : List.of("2a", "2b", "2y")) {
      String hash = OpenBSDBCrypt.generate(version, "word".toCharArray(), new byte[16], 4);
      try (Served served = Served.by(WebFile.NONE.withUsers(Map.of("user", hash)))) {
        assertThat(get(served, "/-/healthy", basic("user", "word")))
            .as(version)
            .startsWith("HTTP/1.1 200 ");
      }
    }
  }

  @Test
  void whoIsTakenOutIsRefusedOnTheSameConnection() throws Exception {
    try (Served served = Served.by(WITH_USER);
        Socket socket = served.connect()) {
      Served.get(socket, "/-/healthy", basic("prometheus", "pässword:1"));
      assertThat(Served.answer(socket)).startsWith("HTTP/1.1 200 ");

      served.become(WebFile.NONE.withUsers(Map.of("grafana", Served.hash("other"))));

      Served.get(socket, "/-/healthy", basic("prometheus", "pässword:1"));
      assertThat(Served.answer(socket)).startsWith("HTTP/1.1 401 ");
    }
  }

  /** Costly hashes, many guesses: who was let in before still is, and few guesses are tried. */
  @Test
  void guessesDoNotKeepOutWhoIsKnown() throws Exception {
    String slow = OpenBSDBCrypt.generate("2y", "word".toCharArray(), new byte[16], 11);
    try (Served served = Served.by(WebFile.NONE.withUsers(Map.of("user", slow)))) {
      assertThat(get(served, "/-/healthy", basic("user", "word"))).startsWith("HTTP/1.1 200 ");
      List<Socket> guessing = new ArrayList<>();
      try {
        for (int guess = 0; guess < 40; guess++) {
          Socket socket = served.connect();
          guessing.add(socket);
          Served.get(socket, "/-/healthy", basic("user", "guess " + guess));
        }
        assertThat(get(served, "/metrics", basic("user", "word"))).startsWith("HTTP/1.1 200 ");

        List<String> answers = new ArrayList<>();
        for (Socket socket : guessing.subList(10, 40)) {
          answers.add(Served.answer(socket).substring(9, 12));
        }
        assertThat(answers).contains("503").doesNotContain("200");
      } finally {
        for (Socket socket : guessing) {
          socket.close();
        }
      }
    }
  }

  @Test
  void moreRequestsThanTheLimitAreRefused() throws Exception {
    WebFile limited =
        new WebFile(
            Optional.empty(),
            true,
            Map.of(),
            Map.of(),
            Optional.of(new RateLimit(Duration.ofHours(1), 2)),
            List.of());
    try (Served served = Served.by(limited)) {
      assertThat(get(served, "/-/healthy")).startsWith("HTTP/1.1 200 ");
      assertThat(get(served, "/-/healthy")).startsWith("HTTP/1.1 200 ");
      assertThat(get(served, "/-/healthy")).startsWith("HTTP/1.1 429 ");

      served.become(limited.withUsers(Map.of("user", Served.hash("word"))));
      assertThat(get(served, "/-/healthy")).startsWith("HTTP/1.1 429 ");

      served.become(WebFile.NONE);
      assertThat(get(served, "/-/healthy")).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void headersOfTheFileTakeThePlaceOfOurs() throws Exception {
    WebFile file =
        new WebFile(
            Optional.empty(),
            true,
            Map.of("X-Frame-Options", "sameorigin", "Strict-Transport-Security", "max-age=1"),
            Map.of("user", Served.hash("word")),
            Optional.empty(),
            List.of());
    try (Served served = Served.by(file)) {
      for (String answer :
          List.of(get(served, "/"), get(served, "/-/healthy", basic("user", "word")))) {
        assertThat(answer)
            .containsIgnoringCase("X-Frame-Options: sameorigin\r\n")
            .doesNotContainIgnoringCase("X-Frame-Options: deny")
            .containsIgnoringCase("Strict-Transport-Security: max-age=1\r\n")
            .containsIgnoringCase("Content-Security-Policy: default-src 'none'");
      }
    }
  }

  /** A browser tells where a request comes from; programs tell nothing and may. */
  @Test
  void pagesOfOthersCannotMakeABrowserReload() throws Exception {
    try (Served served = Served.by(WebFile.NONE)) {
      for (String foreign :
          List.of(
              "Origin: https://evil.example",
              "Origin: null",
              "Sec-Fetch-Site: cross-site",
              "Sec-Fetch-Site: same-site")) {
        assertThat(post(served, foreign)).as(foreign).startsWith("HTTP/1.1 403 ");
      }
      for (String own :
          List.of(
              "X-Nothing: 1",
              "Origin: http://localhost",
              "Sec-Fetch-Site: same-origin",
              "Sec-Fetch-Site: none")) {
        assertThat(post(served, own)).as(own).startsWith("HTTP/1.1 500 ");
      }
    }
  }

  @Test
  void thePasswordIsNotInWhatTheSettingsSayOfThemselves() {
    String hash = Served.hash("word");
    WebSettings settings =
        WebSettings.DEFAULT.withFile(Served.tls("one").withUsers(Map.of("user", hash)));

    assertThat(settings.toString()).doesNotContain(hash, "user=$", "RSA", "PRIVATE");
  }

  @Test
  void aBucketFillsUpByTheInterval() {
    Bucket bucket = new Bucket(new RateLimit(Duration.ofSeconds(2), 1), Served.NOW);
    assertThat(bucket.take(Served.NOW)).isTrue();
    assertThat(bucket.take(Served.NOW.plusSeconds(1))).isFalse();
    assertThat(bucket.take(Served.NOW.plusSeconds(2))).isTrue();
    assertThat(bucket.take(Served.NOW.minusSeconds(3600))).isFalse();
    assertThat(bucket.take(Served.NOW.minusSeconds(3598))).isTrue();
  }

  private static String post(Served served, String header) throws IOException {
    try (Socket socket = served.connect()) {
      Served.send(
          socket, "POST /-/reload HTTP/1.1", "Host: localhost", header, "Content-Length: 0", "");
      return Served.answer(socket);
    }
  }

  private static String get(Served served, String path, String... headers) throws IOException {
    try (Socket socket = served.connect()) {
      Served.get(socket, path, headers);
      return Served.answer(socket);
    }
  }

  private static String basic(String user, String password) {
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
  }
}
