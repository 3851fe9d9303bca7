package dev.handshake.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The surface in TLS, as a web file wants it. */
class WebTlsTest {
  private static final HeldCertificate FRIEND = client("friend", Served.ROOT);
  private static final HeldCertificate STRANGER =
      client("stranger", HeldCertificate.named("Other Root", Served.NOW).authority().mint());

  @Test
  void http2IsOfferedInTlsUnlessItIsSwitchedOff() throws Exception {
    WebFile file = Served.tls("one");
    try (Served served = Served.by(file);
        HttpClient client = HttpClient.newBuilder().sslContext(Served.client()).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://localhost:" + served.port() + "/-/healthy"))
              .build();
      assertThat(client.send(request, BodyHandlers.ofString()).version())
          .isEqualTo(HttpClient.Version.HTTP_2);

      served.become(
          new WebFile(file.tls(), false, Map.of(), Map.of(), Optional.empty(), List.of()));

      try (HttpClient other = HttpClient.newBuilder().sslContext(Served.client()).build()) {
        assertThat(other.send(request, BodyHandlers.ofString()).version())
            .isEqualTo(HttpClient.Version.HTTP_1_1);
      }
    }
  }

  @Test
  void aNewCertificateIsShownToNewConnectionsAndOldOnesGoOn() throws Exception {
    try (Served served = Served.by(Served.tls("one"));
        SSLSocket old = (SSLSocket) served.connect(Served.client())) {
      Served.get(old, "/-/healthy");
      assertThat(Served.answer(old)).startsWith("HTTP/1.1 200 ");

      served.become(Served.tls("two"));

      Served.get(old, "/-/healthy");
      assertThat(Served.answer(old)).startsWith("HTTP/1.1 200 ");
      assertThat(subject(old)).isEqualTo("CN=one");
      try (SSLSocket fresh = (SSLSocket) served.connect(Served.client())) {
        fresh.startHandshake();
        assertThat(subject(fresh)).isEqualTo("CN=two");
      }
    }
  }

  @Test
  void noConnectionIsDroppedHoweverOftenTheCertificateChanges() throws Exception {
    List<WebFile> files = List.of(Served.tls("one"), Served.tls("two"));
    try (Served served = Served.by(files.getFirst())) {
      SSLContext client = Served.client();
      AtomicBoolean enough = new AtomicBoolean();
      CountDownLatch begun = new CountDownLatch(1);
      CompletableFuture<List<String>> statuses =
          CompletableFuture.supplyAsync(() -> {
            List<String> seen = new ArrayList<>();
            do {
              seen.add(status(served, client));
              begun.countDown();
            } while (!enough.get());
            return seen;
          });
      assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
      for (int change = 1; change <= 50; change++) {
        served.become(files.get(change % 2));
      }
      enough.set(true);

      assertThat(statuses.get(60, TimeUnit.SECONDS)).isNotEmpty().containsOnly("200");
    }
  }

  @RepeatedTest(10)
  void tlsIsSwitchedOnAndOffOnTheSamePort() throws Exception {
    try (Served served = Served.by(WebFile.NONE)) {
      int port = served.port();

      served.become(Served.tls("one"));
      assertThat(served.port()).isEqualTo(port);
      assertThat(status(served, Served.client())).isEqualTo("200");

      served.become(WebFile.NONE);
      assertThat(served.port()).isEqualTo(port);
      try (Socket plain = served.connect()) {
        Served.get(plain, "/-/healthy");
        assertThat(Served.answer(plain)).startsWith("HTTP/1.1 200 ");
      }
    }
  }

  @Test
  void whoAsksInPlainHttpIsToldOfTls() throws Exception {
    try (Served served = Served.by(Served.tls("one"));
        Socket plain = served.connect()) {
      Served.get(plain, "/metrics");

      assertThat(Served.answer(plain)).startsWith("HTTP/1.0 400 ");
      assertThat(plain.getInputStream().readAllBytes())
          .asString(StandardCharsets.US_ASCII)
          .isEqualTo("Client sent an HTTP request to an HTTPS server.\n");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = TlsVersion.class,
      names = {"TLS_1_2", "TLS_1_3"})
  void onlyVersionsWithinTheBoundsAreSpoken(TlsVersion only) throws Exception {
    WebTls tls =
        new WebTls(
            Served.identity("one"),
            ClientPolicy.NOT_ASKED,
            List.of(),
            List.of(),
            only,
            only,
            List.of(),
            List.of());
    try (Served served = Served.by(WebFile.of(Optional.of(tls)))) {
      for (TlsVersion version : List.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3)) {
        try (SSLSocket socket = (SSLSocket) served.connect(Served.client())) {
          socket.setEnabledProtocols(new String[] {version.word()});
          if (version == only) {
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(only.word());
          } else {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
          }
        }
      }
    }
  }

