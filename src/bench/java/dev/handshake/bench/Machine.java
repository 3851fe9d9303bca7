package dev.handshake.bench;

import dev.handshake.Program;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * On what was measured.
 *
 * @param load the machine's load average over one minute before anything was measured
 */
record Machine(
    int cores,
    String processor,
    String kernel,
    String java,
    String openssl,
    String nginx,
    String blackbox,
    double load) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  static Machine here() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        processorModel(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
        firstLine("openssl", "version"),
        firstLine("nginx", "-v"),
        firstLine("prometheus-blackbox-exporter", "--version"),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static String firstLine(String... command) {
    return Program.run(PATIENCE, List.of(command)).lines().findFirst().orElse("unknown");
  }

  private static String processorModel() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException none) {
      return System.getProperty("os.arch");
    }
  }
}
