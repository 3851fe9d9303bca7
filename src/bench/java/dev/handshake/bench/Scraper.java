package dev.handshake.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks for all metrics in the words of Prometheus's own scraper, and lets the answer go. */
final class Scraper {
  /** What is asked for. */
  enum Format {
    /** By Prometheus 3 as it is installed. */
    OPEN_METRICS(
        "OpenMetrics",
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
            + "application/openmetrics-text;version=0.0.1;q=0.5,"
            + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
            + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"),
    /** By scrapers that know no other. */
    TEXT("text", "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"),
    /** By Prometheus with native histograms. */
    PROTOBUF(
        "protobuf",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
            + "encoding=delimited;q=0.6,"
            + "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
            + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2");

    private final String word;
    private final String accept;

    Format(String word, String accept) {
      this.word = word;
      this.accept = accept;
    }

    String word() {
      return word;
    }
  }

  /** How a body is sent. */
  enum Encoding {
    IDENTITY,
    GZIP;

    String word() {
      return this == GZIP ? "gzip" : "identity";
    }
  }

  /**
   * One scrape.
   *
   * @param took from the request to the end of the answer
   * @param bytes of the body as it was sent
   */
  record Scrape(Duration took, long bytes) {
    double seconds() {
      return took.toNanos() / 1e9;
    }
  }

  private static final String PATH = "/metrics";

  private Scraper() {}

  static Scrape scrape(Http http, Format format, Encoding encoding) {
    long start = System.nanoTime();
    long bytes =
        http.read(
            PATH,
            body -> body.transferTo(OutputStream.nullOutputStream()),
            "Accept",
            format.accept,
            "Accept-Encoding",
            encoding.word(),
            "User-Agent",
            "Prometheus/3.5.0",
            "X-Prometheus-Scrape-Timeout-Seconds",
            "10");
    return new Scrape(Duration.ofNanos(System.nanoTime() - start), bytes);
  }

  /**
   * How many series there are: lines of the text format that are no comments.
   *
   * @param with text that is in each of them
   */
  static long series(Http http, String with) {
    return http.read(
        PATH,
        body ->
            new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))
                .lines()
                .filter(line -> !line.startsWith("#") && line.contains(with))
                .count(),
        "Accept",
        Format.TEXT.accept);
  }
}
