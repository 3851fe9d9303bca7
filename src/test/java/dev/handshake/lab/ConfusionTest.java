package dev.handshake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.NginxMailServer;
import dev.handshake.RequiresProgram;
import dev.handshake.credential.Identity;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is said of every row of the lab, served by the lab and by the servers of the world, in each
 * TLS version: nothing that fails is called fine, nothing that works alarms.
 */
@RequiresProgram({
  "nginx",
  NginxMailServer.MODULE,
  "openssl",
  "gnutls-serv",
  "haproxy",
  "stunnel",
  "mitmdump",
  "unshare",
  "ip"
})
class ConfusionTest {
  private static final int AT_ONCE = 8;
  private static final Path TABLE = Path.of("target", "confusion.md");

  private static final String LAB = "lab";
  private static final String NAMESPACE = "a network namespace";

  /** What no server of the world does by itself, or what is found before one is reached. */
  private static final Set<Reason> BY_NO_SERVER =
      EnumSet.of(
          Reason.INTERNAL,
          Reason.DNS_NOT_FOUND,
          Reason.DNS_NO_ADDRESS,
          Reason.DNS_FAILED,
          Reason.DNS_TIMEOUT,
          Reason.CONNECT_REFUSED,
          Reason.CONNECT_TIMEOUT,
          Reason.CONNECT_UNREACHABLE,
          Reason.PROTOCOL_VIOLATION,
          Reason.CLIENT_IDENTITY_UNUSABLE);

  @TempDir static Path directory;

  private static final Confusion CONFUSION = new Confusion();

  @BeforeAll
  static void probeEverything() throws Exception {
    LabPki pki = LabPki.mint(Instant.now());
    try (Street street = Street.start(pki, Scenarios.all());
        RealStreet real = RealStreet.open(pki, directory);
        RealFronts fronts = RealFronts.open(real.files(), directory);
        RealOddities oddities = RealOddities.open(real.files(), directory);
        RevokingServers revoking =
            RevokingServers.open(real.files(), directory.resolve("revoking"), Instant.now());
        StaplingServers stapling =
            StaplingServers.open(directory.resolve("stapling"), Instant.now());
        RealWays ways = RealWays.open(real, directory);
        Examined lab = Examined.of(street);
        Examined world =
            new Examined(
                real.dns(),
                identities(pki, revoking.identity()),
                Map.of(LabPki.TRUST, pki.roots(), stapling.trust().name(), stapling.trust()))) {
      List<Served> byLab =
          street.houses().stream().flatMap(house -> Served.each(LAB, house)).toList();
      List<Served> byWorld =
          Stream.of(
                  real.byNginx().stream().flatMap(house -> Served.each("nginx", house)),
                  real.byOpenssl().stream().flatMap(house -> Served.each("s_server", house)),
                  fronts.served().stream(),
                  oddities.served().stream(),
                  revoking.served().stream(),
                  stapling.served().stream(),
                  ways.served().stream())
              .flatMap(served -> served)
              .toList();
      probe(byLab, lab);
      probe(byWorld, world);
    }
    probeFromANamespace();
    Files.writeString(
        Files.createDirectories(TABLE.getParent()).resolve("confusion.md"), CONFUSION.markdown());
    System.out.println(CONFUSION.totals());
  }

  private static Map<String, Identity> identities(LabPki pki, Identity more) {
    Map<String, Identity> all = new HashMap<>(pki.identities());
    all.put(more.name(), more);
    return all;
  }

  private static void probeFromANamespace() {
    if (NetworkNamespace.works()) {
      List<Reason> said = NetworkNamespace.said();
      for (int number = 0; number < said.size(); number++) {
        NetworkNamespace.Row row = NetworkNamespace.ROWS.get(number);
        CONFUSION.add(
            row.name(),
            NAMESPACE,
            Expected.failure(row.reason()),
            Optional.of(said.get(number)),
            Optional.empty());
      }
    } else if ("true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("CI lacks network namespaces: unshare -r -n");
    }
  }

  private static void probe(List<Served> rows, Examined examined) throws Exception {
    try (ExecutorService probes = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<Report>> reports = new ArrayList<>();
      for (Served row : rows) {
        reports.add(probes.submit(() -> examined.report(row.target())));
      }
      for (int number = 0; number < rows.size(); number++) {
        Served row = rows.get(number);
        Report report = reports.get(number).get(120, TimeUnit.SECONDS);
        CONFUSION.add(
            row.scenario().name(),
            row.server(),
            row.scenario().expected(),
            report.diagnosis().reason(),
            report.diagnosis().refusedWith());
      }
    }
  }

  @Test
  void nothingThatFailsIsCalledFine() {
    assertThat(CONFUSION.all(Confusion.Verdict.WRONGLY_FINE)).isEmpty();
  }

  @Test
  void nothingThatWorksAlarms() {
    assertThat(CONFUSION.all(Confusion.Verdict.WRONGLY_ALARMED)).isEmpty();
  }

  @Test
  void noFailureIsGivenAWordThatIsNotItsOwn() {
    assertThat(CONFUSION.all(Confusion.Verdict.MISSED)).isEmpty();
  }

  @Test
  void everyReasonIsProvoked() {
    Set<Reason> provoked = CONFUSION.provoked(_ -> true);
    if (!NetworkNamespace.works()) {
      provoked.add(Reason.INTERNAL);
    }
    assertThat(missing(provoked)).isEmpty();
  }

  @Test
  void everyReasonThatAServerOfTheWorldCanProvokeIsProvokedByOne() {
    Set<Reason> provoked =
        CONFUSION.provoked(server -> !server.startsWith(LAB) && !server.equals(NAMESPACE));
    provoked.addAll(BY_NO_SERVER);
    assertThat(missing(provoked)).isEmpty();
  }

  private static Set<Reason> missing(Set<Reason> provoked) {
    Set<Reason> missing = EnumSet.allOf(Reason.class);
    missing.removeAll(provoked);
    return missing;
  }
}
