package dev.handshake.outgoing;

import dev.handshake.Awaited;
import dev.handshake.ScriptedWeb;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.lab.HeldCertificate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A caller with a root of its own, and servers under it. */
public final class Callers implements AutoCloseable {
  /** The name that servers prove and that leads to loopback. */
  public static final String NAME = "login.region.test";

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final Vertx vertx = Vertx.vertx();
  private final HeldCertificate root =
      HeldCertificate.named("root", Instant.now()).authority().mint();
  private final List<AutoCloseable> open = new ArrayList<>();

  public Vertx vertx() {
    return vertx;
  }

  public TrustAnchors roots() {
    return TrustAnchors.of("corporate", Set.of(root.certificate()), List.of());
  }

  public String rootPem() {
    return root.certificatePem();
  }

  /** A server that proves to be {@link #NAME}. */
  public ScriptedWeb server() {
    return server(certificate(NAME));
  }

  public ScriptedWeb server(HeldCertificate certificate) {
    return opened(ScriptedWeb.start(vertx, certificate));
  }

  public HeldCertificate certificate(String name) {
    return HeldCertificate.named("server", Instant.now()).dns(name).issuedBy(root).mint();
  }

  public HeldCertificate certificate(String name, Instant from, Instant to) {
    return HeldCertificate.named("server", Instant.now())
        .dns(name)
        .valid(from, to)
        .issuedBy(root)
        .mint();
  }

  public Service service() {
    return service(new Way(Callers::addresses, Optional.empty()));
  }

  public Service service(Way way) {
    return opened(new Service(vertx, roots(), way));
  }

  public static URI url(ScriptedWeb server, String path) {
    return URI.create("https://" + NAME + ":" + server.port() + path);
  }

  /** Leads one name to loopback, and no other anywhere. */
  public static Future<List<InetAddress>> addresses(String name) {
    return name.equals(NAME)
        ? Future.succeededFuture(List.of(LOOPBACK))
        : Future.failedFuture(new IOException("no such name: " + name));
  }

  /** Lets a client of a proxy speak to a port of loopback from now on. */
  void join(NetSocket client, int port) {
    vertx
        .createNetClient()
        .connect(port, "127.0.0.1")
        .onSuccess(server -> {
          var _ = client.write("HTTP/1.1 200 OK\r\n\r\n");
          var _ = client.pipeTo(server);
          var _ = server.pipeTo(client);
        });
  }

  public <T extends AutoCloseable> T opened(T one) {
    open.add(one);
    return one;
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    Awaited.answer(vertx.close());
  }
}
