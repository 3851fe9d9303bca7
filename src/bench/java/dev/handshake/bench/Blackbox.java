package dev.handshake.bench;

import dev.handshake.Program;
import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Debian's blackbox exporter, asked for one probe after another over one connection, as Prometheus
 * asks it.
 */
final class Blackbox implements Contender {
  /** How blackbox probes. */
  enum Module {
    TCP("tcp", "handshake alone, and its scrape"),
    HTTP("http", "handshake, request, answer, and its scrape");

    private final String word;
    private final String work;

    Module(String word, String work) {
      this.word = word;
      this.work = work;
    }

    /** The name of the contender that probes so. */
    String contender() {
      return "blackbox exporter, " + word;
    }
  }

  private final Gateway gateway;
  private final TlsVersion version;
  private final Module module;
  private final Program program;
  private final ProcessUsage usage;
  private final Http http;

  private Blackbox(Gateway gateway, TlsVersion version, Module module, Program program, int port) {
    this.gateway = gateway;
    this.version = version;
    this.module = module;
    this.program = program;
    this.usage = new ProcessUsage(program.pid());
    this.http = Http.to(port);
  }

  static Blackbox start(Path directory, Gateway gateway, TlsVersion version, Module module) {
    int port = Http.freePort();
    Path file = directory.resolve("blackbox-%d.yml".formatted(port));
    try {
      Files.writeString(file, configuration(gateway));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    Program program =
        Program.start(
            "prometheus-blackbox-exporter",
            "--config.file=" + file,
            "--web.listen-address=127.0.0.1:" + port);
    Blackbox blackbox = new Blackbox(gateway, version, module, program, port);
    blackbox.http.awaitGood("/-/healthy");
    return blackbox;
  }

  @Override
  public String name() {
    return module.contender();
  }

  @Override
  public String work() {
    return module.work;
  }

  @Override
  public Turn turn(Duration window) {
    probeFor(Duration.ofMillis(500));
    long from = gateway.markWhenQuiet();
    Duration serverBefore = gateway.usage().cpu();
    Duration before = usage.cpu();
    long start = System.nanoTime();
    long probes = probeFor(window);
    Duration wall = Duration.ofNanos(System.nanoTime() - start);
    Duration cpu = usage.cpu().minus(before);
    Duration serverCpu = gateway.usage().cpu().minus(serverBefore);
    long confirmed = gateway.confirmed(version, from, gateway.markWhenQuiet());
    if (module == Module.HTTP && confirmed != probes) {
      throw new IllegalStateException(
          "blackbox: %d probes, %d of them logged (expected: all)".formatted(probes, confirmed));
    }
    return new Turn(
        probes, wall, cpu, serverCpu, OptionalLong.of(usage.resident()), Optional.empty());
  }

  @Override
  public void close() {
    http.close();
    program.close();
  }

  private long probeFor(Duration window) {
    String path =
        "/probe?module=%s&target=%s127.0.0.1:%d"
            .formatted(module.word, module == Module.HTTP ? "https://" : "", gateway.port(version));
    long end = System.nanoTime() + window.toNanos();
    long probes = 0;
    while (System.nanoTime() < end) {
      String answer = http.get(path);
      if (answer.lines().noneMatch("probe_success 1"::equals)) {
        throw new IllegalStateException("blackbox: " + answer + " (expected: probe_success 1)");
      }
      probes++;
    }
    return probes;
  }

  private static String configuration(Gateway gateway) {
    String tls =
        "{ca_file: '%s', cert_file: '%s', key_file: '%s', server_name: '%s'}"
            .formatted(
                gateway.roots(), gateway.clientCertificate(), gateway.clientKey(), Gateway.NAME);
    return """
    modules:
      tcp: {prober: tcp, tcp: {tls: true, preferred_ip_protocol: ip4, tls_config: %s}}
      http: {prober: http, http: {preferred_ip_protocol: ip4, tls_config: %s}}
    """
        .formatted(tls, tls);
  }
}
