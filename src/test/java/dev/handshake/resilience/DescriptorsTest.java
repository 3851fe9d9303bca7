package dev.handshake.resilience;

import static dev.handshake.resilience.Neighbourhood.failures;
import static dev.handshake.resilience.Neighbourhood.openings;
import static dev.handshake.resilience.Neighbourhood.probes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.AgentProcess;
import dev.handshake.Eventually;
import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import dev.handshake.Sample;
import dev.handshake.Surface;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where there are no file descriptors left, nobody is blamed for it but the agent. */
@RequiresProgram("prlimit")
class DescriptorsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TARGET = "fine-tls13";

  /** Every number below it is taken. */
  private static final int NONE_LEFT = 10;

  private static final int FEW = 192;
  private static final int IDLE = 400;

  @TempDir private Path directory;

  @Test
  void theirShortageIsInternalAndChangesNoBreakerAndPasses() throws IOException {
    try (Neighbourhood here = Neighbourhood.open(directory, TARGET);
        Program agent = started(List.of(), here)) {
      Surface surface = AgentProcess.surface(agent);
      succeedsFrom(0, agent, surface);
      limit(agent, NONE_LEFT);
      Eventually.holds(
          PATIENCE,
          () ->
              assertThat(failures(surface, TARGET, "internal"))
                  .as(agent::output)
                  .isGreaterThanOrEqualTo(3));
      assertThat(surface.scrape("tls_probe_failures_total", Map.of("target", TARGET)))
          .extracting(sample -> sample.label("reason"))
          .containsOnly("internal");
      assertThat(openings(surface, TARGET)).isZero();
      assertThat(surface.get("/-/healthy").statusCode()).isEqualTo(200);
      limit(agent, 4096);
      succeedsFrom(probes(surface, TARGET, "success"), agent, surface);
      assertThat(openings(surface, TARGET)).isZero();
    }
  }

  @Test
  void idleVisitorsTakeNoneFromTheProbes() throws IOException {
    List<Socket> visitors = new ArrayList<>();
    try (Neighbourhood here = Neighbourhood.open(directory, TARGET);
        Program agent = started(List.of("prlimit", "--nofile=" + FEW), here)) {
      Surface surface = AgentProcess.surface(agent);
      succeedsFrom(0, agent, surface);
      for (int number = 0; number < IDLE; number++) {
        visitors.add(new Socket(InetAddress.ofLiteral("127.0.0.1"), surface.port()));
      }
      succeedsFrom(probes(surface, TARGET, "success"), agent, surface);
      assertThat(surface.scrape("tls_probe_failures_total", Map.of("target", TARGET)))
          .extracting(Sample::labels)
          .isEmpty();
    } finally {
      for (Socket visitor : visitors) {
        visitor.close();
      }
    }
  }

  /** Of a jar, as operators run it: classes in a directory are files of their own, each opened. */
  private Program started(List<String> program, Neighbourhood here) {
    Path jar = directory.resolve("agent.jar");
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    int status =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(
                out,
                out,
                "--create",
                "--no-compress",
                "--file=" + jar,
                "-C",
                Path.of("target", "classes").toString(),
                ".");
    assertThat(status).as(said.toString()).isZero();
    return AgentProcess.under(
        program,
        List.of("-cp", jar + File.pathSeparator + System.getProperty("java.class.path")),
        "run",
        "--config.file=" + here.configuration());
  }

  private static void succeedsFrom(double before, Program agent, Surface surface) {
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(probes(surface, TARGET, "success"))
                .as(agent::output)
                .isGreaterThanOrEqualTo(before + 3));
  }

  private static void limit(Program agent, int descriptors) {
    Program.run(
        PATIENCE, List.of("prlimit", "--pid=" + agent.pid(), "--nofile=" + descriptors + ":"));
  }
}
