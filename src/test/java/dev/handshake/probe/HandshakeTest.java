package dev.handshake.probe;

import static dev.handshake.probe.Probing.MUTUAL;
import static dev.handshake.probe.Probing.PKI;
import static dev.handshake.probe.Probing.PLAIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Program;
import dev.handshake.lab.ClientCertificate;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.observation.Engine;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one handshake asks for, verifies, shows and how it ends. */
class HandshakeTest {
  private static final String OTHER_NAME = "other.handshake.test";

  private static Probing probing;

  @BeforeAll
  static void open() {
    probing = new Probing();
  }

  @AfterAll
  static void close() throws Exception {
    probing.close();
  }

  @ParameterizedTest
  @EnumSource
  void theNameToVerifyIsNotTheNameAskedFor(Engine engine) throws Exception {
    try (ScriptedServer server = serving(PKI.server(ServerCertificate.OTHER_NAME))) {
      assertThat(report(server, LabPki.SERVER_NAME, OTHER_NAME, engine).diagnosis().reason())
          .isEmpty();
      assertThat(report(server, OTHER_NAME, LabPki.SERVER_NAME, engine).diagnosis().reason())
          .contains(Reason.CERTIFICATE_NAME_MISMATCH);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAddressCanBeVerifiedWhereANameIsAskedFor(Engine engine) throws Exception {
    try (ScriptedServer server = serving(PKI.server(ServerCertificate.FINE))) {
      assertThat(report(server, OTHER_NAME, "127.0.0.1", engine).diagnosis().reason()).isEmpty();
      assertThat(report(server, OTHER_NAME, "127.0.0.2", engine).diagnosis().reason())
          .contains(Reason.CERTIFICATE_NAME_MISMATCH);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ourCertificateIsShownThoughItsIssuerIsNotAmongThoseAskedFor(Engine engine) throws Exception {
    BlockingQueue<String> shown = new LinkedBlockingQueue<>();
    X509Certificate listed = PKI.clientAuthority();
    JdkTls asking =
        new JdkTls(
            PKI.server(ServerCertificate.FINE),
            parameters -> parameters.setNeedClientAuth(true),
            tls -> {
              X509Certificate client = (X509Certificate) tls.getSession().getPeerCertificates()[0];
              shown.add(client.getSubjectX500Principal().getName());
              ScriptedServer.drain(tls);
            });
    try (ScriptedServer server = ScriptedServer.start(asking.listing(listed))) {
      for (TlsVersion version : List.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3)) {
        ProbeModule stranger =
            PLAIN
                .withIdentity(ClientCertificate.UNTRUSTED.identity())
                .withTls(PLAIN.tls().withVersions(version, version));
        Report report = probing.report(Probing.target(server.port(), stranger), engine);
        assertThat(shown.poll(60, TimeUnit.SECONDS))
            .contains(ClientCertificate.UNTRUSTED.identity());
        assertThat(report.observation().client().sent()).isTrue();
        assertThat(report.observation().client().authorities())
            .containsExactly(listed.getSubjectX500Principal().getName());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theConnectionIsEndedInOrder(Engine engine) throws Exception {
    BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    JdkTls listening =
        new JdkTls(
            PKI.server(ServerCertificate.FINE),
            parameters -> parameters.setNeedClientAuth(true),
            tls -> {
              try {
                ends.add("read " + tls.getInputStream().read());
              } catch (IOException withoutCloseNotify) {
                ends.add(withoutCloseNotify.toString());
              }
            });
    try (ScriptedServer server = ScriptedServer.start(listening)) {
      for (TlsVersion version : List.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3)) {
        ProbeModule module = MUTUAL.withTls(MUTUAL.tls().withVersions(version, version));
        probing.report(Probing.target(server.port(), module), engine);
        assertThat(ends.poll(60, TimeUnit.SECONDS)).as(version.word()).isEqualTo("read -1");
      }
    }
  }

  @Test
  void aChainOfAHundredKilobytesIsReadByBothEngines() {
    String output = Program.run(Duration.ofSeconds(60), Program.java(LargeChain.class));
    assertThat(output)
        .containsPattern("BORINGSSL saw 5 and says .* completed the handshake")
        .containsPattern("JDK saw 5 and says .* completed the handshake");
  }

  private static ScriptedServer serving(HeldCertificate shown) throws Exception {
    return ScriptedServer.start(new JdkTls(shown, _ -> {}, tls -> ScriptedServer.drain(tls)));
  }

  private static Report report(
      ScriptedServer server, String serverName, String verifyName, Engine engine) throws Exception {
    Target target =
        new Target(
            "target",
            new Endpoint("127.0.0.1", server.port()),
            serverName,
            verifyName,
            PLAIN,
            new TreeMap<>());
    return probing.report(target, engine);
  }
}