  @Test
  void cipherSuitesOfTls12AreThoseOfTheFile() throws Exception {
    String only = "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256";
    WebTls tls =
        new WebTls(
            Served.identity("one"),
            ClientPolicy.NOT_ASKED,
            List.of(),
            List.of(),
            TlsVersion.TLS_1_2,
            TlsVersion.TLS_1_2,
            List.of(only),
            List.of("CurveP384"));
    try (Served served = Served.by(WebFile.of(Optional.of(tls)));
        SSLSocket socket = (SSLSocket) served.connect(Served.client())) {
      socket.startHandshake();
      assertThat(socket.getSession().getCipherSuite()).isEqualTo(only);
    }
  }

  /** Who gets in: without a certificate, with one of the authority, with one of another. */
  @ParameterizedTest
  @EnumSource
  void eachPolicyLetsInWhomItNames(ClientPolicy policy) throws Exception {
    try (Served served = Served.by(clients(policy, List.of()))) {
      assertThat(letsIn(served)).isEqualTo(!policy.requires());
      assertThat(letsIn(served, FRIEND)).isTrue();
      assertThat(letsIn(served, STRANGER)).isEqualTo(!policy.verifies());
    }
  }

  @Test
  void onlyAllowedNamesGetInWhereSomeAreGiven() throws Exception {
    try (Served served =
        Served.by(clients(ClientPolicy.REQUIRED_AND_VERIFIED, List.of("friend.example")))) {
      assertThat(letsIn(served, FRIEND)).isTrue();
      assertThat(letsIn(served, client("other", Served.ROOT))).isFalse();
    }
  }

  @Test
  void anAddressIsAllowedHoweverItIsWritten() throws Exception {
    HeldCertificate byAddress =
        HeldCertificate.named("address", Served.NOW)
            .ip("2001:db8::1")
            .purposes(KeyPurposeId.id_kp_clientAuth)
            .issuedBy(Served.ROOT)
            .mint();
    try (Served served =
        Served.by(clients(ClientPolicy.REQUIRED_AND_VERIFIED, List.of("2001:DB8:0::1")))) {
      assertThat(letsIn(served, byAddress)).isTrue();
      assertThat(letsIn(served, FRIEND)).isFalse();
    }
  }

  @Test
  void aCertificateForServersLetsNoClientIn() throws Exception {
    HeldCertificate server =
        HeldCertificate.named("server", Served.NOW)
            .purposes(KeyPurposeId.id_kp_serverAuth)
            .issuedBy(Served.ROOT)
            .mint();
    try (Served served = Served.by(clients(ClientPolicy.REQUIRED_AND_VERIFIED, List.of()))) {
      assertThat(letsIn(served, server)).isFalse();
    }
  }

  @Test
  void whoseAuthorityIsTakenOutIsKeptOut() throws Exception {
    try (Served served = Served.by(clients(ClientPolicy.REQUIRED_AND_VERIFIED, List.of()))) {
      SSLContext resuming = Served.client(FRIEND);
      assertThat(status(served, resuming)).isEqualTo("200");

      WebTls tls =
          new WebTls(
              Served.identity("one"),
              ClientPolicy.REQUIRED_AND_VERIFIED,
              List.of(STRANGER.chain().getLast()),
              List.of(),
              TlsVersion.TLS_1_2,
              TlsVersion.TLS_1_3,
              List.of(),
              List.of());
      served.become(WebFile.of(Optional.of(tls)));

      assertThat(status(served, resuming)).isEmpty();
    }
  }

  @Test
  void aKeyThatOnlyTheJdkKnowsIsServedByTheJdk() throws Exception {
    HeldCertificate edwards =
        HeldCertificate.named("localhost", Served.NOW)
            .dns("localhost")
            .ip("127.0.0.1")
            .ed25519()
            .issuedBy(Served.ROOT)
            .mint();
    WebTls tls = new WebTls(edwards.identity("web"));
    try (Served served = Served.by(WebFile.of(Optional.of(tls)))) {
      assertThat(status(served, Served.client())).isEqualTo("200");
    }
  }

  private static WebFile clients(ClientPolicy policy, List<String> sans) {
    return WebFile.of(
        Optional.of(
            new WebTls(
                Served.identity("one"),
                policy,
                Served.ROOT.chain(),
                sans,
                TlsVersion.TLS_1_2,
                TlsVersion.TLS_1_3,
                List.of(),
                List.of())));
  }

  private static HeldCertificate client(String name, HeldCertificate issuer) {
    return HeldCertificate.named(name, Served.NOW)
        .dns(name + ".example")
        .purposes(KeyPurposeId.id_kp_clientAuth)
        .issuedBy(issuer)
        .mint();
  }

  private static boolean letsIn(Served served, HeldCertificate... shown) throws Exception {
    return status(served, Served.client(shown)).equals("200");
  }

  /** The status of an answer; empty where TLS refuses. */
  private static String status(Served served, SSLContext client) {
    try (Socket socket = served.connect(client)) {
      Served.get(socket, "/-/healthy");
      String answer = Served.answer(socket);
      return answer.isEmpty() ? "" : answer.substring(9, 12);
    } catch (IOException refused) {
      return "";
    }
  }

  private static String subject(SSLSocket socket) throws IOException {
    X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return shown.getSubjectX500Principal().getName();
  }
}
