package dev.handshake;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the jar is made of, as the build has written it down. */
final class BillOfMaterials {
  private static final Path FILE = Path.of("target", "bom.json");

  private BillOfMaterials() {}

  /** Skips a test where there cannot be one: Maven makes none while it is offline. */
  static void assumeMade() {
    assumeThat(Files.exists(FILE) || !"offline=true".equals(System.getProperty("packaged.how")))
        .as("a bill of materials, which an offline build does not make")
        .isTrue();
  }

  static JsonNode read() throws IOException {
    return new JsonMapper().readTree(FILE.toFile());
  }
}
