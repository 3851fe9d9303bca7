package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.Scenarios;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code lab}, in a process of its own. */
class LabCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path directory;

  @Test
  void printsWhatItFoundAndWhereToLookAndEndsWhenTold() throws Exception {
    try (Child lab = Child.start(directory, "lab", "--web.listen-address=127.0.0.1:0")) {
      String metrics =
          lab.says(Pattern.compile("Metrics +(http://127\\.0\\.0\\.1:\\d+/metrics)\n"), PATIENCE)
              .group(1);
      lab.says(Pattern.compile("Stop with Ctrl-C\\.\n"), PATIENCE);
      assertThat(lab.out())
          .startsWith("The lab is up: " + Scenarios.all().size() + " scenarios, seen from http://")
          .containsPattern("(?m)^  SCENARIO +FOUND +EXPECTED +WHAT IT IS$")
          .containsPattern("(?m)^  fine-tls13 +success +success +A good server")
          .containsPattern("(?m)^  narrow-client +success +success ")
          .containsPattern(
              "(?m)^  mtls-missing-tls13 +client_certificate_required +client_certificate_required ")
          .containsPattern("(?m)^  silence +handshake_timeout +handshake_timeout ")
          .containsPattern("(?m)^Status page +http://127\\.0\\.0\\.1:\\d+/$")
          .containsPattern("(?m)^Genesys +https://127\\.0\\.0\\.1:\\d+: region lab, ")
          .contains("All " + Scenarios.all().size() + " found as expected.");
      assertThat(get(metrics)).contains("tls_probe_success{");
      assertThat(lab.err()).as("quiet unless asked").isEmpty();

      lab.terminate();
      assertThat(lab.exit(PATIENCE)).isZero();
    }
  }

  private static String get(String url) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
