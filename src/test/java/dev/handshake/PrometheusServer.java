package dev.handshake;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real Prometheus on a free port, which scrapes one address every second. */
public final class PrometheusServer implements AutoCloseable {
  private final Program program;
  private final Surface surface;

  private PrometheusServer(Program program, Surface surface) {
    this.program = program;
    this.surface = surface;
  }

  /**
   * Starts one that keeps everything in one directory.
   *
   * @param port of 127.0.0.1, whose /metrics is scraped
   * @param options of the command line, such as {@code --enable-feature}
   */
  public static PrometheusServer start(Path directory, int port, String... options)
      throws IOException {
    return configured(
        directory,
        """
        global: {scrape_interval: 1s, scrape_timeout: 900ms}
        scrape_configs:
          - {job_name: agent, static_configs: [{targets: ["127.0.0.1:%d"]}]}
        """
            .formatted(port),
        options);
  }

  /** Starts one by a configuration of its own. */
  public static PrometheusServer configured(Path directory, String configuration, String... options)
      throws IOException {
    Path file = Files.createDirectories(directory).resolve("prometheus.yml");
    Files.writeString(file, configuration);
    List<String> command =
        new ArrayList<>(
            List.of(
                "prometheus",
                "--config.file=" + file,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:0"));
    command.addAll(List.of(options));
    Program program = Program.start(command);
    return new PrometheusServer(program, program.surface());
  }

  /** The series that a query gives now, each with {@code metric} and {@code value}. */
  public List<JsonNode> query(String expression) {
    JsonNode answer =
        surface.json(
            "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    List<JsonNode> series = new ArrayList<>();
    answer.at("/data/result").forEach(series::add);
    return series;
  }

  /**
   * The value of the one series that a query gives now.
   *
   * @throws AssertionError unless there is exactly one
   */
  public double value(String expression) {
    List<JsonNode> series = query(expression);
    if (series.size() != 1) {
      throw new AssertionError(expression + ": expected one series, found " + series);
    }
    return Double.parseDouble(series.getFirst().at("/value/1").asText());
  }

  /** What went wrong in the last scrapes, one line for each target that is down. */
  public List<String> scrapeErrors() {
    List<String> errors = new ArrayList<>();
    for (JsonNode target : surface.json("/api/v1/targets").at("/data/activeTargets")) {
      if (!target.path("health").asText().equals("up")) {
        errors.add(target.path("scrapeUrl").asText() + ": " + target.path("lastError").asText());
      }
    }
    return errors;
  }

  @Override
  public void close() {
    program.close();
  }
}
