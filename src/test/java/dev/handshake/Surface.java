package dev.handshake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What something serves over HTTP on a port of 127.0.0.1, as a client sees it. */
public record Surface(int port) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  /** Gets a path, with its query if it has one; {@code headers} are names and values in turn. */
  public HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  public HttpResponse<String> post(String path) {
    return send(request(path).POST(BodyPublishers.noBody()));
  }

  /** The body of a path that answers 200. */
  public String body(String path, String... headers) {
    HttpResponse<String> response = get(path, headers);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  public JsonNode json(String path) {
    try {
      return new ObjectMapper().readTree(body(path));
    } catch (IOException invalid) {
      throw new UncheckedIOException(path, invalid);
    }
  }

  /** All samples of /metrics. */
  public List<Sample> scrape() {
    return Sample.parse(body("/metrics"));
  }

  /** The samples of one name that have all these labels. */
  public List<Sample> scrape(String name, Map<String, String> labels) {
    return scrape().stream()
        .filter(sample -> sample.name().equals(name) && sample.has(labels))
        .toList();
  }

  /**
   * The value of one series.
   *
   * @throws AssertionError unless there is exactly one
   */
  public double value(String name, Map<String, String> labels) {
    List<Sample> found = scrape(name, labels);
    if (found.size() != 1) {
      throw new AssertionError(name + labels + ": expected one sample, found " + found);
    }
    return found.getFirst().value();
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(PATIENCE);
    return headers.length == 0 ? request : request.headers(headers);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.build(), BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting", interrupted);
    }
  }
}
