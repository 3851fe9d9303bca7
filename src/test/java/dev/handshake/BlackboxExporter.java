package dev.handshake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real blackbox exporter on a free port. */
public final class BlackboxExporter implements AutoCloseable {
  private final Program program;
  private final Surface surface;

  private BlackboxExporter(Program program, Surface surface) {
    this.program = program;
    this.surface = surface;
  }

  /**
   * Starts one.
   *
   * @param configuration its YAML
   */
  public static BlackboxExporter start(Path directory, String configuration) throws IOException {
    Path file = Files.createDirectories(directory).resolve("blackbox.yml");
    Files.writeString(file, configuration);
    Program program =
        Program.start(
            "prometheus-blackbox-exporter",
            "--config.file=" + file,
            "--web.listen-address=127.0.0.1:0");
    return new BlackboxExporter(program, program.surface());
  }

  /** What it finds when it probes a port of 127.0.0.1 in the way of a module. */
  public List<Sample> probe(String module, int port) {
    return Sample.parse(surface.body("/probe?module=" + module + "&target=127.0.0.1:" + port));
  }

  /** The body of a path that answers 200. */
  public String get(String path) {
    return surface.body(path);
  }

  @Override
  public void close() {
    program.close();
  }
}
