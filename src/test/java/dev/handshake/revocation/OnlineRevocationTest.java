package dev.handshake.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.handshake.address.AddressGuard;
import dev.handshake.address.Allowance;
import dev.handshake.certificate.Certified;
import dev.handshake.certificate.PeerChain;
import dev.handshake.certificate.RevocationEvidence;
import dev.handshake.lab.CrlDraft;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.OcspDraft;
import dev.handshake.target.RevocationSources;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is fetched of where certificates point, and what never is. */
class OnlineRevocationTest {
  private static final RevocationSources CRL = new RevocationSources(false, true, false);
  private static final RevocationSources OCSP = new RevocationSources(false, false, true);

  private final Instant now = Instant.now();
  private final HeldCertificate root = HeldCertificate.named("root", now).authority().mint();
  private final HeldCertificate issuing =
      HeldCertificate.named("issuing", now).authority().issuedBy(root).mint();
  private final Map<String, byte[]> pages = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<X509Certificate> found = new CopyOnWriteArrayList<>();
  private final CountDownLatch release = new CountDownLatch(1);

  private Vertx vertx;
  private HttpServer server;
  private OnlineRevocation open;

  @BeforeEach
  void start() throws IOException {
    vertx = Vertx.vertx();
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 50);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
    open = online(AddressGuard.allowing(List.of(Allowance.parse("127.0.0.0/8"))));
  }

  @AfterEach
  void stop() throws Exception {
    release.countDown();
    open.close();
    server.stop(0);
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  @Test
  void aListIsFetchedAndThenKnown() throws Exception {
    Certified leaf = listedAt(url("/list"));
    pages.put("/list", CrlDraft.of(issuing, now).revoking(leaf.certificate(), now, 1).mint());
    assertThat(statuses(open.evidence(CRL, List.of(leaf)))).containsExactly("unknown");
    settle(CRL, leaf);
    assertThat(statuses(open.evidence(CRL, List.of(leaf)))).containsExactly("revoked");
    assertThat(requests).containsExactly("GET /list");
  }

  @Test
  void manyAskAndOneRequestLeaves() throws Exception {
    Certified leaf = listedAt(url("/list"));
    pages.put("/list", CrlDraft.of(issuing, now).mint());
    for (int number = 0; number < 50; number++) {
      var _ = open.evidence(CRL, List.of(leaf));
    }
    settle(CRL, leaf);
    assertThat(statuses(open.evidence(CRL, List.of(leaf)))).containsExactly("good");
    assertThat(requests).hasSize(1);
  }

  @Test
  void aResponderIsAsked() throws Exception {
    Certified leaf = answeredAt(url("/ocsp"));
    pages.put("/ocsp", OcspDraft.about(leaf.certificate(), issuing, now).mint());
    settle(OCSP, leaf);
    assertThat(statuses(open.evidence(OCSP, List.of(leaf)))).containsExactly("good");
    assertThat(requests).containsExactly("POST /ocsp");
  }

  @Test
  void anAnswerThatTellsNothingIsNotAskedForAgainAtOnce() throws Exception {
    Certified leaf = answeredAt(url("/ocsp"));
    pages.put("/ocsp", new byte[] {1, 2, 3});
    settle(OCSP, leaf);
    assertThat(statuses(open.evidence(OCSP, List.of(leaf)))).containsExactly("invalid");
    settle(OCSP, leaf);
    assertThat(requests).hasSize(1);
  }

  @Test
  void aFailureIsRememberedAndSaysWhy() throws Exception {
    Certified leaf = listedAt(url("/nowhere"));
    settle(CRL, leaf);
    settle(CRL, leaf);
    RevocationEvidence told = open.evidence(CRL, List.of(leaf)).getFirst();
    assertThat(told.status().word()).isEqualTo("unknown");
    assertThat(told.status().explanation().orElseThrow()).contains("404");
    assertThat(requests).hasSize(1);
  }

  @Test
  void aListLargerThanTenMebibytesIsLeft() throws Exception {
    Certified leaf = listedAt(url("/huge"));
    pages.put("/huge", new byte[(10 << 20) + 1]);
    settle(CRL, leaf);
    assertThat(explanation(CRL, leaf)).contains("larger than");
  }

  @Test
  void aServerThatNeverAnswersIsLeftAfterFiveSeconds() throws Exception {
    Certified leaf = listedAt(url("/never"));
    settle(CRL, leaf);
    assertThat(release.getCount()).as("the server is still silent").isEqualTo(1);
    assertThat(statuses(open.evidence(CRL, List.of(leaf)))).containsExactly("unknown");
    assertThat(explanation(CRL, leaf)).contains("5000");
  }

  @Test
  void aRedirectIsFollowedThreeTimesAtMost() throws Exception {
    Certified near = listedAt(url("/redirect/3"));
    pages.put("/redirect/0", CrlDraft.of(issuing, now).mint());
    settle(CRL, near);
    assertThat(statuses(open.evidence(CRL, List.of(near)))).containsExactly("good");
    Certified far = listedAt(url("/redirect/5"));
    settle(CRL, far);
    assertThat(explanation(CRL, far)).contains("too often");
  }

  @Test
  void aCertificateThatNamesNobodyIsUnknown() {
    Certified leaf = new Certified(0, leaf().mint().certificate(), issuing.certificate());
    assertThat(statuses(open.evidence(CRL, List.of(leaf)))).containsExactly("unknown");
    assertThat(open.evidence(new RevocationSources(true, false, false), List.of(leaf))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433"})
  void nothingInternalIsReached(String host) throws Exception {
    String address = "http://" + host + ":" + server.getAddress().getPort() + "/inside";
    try (OnlineRevocation guarded = online(AddressGuard.publicOnly())) {
      Certified listed = listedAt(address);
      Certified answered = answeredAt(address);
      await(guarded.settled(CRL, List.of(listed)));
      await(guarded.settled(OCSP, List.of(answered)));
      await(guarded.findIssuers(chainPointingTo(address)));
      assertThat(statuses(guarded.evidence(CRL, List.of(listed)))).containsExactly("unknown");
      assertThat(statuses(guarded.evidence(OCSP, List.of(answered)))).containsExactly("unknown");
    }
    assertThat(requests).isEmpty();
  }

  @Test
  void aRedirectLeadsNowhereInside() throws Exception {
    OnlineRevocation byName =
        online(AddressGuard.allowing(List.of(Allowance.parse("outside.example"))));
    try (byName) {
      String port = ":" + server.getAddress().getPort();
      Certified leaf = listedAt("http://outside.example" + port + "/inward");
      await(byName.settled(CRL, List.of(leaf)));
      RevocationEvidence told = byName.evidence(CRL, List.of(leaf)).getFirst();
      assertThat(told.status().explanation().orElseThrow()).contains("not public");
    }
    assertThat(requests).containsExactly("GET /inward");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/list",
        "file:///etc/passwd",
        "ftp://127.0.0.1/list",
        "ldap://127.0.0.1/cn=x",
        "http://user:secret@127.0.0.1/list",
        "http:list",
        "nonsense"
      })
  void onlyPlainHttpIsSpoken(String address) throws Exception {
    Certified leaf = listedAt(address);
    settle(CRL, leaf);
    assertThat(explanation(CRL, leaf)).contains("address");
    assertThat(requests).isEmpty();
  }

  @Test
  void anIssuerThatWasNotSentIsFound() throws Exception {
    pages.put("/issuer.cer", issuing.certificate().getEncoded());
    await(open.findIssuers(chainPointingTo(url("/issuer.cer"))));
    assertThat(found).containsExactly(issuing.certificate());
  }

  @Test
  void anIssuerMayComeAsPemAmongOthers() throws Exception {
    pages.put(
        "/issuers.pem",
        (root.certificatePem() + issuing.certificatePem()).getBytes(StandardCharsets.US_ASCII));
    await(open.findIssuers(chainPointingTo(url("/issuers.pem"))));
    assertThat(found).containsExactly(issuing.certificate());
  }

  @Test
  void aCertificateThatSignedNothingIsNotFound() throws Exception {
    HeldCertificate namesake = HeldCertificate.named("issuing", now).authority().mint();
    pages.put("/issuer.cer", namesake.certificate().getEncoded());
    await(open.findIssuers(chainPointingTo(url("/issuer.cer"))));
    assertThat(found).isEmpty();
    assertThat(requests).containsExactly("GET /issuer.cer");
  }

  /** Each issuer found names four ways up, and each of those leads to eight more. */
  @Test
  void waysUpAreGoneOnlySoFar() throws Exception {
    String[] ways = {url("/up/1"), url("/up/2"), url("/up/3"), url("/up/4")};
    StringBuilder namesakes = new StringBuilder();
    for (int number = 0; number < 8; number++) {
      namesakes.append(namesake(issuing, root, ways)).append(namesake(root, issuing, ways));
    }
    for (String way : ways) {
      pages.put(
          URI.create(way).getPath(), namesakes.toString().getBytes(StandardCharsets.US_ASCII));
    }
    X509Certificate leaf =
        leaf().extension("1.3.6.1.5.5.7.1.1", false, access(ways)).mint().certificate();
    await(open.findIssuers(PeerChain.ofDer(List.of(leaf.getEncoded()))));
    assertThat(requests).hasSizeBetween(5, 16);
  }

  /** Another certificate of an authority's name and key. */
  private String namesake(HeldCertificate of, HeldCertificate issuer, String... ways) {
    return HeldCertificate.named("namesake", now)
        .authority()
        .issuedBy(issuer)
        .keys(new KeyPair(of.certificate().getPublicKey(), of.key()))
        .subject(X500Name.getInstance(of.certificate().getSubjectX500Principal().getEncoded()))
        .extension("1.3.6.1.5.5.7.1.1", false, access(ways))
        .mint()
        .certificatePem();
  }

  @Test
  void onlyTheFirstAddressesOfHundredsAreAsked() throws Exception {
    String[] responders =
        IntStream.range(0, 300).mapToObj(number -> url("/gone/" + number)).toArray(String[]::new);
    AccessDescription[] all =
        Arrays.stream(responders)
            .map(each -> new AccessDescription(X509ObjectIdentifiers.id_ad_ocsp, uri(each)))
            .toArray(AccessDescription[]::new);
    X509Certificate leaf =
        leaf()
            .extension("1.3.6.1.5.5.7.1.1", false, new AuthorityInformationAccess(all))
            .mint()
            .certificate();
    settle(OCSP, new Certified(0, leaf, issuing.certificate()));
    assertThat(requests).hasSize(4);
  }

  /** A name server that answers when nobody waits any more must not leave a connection behind. */
  @Test
  void whatIsReachedTooLateIsClosed() throws Exception {
    Promise<List<InetAddress>> late = Promise.promise();
    OnlineRevocation patient =
        new OnlineRevocation(
            vertx,
            AddressGuard.allowing(List.of(Allowance.parse("127.0.0.0/8"))),
            _ -> late.future(),
            Clock.systemUTC(),
            found::add);
    try (patient;
        ServerSocket silent = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
      Certified leaf = listedAt("http://late.example:" + silent.getLocalPort() + "/list");
      await(patient.settled(CRL, List.of(leaf)));
      late.complete(List.of(InetAddress.ofLiteral("127.0.0.1")));
      silent.setSoTimeout(60_000);
      try (Socket reached = silent.accept()) {
        reached.setSoTimeout(60_000);
        assertThat(reached.getInputStream().read()).as("end of the connection").isEqualTo(-1);
      }
    }
  }

  private static GeneralName uri(String url) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, url);
  }

  private static AuthorityInformationAccess access(String... issuers) {
    return new AuthorityInformationAccess(
        Arrays.stream(issuers)
            .map(each -> new AccessDescription(X509ObjectIdentifiers.id_ad_caIssuers, uri(each)))
            .toArray(AccessDescription[]::new));
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(exchange.getRequestMethod() + " " + path);
    byte[] page = pages.get(path);
    try (exchange) {
      if (page != null) {
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
      } else if (path.startsWith("/redirect/")) {
        int left = Integer.parseInt(path.substring("/redirect/".length())) - 1;
        exchange.getResponseHeaders().add("Location", "/redirect/" + left);
        exchange.sendResponseHeaders(302, -1);
      } else if (path.equals("/inward")) {
        exchange
            .getResponseHeaders()
            .add("Location", "http://127.0.0.1:" + server.getAddress().getPort() + "/inside");
        exchange.sendResponseHeaders(302, -1);
      } else if (path.equals("/never")) {
        hold();
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private void hold() {
    try {
      boolean _ = release.await(10, TimeUnit.MINUTES);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private OnlineRevocation online(AddressGuard guard) {
    return new OnlineRevocation(
        vertx, guard, OnlineRevocationTest::resolve, Clock.systemUTC(), found::add);
  }

  /** Every name leads to this machine. */
  private static Future<List<InetAddress>> resolve(String host) {
    return Future.succeededFuture(
        List.of(InetAddress.ofLiteral(host.equals("::1") ? "::1" : "127.0.0.1")));
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private HeldCertificate.Builder leaf() {
    return HeldCertificate.named("leaf", now).issuedBy(issuing);
  }

  private Certified listedAt(String url) {
    GeneralNames names =
        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, url));
    DistributionPoint point = new DistributionPoint(new DistributionPointName(names), null, null);
    X509Certificate certificate =
        leaf()
            .extension("2.5.29.31", false, new CRLDistPoint(new DistributionPoint[] {point}))
            .mint()
            .certificate();
    return new Certified(0, certificate, issuing.certificate());
  }

  private Certified answeredAt(String url) {
    return new Certified(0, pointing(X509ObjectIdentifiers.id_ad_ocsp, url), issuing.certificate());
  }

  private PeerChain chainPointingTo(String url) throws CertificateEncodingException {
    return PeerChain.ofDer(
        List.of(pointing(X509ObjectIdentifiers.id_ad_caIssuers, url).getEncoded()));
  }

  private X509Certificate pointing(ASN1ObjectIdentifier method, String url) {
    AccessDescription access =
        new AccessDescription(method, new GeneralName(GeneralName.uniformResourceIdentifier, url));
    return leaf()
        .extension("1.3.6.1.5.5.7.1.1", false, new AuthorityInformationAccess(access))
        .mint()
        .certificate();
  }

  private void settle(RevocationSources sources, Certified one) throws TimeoutException {
    await(open.settled(sources, List.of(one)));
  }

  private String explanation(RevocationSources sources, Certified one) {
    return open.evidence(sources, List.of(one)).getFirst().status().explanation().orElseThrow();
  }

  private static void await(Future<Void> future) throws TimeoutException {
    future.await(60, TimeUnit.SECONDS);
  }

  private static List<String> statuses(List<RevocationEvidence> evidence) {
    return evidence.stream().map(word -> word.status().word()).toList();
  }
}
