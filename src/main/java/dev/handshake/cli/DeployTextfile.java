package dev.handshake.cli;

import dev.handshake.agent.Deployment.Latency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A deployment as node_exporter's textfile collector reads it: replaced as a whole, so that it
 * never sees a half.
 */
final class DeployTextfile {
  private DeployTextfile() {}

  /**
   * Writes it.
   *
   * @param deployed whether the API has taken it
   * @param notAfter when the certificate ends
   * @throws IOException where the file cannot be written
   */
  static void write(
      Path file,
      Map<String, String> labels,
      boolean deployed,
      Instant when,
      Instant notAfter,
      List<Latency> latencies)
      throws IOException {
    StringBuilder text = new StringBuilder();
    String own = labelled(labels);
    gauge(text, "genesys_domain_deployment_success", "Whether the API took the certificate.");
    text.append("genesys_domain_deployment_success%s %d%n".formatted(own, deployed ? 1 : 0));
    gauge(
        text,
        "genesys_domain_deployment_timestamp_seconds",
        "When it was sent, in seconds since 1970.");
    text.append(
        "genesys_domain_deployment_timestamp_seconds%s %d%n".formatted(own, when.getEpochSecond()));
    gauge(
        text,
        "genesys_domain_certificate_not_after_timestamp_seconds",
        "When the certificate ends, in seconds since 1970.");
    text.append(
        "genesys_domain_certificate_not_after_timestamp_seconds%s %d%n"
            .formatted(own, notAfter.getEpochSecond()));
    gauge(
        text,
        "genesys_domain_deployment_request_duration_seconds",
        "How long the requests of each kind took together, in seconds.");
    sums(latencies)
        .forEach((request, seconds) -> {
          Map<String, String> more = new TreeMap<>(labels);
          more.put("request", request);
          text.append(
              "genesys_domain_deployment_request_duration_seconds%s %s%n"
                  .formatted(labelled(more), seconds));
        });
    replace(file, text.toString());
  }

  private static Map<String, Double> sums(List<Latency> latencies) {
    return latencies.stream()
        .collect(
            Collectors.groupingBy(
                Latency::request,
                TreeMap::new,
                Collectors.summingDouble(each -> each.took().toNanos() / 1e9)));
  }

  private static void gauge(StringBuilder text, String name, String help) {
    text.append("# HELP %1$s %2$s%n# TYPE %1$s gauge%n".formatted(name, help));
  }

  private static String labelled(Map<String, String> labels) {
    return new TreeMap<>(labels)
        .entrySet().stream()
            .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + "\"")
            .collect(Collectors.joining(",", "{", "}"));
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  /** By a draft of its own, whose name nobody can prepare, and which node_exporter may read. */
  private static void replace(Path file, String text) throws IOException {
    Path whole = file.toAbsolutePath();
    Path draft = Files.createTempFile(whole.getParent(), "." + whole.getFileName(), ".tmp");
    try {
      Files.writeString(draft, text);
      readable(draft);
      Files.move(draft, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void readable(Path file) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }
}
