package dev.handshake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.NginxServer;
import dev.handshake.RequiresProgram;
import dev.handshake.lab.Street.House;
import dev.handshake.observation.Engine;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a probe says of nginx and openssl is what the rows say that they serve. */
@RequiresProgram({"nginx", "openssl"})
class RealScenarioTest {
  private static final int OFTEN = 100;
  private static final int DOZENS = 36;

  @TempDir static Path directory;

  private static RealStreet street;
  private static Examined examined;

  @BeforeAll
  static void open() throws IOException {
    LabPki pki = LabPki.mint(Instant.now());
    street = RealStreet.open(pki, directory);
    examined = new Examined(street.dns(), pki.identities(), Map.of(LabPki.TRUST, pki.roots()));
  }

  @AfterAll
  static void close() throws Exception {
    examined.close();
    street.close();
  }

  static Stream<House> served() {
    return Stream.concat(street.byNginx().stream(), street.byOpenssl().stream());
  }

  @ParameterizedTest
  @MethodSource("served")
  void provokesWhatItsRowSays(House house) throws Exception {
    EveryScenarioTest.agrees(house.scenario(), examined.report(house.target()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mtls-missing-tls13", "mtls-untrusted-tls13", "mtls-untrusted-tls12"})
  void theSameServerGivesTheSameReasonEveryTime(String name) throws Exception {
    House house = named(street.byOpenssl(), name);
    for (int time = 0; time < OFTEN; time++) {
      EveryScenarioTest.agrees(house.scenario(), examined.report(house.target()));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void noSessionIsEverResumed(Engine engine) throws Exception {
    House house = named(street.byNginx(), "mtls-judged-in-http");
    int port = house.target().endpoint().port();
    int before = street.nginx().accesses(port, 0).size();
    for (int time = 0; time < DOZENS / 2; time++) {
      examined.report(over(house.target(), TlsVersion.TLS_1_2), engine);
      examined.report(over(house.target(), TlsVersion.TLS_1_3), engine);
    }
    List<NginxServer.Access> logged = street.nginx().accesses(port, before + DOZENS);
    List<NginxServer.Access> ours = logged.subList(before, before + DOZENS);
    assertThat(ours).extracting(NginxServer.Access::verify).containsOnly("SUCCESS");
    assertThat(ours).extracting(NginxServer.Access::protocol).contains("TLSv1.2", "TLSv1.3");
    assertThat(ours).extracting(NginxServer.Access::reused).containsOnly(false);
  }

  private static Target over(Target target, TlsVersion version) {
    ProbeModule module = target.module();
    return new Target(
        target.name(),
        target.endpoint(),
        target.serverName(),
        target.verifyName(),
        module.withTls(module.tls().withVersions(version, version)),
        target.labels());
  }

  private static House named(List<House> houses, String name) {
    return houses.stream()
        .filter(house -> house.scenario().name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
