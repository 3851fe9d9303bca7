package dev.handshake;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real Alertmanager on a free port, alone and not of a cluster. */
public final class AlertmanagerServer implements AutoCloseable {
  private final Program program;
  private final Surface surface;

  private AlertmanagerServer(Program program, Surface surface) {
    this.program = program;
    this.surface = surface;
  }

  /**
   * Starts one that keeps everything in one directory.
   *
   * @param configuration its YAML
   */
  public static AlertmanagerServer start(Path directory, String configuration) throws IOException {
    Path file = Files.createDirectories(directory).resolve("alertmanager.yml");
    Files.writeString(file, configuration);
    Program program =
        Program.start(
            "prometheus-alertmanager",
            "--config.file=" + file,
            "--storage.path=" + directory.resolve("data"),
            "--web.listen-address=127.0.0.1:0",
            "--cluster.listen-address=");
    return new AlertmanagerServer(program, program.surface());
  }

  public int port() {
    return surface.port();
  }

  /** The alerts that it takes for active now. */
  public List<JsonNode> alerts() {
    List<JsonNode> alerts = new ArrayList<>();
    surface.json("/api/v2/alerts?active=true").forEach(alerts::add);
    return alerts;
  }

  @Override
  public void close() {
    program.close();
  }
}
