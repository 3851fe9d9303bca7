package dev.handshake.probe;

import static dev.handshake.probe.ScriptedNameServer.A;
import static dev.handshake.probe.ScriptedNameServer.Answer.a;
import static dev.handshake.probe.ScriptedNameServer.Answer.aaaa;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.observation.Outcome.ResolveFault;
import dev.handshake.probe.Resolution.Resolved;
import dev.handshake.probe.Resolution.Unresolved;
import dev.handshake.probe.ScriptedNameServer.Answer;
import dev.handshake.probe.ScriptedNameServer.Query;
import dev.handshake.target.AddressFamily;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.InstanceOfAssertFactory;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A resolver before scripted name servers, with files of its own and a clock turned by hand. */
abstract class ResolverFixture {
  static final String NAME = "crm.example.com";
  static final Duration SHORT = Duration.ofMillis(300);

  /** Whoever waits for any part of this is given up by the test. */
  static final Duration LONG = Duration.ofHours(1);

  static final InstanceOfAssertFactory<Unresolved, ObjectAssert<Unresolved>> UNRESOLVED =
      InstanceOfAssertFactories.type(Unresolved.class);

  @TempDir Path directory;
  final AtomicLong nanoTime = new AtomicLong(System.nanoTime());
  Vertx vertx = Vertx.vertx();
  final List<AutoCloseable> toClose = new ArrayList<>();

  @BeforeEach
  void prepare() throws IOException {
    Files.writeString(directory.resolve("hosts"), "");
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : toClose) {
      closeable.close();
    }
    await(vertx.close());
  }

  static Answer good(Query query) {
    return Answer.of(
        query.type() == A ? a(query.name(), "192.0.2.1") : aaaa(query.name(), "2001:db8::1"));
  }

  static byte[] garbage(int id) {
    byte[] bytes = new byte[40];
    Arrays.fill(bytes, (byte) 0xff);
    bytes[0] = (byte) (id >> 8);
    bytes[1] = (byte) id;
    return bytes;
  }

  /** A server that knows these names, each followed by its IPv4 address, and no other. */
  static ScriptedNameServer knowing(String... namesAndAddresses) throws IOException {
    return new ScriptedNameServer(query -> {
      int index = List.of(namesAndAddresses).indexOf(query.name());
      Answer answer =
          index < 0 ? Answer.code(3) : Answer.of(a(query.name(), namesAndAddresses[index + 1]));
      return List.of(answer.to(query));
    });
  }

  void restart(boolean nativeTransport) throws Exception {
    await(vertx.close());
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport));
  }

  ScriptedNameServer running(ScriptedNameServer server) {
    toClose.add(server);
    return server;
  }

  Resolver resolver(Duration timeout, ScriptedNameServer... servers) {
    return resolver(timeout, Stream.of(servers).map(ScriptedNameServer::address).toList());
  }

  Resolver systemResolver(Duration timeout) {
    return resolver(timeout, List.of());
  }

  Resolver resolver(Duration timeout, List<InetSocketAddress> servers) {
    Resolver resolver =
        new Resolver(
            vertx, settings(timeout, servers), directory.resolve("resolv.conf"), nanoTime::get);
    toClose.add(resolver);
    return resolver;
  }

  DnsSettings settings(Duration timeout, List<InetSocketAddress> servers) {
    return new DnsSettings(servers, Optional.of(directory.resolve("hosts")), timeout);
  }

  void writeHosts(String lines) throws IOException {
    Files.writeString(directory.resolve("hosts"), lines);
  }

  void writeResolvConf(ScriptedNameServer server, String line) throws IOException {
    Files.writeString(
        directory.resolve("resolv.conf"),
        "nameserver 127.0.0.1\nport " + server.address().getPort() + "\n" + line + "\n");
  }

  static InetSocketAddress closedPort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, ip("127.0.0.1"))) {
      return new InetSocketAddress(ip("127.0.0.1"), socket.getLocalPort());
    }
  }

  static void assertFailed(Resolution resolution, String detail) {
    assertThat(resolution)
        .asInstanceOf(UNRESOLVED)
        .satisfies(unresolved -> {
          assertThat(unresolved.fault()).isEqualTo(ResolveFault.FAILED);
          assertThat(unresolved.detail()).contains(detail);
        });
  }

  static Resolution resolve(Resolver resolver, String host, AddressFamily family) throws Exception {
    return await(resolver.resolve(host, family));
  }

  static <T> T await(Future<T> future) throws TimeoutException {
    return future.await(60, TimeUnit.SECONDS);
  }

  static Resolved addresses(String... literals) {
    return new Resolved(Stream.of(literals).map(ResolverFixture::ip).toList());
  }

  static InetAddress ip(String literal) {
    return InetAddress.ofLiteral(literal);
  }
}
