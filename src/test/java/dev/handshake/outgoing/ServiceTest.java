package dev.handshake.outgoing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handshake.Awaited;
import dev.handshake.Eventually;
import dev.handshake.ScriptedWeb;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.target.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls of real servers over TLS. */
class ServiceTest {
  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final Duration SHORT = Duration.ofMillis(700);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Callers callers = new Callers();

  @AfterEach
  void close() throws Exception {
    callers.close();
  }

  @Test
  void aServiceIsReachedByItsNameThroughTheResolverGiven() {
    ScriptedWeb server = callers.server().always("/a", ScriptedWeb.json(200, "{}", "X-One", "1"));
    Reply reply =
        Awaited.answer(
            callers
                .service()
                .send(Call.get(Callers.url(server, "/a?b=%20c"), LIMIT).with("Accept", "text/x")));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.isFine()).isTrue();
    assertThat(reply.header("x-oNe")).contains("1");
    assertThat(reply.body()).hasToString("{}");
    ScriptedWeb.Asked asked = server.asked().getFirst();
    assertThat(asked.uri()).isEqualTo("/a?b=%20c");
    assertThat(asked.serverName()).isEqualTo(Callers.NAME);
    assertThat(asked.headers())
        .containsEntry("host", Callers.NAME + ":" + server.port())
        .containsEntry("accept", "text/x")
        .containsEntry("user-agent", "handshake-exporter")
        .doesNotContainKey("accept-encoding");
  }

  @Test
  void aBodyIsPostedAsItIs() {
    ScriptedWeb server = callers.server().always("/", ScriptedWeb.json(201, ""));
    Reply reply =
        Awaited.answer(
            callers
                .service()
                .send(Call.post(Callers.url(server, ""), "text/x", Buffer.buffer("a=b"), LIMIT)));

    assertThat(reply.status()).isEqualTo(201);
    assertThat(server.asked().getFirst().body()).isEqualTo("a=b");
    assertThat(server.asked().getFirst().headers()).containsEntry("content-type", "text/x");
  }

  @Test
  void aServerOfAnotherNameIsAskedNothing() {
    ScriptedWeb server = callers.server(callers.certificate("other.region.test"));
    CallFault fault = fault(get(server, "/"));
    assertThat(fault).isInstanceOf(CallFault.Untrusted.class);
    assertThat(fault.detail()).startsWith("TLS failed: ").contains(Callers.NAME);
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void aServerOfAnUnknownRootIsAskedNothing() {
    HeldCertificate stranger =
        HeldCertificate.named("stranger", Instant.now()).dns(Callers.NAME).mint();
    ScriptedWeb server = callers.server(stranger);
    CallFault fault = fault(get(server, "/"));
    assertThat(fault).isInstanceOf(CallFault.Untrusted.class);
    assertThat(fault.code()).isEqualTo("untrusted");
    assertThat(fault.detail()).startsWith("TLS failed: ").contains("certification path");
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void anExpiredServerIsAskedNothing() {
    Instant now = Instant.now();
    HeldCertificate expired =
        callers.certificate(
            Callers.NAME, now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)));
    ScriptedWeb server = callers.server(expired);
    CallFault fault = fault(get(server, "/"));
    assertThat(fault).isInstanceOf(CallFault.Untrusted.class);
    assertThat(fault.detail()).startsWith("TLS failed: ").contains("NotAfter");
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void aRedirectIsAnAnswerLikeAnyOther() {
    ScriptedWeb server =
        callers.server().always("/", ScriptedWeb.json(307, "", "Location", "/elsewhere"));
    assertThat(Awaited.answer(get(server, "/")).status()).isEqualTo(307);
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void anEndlessBodyIsNotReadOn() {
    ScriptedWeb server =
        callers.server().always("/", ScriptedWeb.endless(Buffer.buffer(new byte[1 << 16])));
    CallFault fault = fault(get(server, "/"));
    assertThat(fault).isEqualTo(new CallFault.TooLarge(200, Service.LONGEST_BODY));
    assertThat(fault.code()).isEqualTo("200");
    Eventually.holds(PATIENCE, () -> assertThat(server.closed()).isEqualTo(1));
  }

  @Test
  void aBodyOfTheLongestLengthIsRead() {
    String longest = "x".repeat(Service.LONGEST_BODY);
    ScriptedWeb server = callers.server().always("/", ScriptedWeb.json(200, longest));
    assertThat(Awaited.answer(get(server, "/")).body().length()).isEqualTo(longest.length());
  }

  @Test
  void whatIsCompressedIsNotUnpacked() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[Service.LONGEST_BODY * 2]);
    }
    ScriptedWeb server =
        callers
            .server()
            .always(
                "/",
                request ->
                    request
                        .response()
                        .putHeader("Content-Encoding", "gzip")
                        .end(Buffer.buffer(packed.toByteArray())));
    assertThat(Awaited.answer(get(server, "/")).body().getBytes()).isEqualTo(packed.toByteArray());
  }

  @Test
  void theTimeIsThatOfTheWholeAnswer() {
    ScriptedWeb server =
        callers
            .server()
            .always(
                "/",
                request -> {
                  request.response().setChunked(true).write("{");
                  callers.vertx().setPeriodic(100, _ -> request.response().write(" "));
                });
    CallFault fault = fault(get(server, "/", SHORT));
    assertThat(fault).isEqualTo(new CallFault.TimedOut(SHORT));
    assertThat(fault.code()).isEqualTo("timeout");
    Eventually.holds(PATIENCE, () -> assertThat(server.closed()).isEqualTo(1));
  }

  @Test
  void aSilentServerIsLeft() {
    ScriptedWeb server = callers.server().always("/", ScriptedWeb.silence());
    assertThat(fault(get(server, "/", SHORT))).isEqualTo(new CallFault.TimedOut(SHORT));
    Eventually.holds(PATIENCE, () -> assertThat(server.closed()).isEqualTo(1));
  }

  @Test
  void whoNeverFinishesTheHandshakeIsLeft() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      URI url = URI.create("https://" + Callers.NAME + ":" + silent.getLocalPort());
      assertThat(fault(callers.service().send(Call.get(url, SHORT))))
          .isEqualTo(new CallFault.TimedOut(SHORT));
    }
  }

  @Test
  void anEndBeforeOrAmidTheAnswerIsUnreachable() {
    ScriptedWeb server =
        callers.server().next("/", ScriptedWeb.hangUp(), ScriptedWeb.half("{\"entities\":[]}"));
    assertThat(fault(get(server, "/")).code()).isEqualTo("unreachable");
    assertThat(fault(get(server, "/")).code()).isEqualTo("unreachable");
    assertThat(server.asked()).as("and never asked again").hasSize(2);
  }

  @Test
  void nobodyThereIsUnreachable() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      port = closed.getLocalPort();
    }
    URI url = URI.create("https://" + Callers.NAME + ":" + port + "/");
    assertThat(fault(callers.service().send(Call.get(url, LIMIT))))
        .isInstanceOf(CallFault.Unreachable.class);
    assertThat(fault(callers.service().send(Call.get(URI.create("https://no.test/"), LIMIT))))
        .isEqualTo(new CallFault.Unreachable("no such name: no.test"));
  }

  @Test
  void theNextAddressIsTriedWhereOneRefuses() {
    ScriptedWeb server = callers.server().always("/", ScriptedWeb.json(200, "{}"));
    Service service =
        callers.service(
            new Way(
                _ ->
                    Future.succeededFuture(
                        List.of(
                            InetAddress.ofLiteral("127.0.0.2"),
                            InetAddress.ofLiteral("127.0.0.1"))),
                Optional.empty()));
    assertThat(Awaited.answer(service.send(Call.get(Callers.url(server, "/"), LIMIT))).status())
        .isEqualTo(200);
  }

  @Test
  void aConnectionServesOneCallAfterTheOther() {
    ScriptedWeb server = callers.server().always("/", ScriptedWeb.json(200, "{}"));
    Service service = callers.service();
    for (int count = 0; count < 5; count++) {
      Awaited.answer(service.send(Call.get(Callers.url(server, "/"), LIMIT)));
    }
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void aProxyIsAskedForTheNameAndSeesNothingElse() {
    ScriptedWeb server = callers.server().always("/", ScriptedWeb.json(200, "{}"));
    List<String> heads = Collections.synchronizedList(new ArrayList<>());
    NetServer proxy =
        Awaited.answer(
            callers
                .vertx()
                .createNetServer()
                .connectHandler(socket -> tunnel(socket, server.port(), heads))
                .listen(0, "127.0.0.1"));
    Endpoint via = new Endpoint("proxy.region.test", proxy.actualPort());
    Service service =
        callers.service(
            new Way(
                name ->
                    name.equals(via.host())
                        ? Callers.addresses(Callers.NAME)
                        : Future.failedFuture(new IOException("asked for " + name)),
                Optional.of(via)));

    Reply reply =
        Awaited.answer(
            service.send(
                Call.get(Callers.url(server, "/"), LIMIT).with("Authorization", "Bearer x")));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(heads).hasSize(1);
    assertThat(heads.getFirst())
        .startsWith("CONNECT " + Callers.NAME + ":" + server.port() + " HTTP/1.1\r\n")
        .doesNotContain("Bearer");
    assertThat(server.asked().getFirst().serverName()).isEqualTo(Callers.NAME);
  }

  @Test
  void onlyHttpsIsCalled() {
    Call plain = Call.get(URI.create("http://login.region.test/hunter2"), LIMIT);
    assertThatThrownBy(() -> callers.service().send(plain))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("url: http (expected: https://)");
    assertThatThrownBy(() -> Call.get(URI.create("file:///etc/hunter2"), LIMIT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("url: file (expected: http:// or https:// with a host)");
  }

  @Test
  void aServiceWithoutTlsCallsNothingOverIt() {
    Service plain =
        callers.opened(
            new Service(
                callers.vertx(),
                Optional.empty(),
                new Way(Callers::addresses, Optional.empty()),
                1024));
    assertThatThrownBy(() -> plain.send(Call.get(URI.create("https://login.region.test/"), LIMIT)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("url: https (expected: http://)");
  }

  @Test
  void neitherCallNorReplySaysWhatItBears() {
    ScriptedWeb server = callers.server().always("/", ScriptedWeb.json(200, "hunter2"));
    Call call =
        Call.post(Callers.url(server, "/"), "text/x", Buffer.buffer("hunter2"), LIMIT)
            .with("Authorization", "Bearer hunter2");
    assertThat(call.toString()).doesNotContain("hunter2");
    assertThat(Awaited.answer(callers.service().send(call)).toString()).doesNotContain("hunter2");
  }

  private void tunnel(NetSocket client, int port, List<String> heads) {
    client.handler(head -> {
      heads.add(head.toString());
      client.pause();
      callers.join(client, port);
    });
  }

  private Future<Reply> get(ScriptedWeb server, String path) {
    return get(server, path, LIMIT);
  }

  private Future<Reply> get(ScriptedWeb server, String path, Duration limit) {
    return callers.service().send(Call.get(Callers.url(server, path), limit));
  }

  private static CallFault fault(Future<?> future) {
    Throwable failure = Awaited.failure(future);
    assertThat(failure).isInstanceOf(CallException.class);
    return ((CallException) failure).fault();
  }

  @Test
  void whatIsNoHttpIsNotRepeated() {
    HeldCertificate certificate = callers.certificate(Callers.NAME);
    NetServer server =
        Awaited.answer(
            callers
                .vertx()
                .createNetServer(
                    new NetServerOptions()
                        .setHost("127.0.0.1")
                        .setSsl(true)
                        .setKeyCertOptions(
                            new PemKeyCertOptions()
                                .addCertValue(Buffer.buffer(certificate.chainPem()))
                                .addKeyValue(Buffer.buffer(certificate.keyPem()))))
                .connectHandler(
                    client -> client.handler(asked -> client.write("HTTP/1.1 hunter2 OK\r\n\r\n")))
                .listen());
    URI url = URI.create("https://" + Callers.NAME + ":" + server.actualPort() + "/");
    Throwable failure = Awaited.failure(callers.service().send(Call.get(url, LIMIT)));
    assertThat(failure).hasMessage("connection failed: its answer is no HTTP");
  }
}
