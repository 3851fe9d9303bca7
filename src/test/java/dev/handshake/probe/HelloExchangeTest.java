package dev.handshake.probe;

import static dev.handshake.probe.HandmadeTls.hex;
import static dev.handshake.probe.HandmadeTls.join;
import static dev.handshake.probe.HandmadeTls.message;
import static dev.handshake.probe.HandmadeTls.record;
import static dev.handshake.probe.Probing.PKI;
import static dev.handshake.probe.Probing.PLAIN;
import static dev.handshake.probe.Probing.target;
import static dev.handshake.target.TlsVersion.TLS_1_0;
import static dev.handshake.target.TlsVersion.TLS_1_1;
import static dev.handshake.target.TlsVersion.TLS_1_2;
import static dev.handshake.target.TlsVersion.TLS_1_3;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.diagnosis.Diagnosis;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.observation.Connection;
import dev.handshake.reason.Check;
import dev.handshake.reason.Finding;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.report.Report;
import dev.handshake.target.Expectation;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.TlsOffer;
import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of each answer that a server may give to a ClientHello of our own. */
class HelloExchangeTest {
  private static final Set<Reason> ANY = Expectation.Refused.OF_OFFER;

  private static Probing probing;

  @BeforeAll
  static void open() {
    probing = new Probing();
  }

  @AfterAll
  static void close() throws Exception {
    probing.close();
  }

  private static ProbeModule mustRefuse(Set<Reason> words, TlsVersion least, TlsVersion most) {
    return PLAIN
        .withTls(TlsOffer.DEFAULT.withVersions(least, most))
        .withExpect(new Expectation.Refused(words, Set.of()));
  }

  private static ProbeModule old(Reason... words) {
    return mustRefuse(Set.of(words), TLS_1_0, TLS_1_1);
  }

  /** A ServerHello of TLS 1.2 and older, without extensions. */
  private static byte[] serverHello(int version, int suite) {
    byte[] chosen = {(byte) (version >> 8), (byte) version};
    byte[] with = {(byte) (suite >> 8), (byte) suite};
    return message(2, chosen, new byte[32], hex("00"), with, hex("00"));
  }

  private static byte[] accepting() {
    return record(HandmadeTls.HANDSHAKE, serverHello(0x0302, 0x002f));
  }

  /** What a server does once it has the ClientHello. */
  @FunctionalInterface
  private interface Reply {
    void send(HandmadeTls tls) throws IOException, GeneralSecurityException;
  }

  private static Report report(ProbeModule module, Reply reply) throws Exception {
    try (ScriptedServer server =
        ScriptedServer.start(socket -> {
          reply.send(new HandmadeTls(socket, PKI.server(ServerCertificate.FINE)).hello());
          ScriptedServer.finish(socket);
        })) {
      return probing.report(target(server.port(), module));
    }
  }

  private static Reply bytes(byte[]... answer) {
    return tls -> tls.raw(join(answer)).flush();
  }

  private static Reply alert(int code) {
    return tls -> tls.alert(2, code).flush();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(70, Reason.PROTOCOL_MISMATCH),
        Arguments.of(40, Reason.CIPHER_MISMATCH),
        Arguments.of(47, Reason.CIPHER_MISMATCH),
        Arguments.of(71, Reason.CIPHER_MISMATCH),
        Arguments.of(86, Reason.HANDSHAKE_REJECTED),
        Arguments.of(80, Reason.HANDSHAKE_REJECTED));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void anAlertIsTheRefusalThatItsWordSays(int code, Reason word) throws Exception {
    Diagnosis wanted = report(old(word), alert(code)).diagnosis();
    assertThat(wanted.success()).as(wanted.summary()).isTrue();
    assertThat(wanted.refusedWith()).contains(word);
    assertThat(wanted.acceptance()).isEmpty();
    assertThat(wanted.checks()).isEqualTo(Map.of(Check.PROTOCOL_POLICY, true));

    Diagnosis other = report(old(Reason.CONNECTION_RESET), alert(code)).diagnosis();
    assertThat(other.reason()).contains(word);
    assertThat(other.summary()).endsWith("Expected was connection_reset.");
    assertThat(other.checks()).isEmpty();
  }

  @Test
  void anEndWithoutAnAlertIsARefusalWhereItIsListed() throws Exception {
    Diagnosis listed = report(old(Reason.CONNECTION_CLOSED), tls -> {}).diagnosis();
    assertThat(listed.refusedWith()).as(listed.summary()).contains(Reason.CONNECTION_CLOSED);
    Diagnosis other = report(old(Reason.PROTOCOL_MISMATCH), tls -> {}).diagnosis();
    assertThat(other.reason()).contains(Reason.CONNECTION_CLOSED);
  }

