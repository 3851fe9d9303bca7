package dev.handshake.probe;

import static dev.handshake.probe.Probing.HTTP;
import static dev.handshake.probe.Probing.MUTUAL;
import static dev.handshake.probe.Probing.PLAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.handshake.lab.LabPki;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.observation.Engine;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.target.TlsOffer;
import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What servers see in our ClientHello is what the target's module says. */
class OfferTest {
  private static final int TLS12 = 0x0303;
  private static final int TLS13 = 0x0304;

  private static final BlockingQueue<ClientHello> SEEN = new LinkedBlockingQueue<>();

  private static Probing probing;
  private static ScriptedServer server;

  @BeforeAll
  static void open() {
    probing = new Probing();
    server = ScriptedServer.start(OfferTest::look);
  }

  @AfterAll
  static void close() throws Exception {
    server.close();
    probing.close();
  }

  private static void look(Socket socket) throws IOException {
    SEEN.add(new HandmadeTls(socket, Probing.PKI.server(ServerCertificate.FINE)).hello().client());
    ScriptedServer.finish(socket);
  }

  @ParameterizedTest
  @EnumSource
  void theNameIsAskedFor(Engine engine) throws Exception {
    assertThat(hello(PLAIN, engine).serverName()).contains(LabPki.SERVER_NAME);
  }

  @ParameterizedTest
  @EnumSource
  void aNameWithUnderscoresIsAskedForAsItStands(Engine engine) throws Exception {
    String name = "my_service._tcp.handshake.test";
    Target target = Probing.target("127.0.0.1", server.port(), name, PLAIN);
    assertThat(hello(target, engine).serverName()).contains(name);
  }

  @ParameterizedTest
  @EnumSource
  void anAddressIsNeverAskedFor(Engine engine) throws Exception {
    Target target = Probing.target("127.0.0.1", server.port(), "127.0.0.1", PLAIN);
    assertThat(hello(target, engine).extension(ClientHello.SERVER_NAME)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void noNameIsSentWhereNoneShallBe(Engine engine) throws Exception {
    TlsOffer nameless = offer(TlsOffer.DEFAULT.ciphers(), TlsOffer.DEFAULT.groups(), false);
    assertThat(hello(PLAIN.withTls(nameless), engine).extension(ClientHello.SERVER_NAME)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyHandshakeIsAFullOne(Engine engine) throws Exception {
    for (int time = 0; time < 3; time++) {
      ClientHello hello = hello(MUTUAL, engine);
      assertThat(hello.extension(ClientHello.PRE_SHARED_KEY)).isEmpty();
      assertThat(hello.extension(ClientHello.EARLY_DATA)).isEmpty();
      assertThat(hello.extension(ClientHello.SESSION_TICKET).orElse(new byte[0])).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void bothVersionsAreOfferedUnlessSaidOtherwise(Engine engine) throws Exception {
    assertThat(hello(PLAIN, engine).versions()).containsExactlyInAnyOrder(TLS12, TLS13);
  }

  @ParameterizedTest
  @EnumSource
  void theLeastVersionIsKept(Engine engine) throws Exception {
    TlsOffer modern = TlsOffer.DEFAULT.withVersions(TlsVersion.TLS_1_3, TlsVersion.TLS_1_3);
    assertThat(hello(PLAIN.withTls(modern), engine).versions()).containsExactly(TLS13);
  }

  @ParameterizedTest
  @EnumSource
  void theGreatestVersionIsKept(Engine engine) throws Exception {
    TlsOffer old = TlsOffer.DEFAULT.withVersions(TlsVersion.TLS_1_2, TlsVersion.TLS_1_2);
    ClientHello hello = hello(PLAIN.withTls(old), engine);
    assertThat(hello.versions()).doesNotContain(TLS13);
    assertThat(hello.suites()).noneMatch(suite -> suite.startsWith("TLS_AES_"));
    assertThat(hello.extension(ClientHello.KEY_SHARE)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void theSuitesOfTls12AreThoseOfTheModule(Engine engine) throws Exception {
    List<String> wanted =
        List.of("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    TlsOffer chosen = offer(wanted, List.of(), true);
    assertThat(hello(PLAIN.withTls(chosen), engine).suites())
        .filteredOn(suite -> suite.contains("_WITH_"))
        .containsExactlyElementsOf(wanted);
  }

  @ParameterizedTest
  @EnumSource
  void theGroupsAreThoseOfTheModule(Engine engine) throws Exception {
    TlsOffer chosen = offer(List.of(), List.of("P-384", "X25519"), true);
    assertThat(hello(PLAIN.withTls(chosen), engine).groups()).containsExactly("P-384", "X25519");
  }

  @Test
  void aGroupAgainstQuantumComputersIsOfferedWhereItIsNamed() throws Exception {
    assertThat(hello(PLAIN, Engine.BORINGSSL).groups())
        .containsExactly("X25519", "P-256", "P-384", "P-521");
    TlsOffer chosen = offer(List.of(), List.of("X25519MLKEM768", "X25519"), true);
    assertThat(hello(PLAIN.withTls(chosen), Engine.BORINGSSL).groups())
        .containsExactly("X25519MLKEM768", "X25519");
  }

  @ParameterizedTest
  @EnumSource
  void aProbeThatSpeaksHttpOffersHttp11Only(Engine engine) throws Exception {
    ProbeModule offering = HTTP.withTls(HTTP.tls().withAlpn(List.of("h2", "http/1.1")));
    assertThat(hello(offering, engine).applicationProtocols()).containsExactly("http/1.1");
    ProbeModule silent = PLAIN.withTls(PLAIN.tls().withAlpn(List.of("h2", "http/1.1")));
    assertThat(hello(silent, engine).applicationProtocols()).containsExactly("h2", "http/1.1");
    assertThat(hello(PLAIN, engine).applicationProtocols()).isEmpty();
  }

  @Test
  void anIpv6AddressIsDialledAndNeverAskedFor() throws Exception {
    assumeThat(hasIpv6()).isTrue();
    try (ScriptedServer six = ScriptedServer.start("::1", OfferTest::look)) {
      Target target = Probing.target("::1", six.port(), "::1", PLAIN);
      assertThat(hello(target, Engine.BORINGSSL).extension(ClientHello.SERVER_NAME)).isEmpty();
    }
  }

  private static boolean hasIpv6() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .anyMatch(address -> address.equals(InetAddress.ofLiteral("::1")));
  }

  private static TlsOffer offer(List<String> ciphers, List<String> groups, boolean sendName) {
    return new TlsOffer(
        TlsVersion.TLS_1_2, TlsVersion.TLS_1_3, ciphers, groups, List.of(), sendName, true, false);
  }

  private static ClientHello hello(ProbeModule module, Engine engine) throws Exception {
    return hello(Probing.target(server.port(), module), engine);
  }

  private static ClientHello hello(Target target, Engine engine) throws Exception {
    probing.report(target, engine);
    ClientHello hello = SEEN.poll(60, TimeUnit.SECONDS);
    assertThat(hello).as("the ClientHello of " + target).isNotNull();
    return hello;
  }
}