  @Test
  void aResetIsARefusalWhereItIsListed() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.start(socket -> {
          new HandmadeTls(socket, PKI.server(ServerCertificate.FINE)).hello();
          socket.setSoLinger(true, 0);
        })) {
      Diagnosis listed =
          probing.report(target(server.port(), old(Reason.CONNECTION_RESET))).diagnosis();
      assertThat(listed.refusedWith()).as(listed.summary()).contains(Reason.CONNECTION_RESET);
      Diagnosis other =
          probing.report(target(server.port(), old(Reason.PROTOCOL_MISMATCH))).diagnosis();
      assertThat(other.reason()).contains(Reason.CONNECTION_RESET);
    }
  }

  @Test
  void aServerIsAskedOnceWhateverItSays() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.start(socket -> {
          new HandmadeTls(socket, PKI.server(ServerCertificate.FINE)).hello().alert(2, 40).flush();
          ScriptedServer.finish(socket);
        })) {
      probing.report(target(server.port(), old(Reason.PROTOCOL_MISMATCH)));
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void aWarningAboutTheNameIsNoAnswer() throws Exception {
    Report report =
        report(
            old(Reason.PROTOCOL_MISMATCH), tls -> tls.alert(1, 112).flush().alert(2, 70).flush());
    assertThat(report.diagnosis().refusedWith()).contains(Reason.PROTOCOL_MISMATCH);
    assertThat(report.diagnosis().findings().all()).contains(Remark.SERVER_NAME_WARNING);
  }

  // ---- acceptance ----

  @Test
  void aFlightInTheClearIsReadForItsFacts() throws Exception {
    BlockingQueue<HandmadeTls.Received> farewell = new LinkedBlockingQueue<>();
    Report report =
        report(
            mustRefuse(ANY, TLS_1_0, TLS_1_2),
            tls -> {
              tls.flight12(true).flush();
              farewell.add(tls.readRecord());
              farewell.add(tls.readRecord());
            });
    assertAccepted(report, Remark.POLICY_PROTOCOL);
    Connection seen = report.observation().connection().orElseThrow();
    assertThat(report.diagnosis().summary())
        .endsWith("still accepts TLSv1.2 with TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256.");
    assertThat(seen.protocol()).contains(TLS_1_2);
    assertThat(seen.cipher()).contains("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    assertThat(seen.group()).contains("X25519");
    assertThat(seen.engine()).isEmpty();
    assertThat(report.observation().client().requested()).isTrue();
    assertThat(report.observation().client().sent()).isFalse();
    assertThat(report.observation().chain().orElseThrow().certificates())
        .hasSize(PKI.server(ServerCertificate.FINE).chain().size());
    assertThat(farewell.poll(60, TimeUnit.SECONDS).bytes()).isEqualTo(hex("015a"));
    assertThat(farewell.poll(60, TimeUnit.SECONDS).bytes()).isEqualTo(hex("0100"));
  }

  @Test
  void aServerHelloOfTls13IsAnAcceptance() throws Exception {
    Report report = report(mustRefuse(ANY, TLS_1_2, TLS_1_3), tls -> tls.flight(false).flush());
    assertAccepted(report, Remark.POLICY_PROTOCOL);
    Connection seen = report.observation().connection().orElseThrow();
    assertThat(seen.protocol()).contains(TLS_1_3);
    assertThat(seen.group()).contains("X25519");
  }

  @Test
  void aHelloRetryRequestIsAnAcceptance() throws Exception {
    byte[] retry = hex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");
    byte[] hello =
        message(
            2,
            hex("0303"),
            retry,
            hex("00" + "1302" + "00" + "000c"),
            hex("002b00020304"),
            hex("003300020018"));
    Report report =
        report(mustRefuse(ANY, TLS_1_3, TLS_1_3), bytes(record(HandmadeTls.HANDSHAKE, hello)));
    assertAccepted(report, Remark.POLICY_PROTOCOL);
    Connection seen = report.observation().connection().orElseThrow();
    assertThat(seen.helloRetryRequest()).isTrue();
    assertThat(seen.cipher()).contains("TLS_AES_256_GCM_SHA384");
    assertThat(seen.group()).contains("P-384");
  }

  @Test
  void anExpiredCertificateIsRemarkedUponAndTheQuestionIsStillAnswered() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.start(socket -> {
          new HandmadeTls(socket, PKI.server(ServerCertificate.EXPIRED))
              .hello()
              .flight12(false)
              .flush();
          ScriptedServer.finish(socket);
        })) {
      Report report = probing.report(target(server.port(), mustRefuse(ANY, TLS_1_2, TLS_1_2)));
      assertAccepted(report, Remark.POLICY_PROTOCOL);
      assertThat(report.diagnosis().findings().all()).contains(Reason.CERTIFICATE_EXPIRED);
      assertThat(report.diagnosis().checks())
          .containsEntry(Check.VALIDITY, false)
          .containsEntry(Check.PROTOCOL_POLICY, false);
    }
  }

  private static void assertAccepted(Report report, Finding remark) {
    Diagnosis diagnosis = report.diagnosis();
    assertThat(diagnosis.reason()).as(Probing.said(report)).contains(Reason.POLICY_VIOLATION);
    assertThat(diagnosis.findings().all()).contains(Reason.POLICY_VIOLATION, remark);
    assertThat(diagnosis.acceptance()).isEmpty();
    assertThat(diagnosis.checks()).doesNotContainKey(Check.MTLS_ENFORCED);
  }

  // ---- hostile peers ----

  /** What follows a ServerHello that accepts, and changes nothing about that. */
  enum Afterwards {
    NOTHING {
      @Override
      void send(HandmadeTls tls) {}
    },
    GARBAGE {
      @Override
      void send(HandmadeTls tls) throws IOException {
        tls.raw(hex("ff".repeat(4096))).flush();
      }
    },
    A_BROKEN_CERTIFICATE {
      @Override
      void send(HandmadeTls tls) throws IOException {
        tls.raw(record(HandmadeTls.HANDSHAKE, message(11, hex("00ffff")))).flush();
      }
    },
    AN_ENDLESS_CERTIFICATE {
      @Override
      void send(HandmadeTls tls) throws IOException {
        tls.raw(record(HandmadeTls.HANDSHAKE, hex("0bffffff" + "fffffc"))).flush();
        byte[] more = record(HandmadeTls.HANDSHAKE, new byte[16_384]);
        for (int sent = 0; sent < 4 << 20; sent += 16_384) {
          tls.raw(more).flush();
        }
      }
    },
    SILENCE {
      @Override
      void send(HandmadeTls tls) throws IOException {
        tls.flush().readRecord();
      }
    };

    abstract void send(HandmadeTls tls) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void whatFollowsAnAcceptanceTakesNothingOfItBack(Afterwards afterwards) throws Exception {
    Report report =
        report(
            Probing.within(Duration.ofSeconds(1), old(ANY.toArray(Reason[]::new))),
            tls -> {
              tls.raw(accepting()).flush();
              afterwards.send(tls);
            });
    assertAccepted(report, Remark.POLICY_PROTOCOL);
    assertThat(report.diagnosis().summary())
        .endsWith("still accepts TLSv1.1 with TLS_RSA_WITH_AES_128_CBC_SHA.");
    assertThat(report.observation().chain()).isEmpty();
  }

  @Test
  void anAlertBehindTheServerHelloIsARefusal() throws Exception {
    Reply reply = bytes(accepting(), record(HandmadeTls.ALERT, hex("0250")));
    assertThat(report(old(Reason.HANDSHAKE_REJECTED), reply).diagnosis().refusedWith())
        .contains(Reason.HANDSHAKE_REJECTED);
  }

  static Stream<Arguments> violations() {
    return Stream.of(
        Arguments.of("SSL 3.0", record(22, serverHello(0x0300, 0x002f)), "version 0x0300"),
        Arguments.of("TLS 1.2", record(22, serverHello(0x0303, 0x002f)), "TLSv1.2"),
        Arguments.of("a suite of no name", record(22, serverHello(0x0302, 0xeaea)), "0xEAEA"),
        Arguments.of(
            "a suite not offered",
            record(22, serverHello(0x0302, 0xc02b)),
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
        Arguments.of("a cut ServerHello", record(22, message(2, hex("0302"))), "cannot be read"),
        Arguments.of("a Finished", record(22, message(20, new byte[12])), "does not come first"),
        Arguments.of("data", join(record(22, message(0)), record(23, new byte[9])), "come first"),
        Arguments.of(
            "a cipher change", join(record(22, message(0)), hex("140303000101")), "first"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("violations")
  void whatWasNotOfferedIsNeverARefusalNorAnAcceptance(String what, byte[] answer, String says)
      throws Exception {
    Report report = report(old(ANY.toArray(Reason[]::new)), bytes(answer));
    assertThat(report.diagnosis().reason())
        .as(what + ": " + Probing.said(report))
        .contains(Reason.PROTOCOL_VIOLATION);
    assertThat(report.diagnosis().summary()).contains(says);
    assertThat(report.diagnosis().alert()).isPresent();
  }

  @Test
  void aServerHelloAtOneByteASecondIsTooSlow() throws Exception {
    byte[] hello = accepting();
    Report report =
        report(
            Probing.within(Duration.ofSeconds(1), old(ANY.toArray(Reason[]::new))),
            tls -> {
              for (int sent = 0; sent < 5; sent++) {
                tls.raw(Arrays.copyOfRange(hello, sent, sent + 1)).flush();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(400));
              }
            });
    assertThat(report.diagnosis().reason()).contains(Reason.HANDSHAKE_TIMEOUT);
  }

  @Test
  void plainTextIsNotTls() throws Exception {
    Report report =
        report(
            old(ANY.toArray(Reason[]::new)),
            bytes("HTTP/1.1 400 Bad\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
    assertThat(report.diagnosis().reason()).contains(Reason.NOT_TLS);
  }

  @Test
  void aFloodBeforeTheServerHelloIsTooLarge() throws Exception {
    byte[] one = record(HandmadeTls.HANDSHAKE, new byte[16_000]); // HelloRequests
    Report report =
        report(
            old(ANY.toArray(Reason[]::new)),
            tls -> {
              for (int sent = 0; sent < 4 << 20; sent += one.length) {
                tls.raw(one).flush();
              }
            });
    assertThat(report.diagnosis().reason()).contains(Reason.HANDSHAKE_TOO_LARGE);
  }

  // ---- what is offered ----

  @Test
  void exactlyWhatIsAskedAboutIsOffered() throws Exception {
    TlsOffer offer =
        new TlsOffer(
            TLS_1_0,
            TLS_1_3,
            List.of("TLS_RSA_WITH_RC4_128_MD5", "TLS_AES_128_CCM_SHA256"),
            List.of("P-384", "X25519"),
            List.of("h2", "http/1.1"),
            true,
            true,
            false);
    ClientHello hello =
        hello(PLAIN.withTls(offer).withExpect(new Expectation.Refused(ANY, Set.of())));
    assertThat(hello.suites()).isEqualTo(offer.ciphers());
    assertThat(hello.versions()).containsExactly(0x0304, 0x0303, 0x0302, 0x0301);
    assertThat(hello.groups()).isEqualTo(offer.groups());
    assertThat(hello.applicationProtocols()).isEqualTo(offer.alpn());
    assertThat(hello.serverName()).contains(LabPki.SERVER_NAME);
    assertThat(hello.x25519().orElseThrow()).hasSize(32);
    assertThat(hello.sessionId()).hasSize(32);
  }

  @Test
  void aVersionWithoutASuiteIsNotOffered() throws Exception {
    TlsOffer rc4 = offering(TLS_1_2, TLS_1_3, "TLS_RSA_WITH_RC4_128_SHA");
    ClientHello hello =
        hello(PLAIN.withTls(rc4).withExpect(new Expectation.Refused(ANY, Set.of())));
    assertThat(hello.extension(ClientHello.SUPPORTED_VERSIONS)).isEmpty();
    assertThat(hello.message()).startsWith(1, 0).containsSubsequence(3, 3);
  }

  @Test
  void anOldOfferHoldsTheSuitesOfItsTimeAndNothingNewer() throws Exception {
    ClientHello hello = hello(old(Reason.PROTOCOL_MISMATCH));
    assertThat(hello.suites())
        .contains(
            "TLS_RSA_WITH_AES_128_CBC_SHA",
            "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
            "TLS_RSA_WITH_RC4_128_MD5",
            "TLS_DHE_RSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
            "TLS_DH_anon_WITH_AES_128_CBC_SHA",
            "TLS_RSA_WITH_NULL_SHA",
            "TLS_RSA_EXPORT_WITH_RC4_40_MD5")
        .doesNotContain("TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256")
        .hasSizeLessThan(128);
    assertThat(hello.extension(ClientHello.SUPPORTED_VERSIONS)).isEmpty();
    assertThat(hello.extension(ClientHello.KEY_SHARE)).isEmpty();
    assertThat(hello.extension(13)).as("signature_algorithms").isEmpty();
    assertThat(hello.groups()).contains("P-256", "X25519", "ffdhe2048");
  }

  @ParameterizedTest
  @EnumSource
  void aBroadOfferStaysBelowWhatOldServersBear(TlsVersion version) throws Exception {
    ClientHello hello = hello(mustRefuse(ANY, TLS_1_0, version));
    assertThat(hello.suites()).hasSizeLessThan(128).doesNotHaveDuplicates();
    assertThat(hello.suites()).contains("TLS_RSA_WITH_RC4_128_SHA", "TLS_RSA_WITH_NULL_MD5");
    assertThat(hello.message().length).matches(length -> length < 256 || length > 511);
  }

  private static TlsOffer offering(TlsVersion least, TlsVersion most, String... suites) {
    return new TlsOffer(least, most, List.of(suites), List.of(), List.of(), true, true, false);
  }

  private static ClientHello hello(ProbeModule module) throws Exception {
    BlockingQueue<ClientHello> sent = new LinkedBlockingQueue<>();
    report(
        module,
        tls -> {
          sent.add(tls.client());
          tls.alert(2, 70).flush();
        });
    return sent.poll(60, TimeUnit.SECONDS);
  }
}
