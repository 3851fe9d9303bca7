package dev.handshake.lab;

import static dev.handshake.lab.Expected.failure;

import dev.handshake.HaproxyServer;
import dev.handshake.MitmproxyServer;
import dev.handshake.NginxMailServer;
import dev.handshake.NginxServer;
import dev.handshake.lab.Street.House;
import dev.handshake.reason.Reason;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Proxies of the world, with servers of it behind them, and mail servers that begin in plain. */
final class RealWays implements AutoCloseable {
  private static final List<String> THROUGH_A_PROXY =
      List.of("fine-tls12", "fine-tls13", "fine-ecdsa", "expired", "wrong-name", "plain-http");
  private static final List<String> MAIL = List.of("smtp", "imap", "pop3");

  private final RealStreet street;
  private final Deque<AutoCloseable> servers = new ArrayDeque<>();
  private final List<Served> served = new ArrayList<>();

  private RealWays(RealStreet street) {
    this.street = street;
  }

  /** Leads to the servers of a street, and serves out of the files of its PKI. */
  static RealWays open(RealStreet street, Path directory) throws Exception {
    RealWays ways = new RealWays(street);
    try {
      ways.mitmproxy(Files.createDirectories(directory.resolve("way-mitmproxy")));
      ways.nginx(Files.createDirectories(directory.resolve("way-nginx")));
      ways.haproxy(Files.createDirectories(directory.resolve("way-haproxy")));
      ways.mail(Files.createDirectories(directory.resolve("way-mail")));
      return ways;
    } catch (IOException | RuntimeException | AssertionError failure) {
      ways.close();
      throw failure;
    }
  }

  List<Served> served() {
    return List.copyOf(served);
  }

  private void mitmproxy(Path directory) {
    MitmproxyServer proxy = opened(MitmproxyServer.startPassingOn(directory));
    for (String name : THROUGH_A_PROXY) {
      House behind = house(name);
      Target target = through(proxy.port(), behind.target());
      Served.each("nginx behind mitmproxy", new House(behind.scenario(), target))
          .forEach(served::add);
    }
    failing("proxy-to-nowhere", "mitmproxy", proxy.port(), nowhere());
  }

  /** A web server knows no CONNECT. */
  private void nginx(Path directory) {
    NginxServer server =
        opened(
            NginxServer.start(directory, List.of(new NginxServer.Block(false, "return 200 web;"))));
    failing("proxy-no-connect", "nginx", server.port(0), house("fine-tls13").target());
  }

  private void haproxy(Path directory) {
    HaproxyServer server =
        opened(
            HaproxyServer.startPlain(
                directory,
                List.of(
                    "mode http\nhttp-request deny deny_status 407\n",
                    "mode http\nhttp-request deny\n",
                    "tcp-request connection reject\n")));
    failing("proxy-auth", "haproxy", server.port(0), house("fine-tls13").target());
    failing("proxy-refused", "haproxy", server.port(1), house("fine-tls13").target());
    failing("proxy-resets", "haproxy", server.port(2), house("fine-tls13").target());
  }

  private void failing(String name, String by, int proxy, Target behind) {
    Target target = through(proxy, behind);
    served.add(
        new Served(
            by,
            new Scenario(
                name,
                "A proxy of the world.",
                new Serving.Nowhere(),
                target.module(),
                Street.ADDRESS,
                LabPki.SERVER_NAME,
                failure(Reason.PROXY_FAILED)),
            target,
            Optional.empty()));
  }

  private void mail(Path directory) {
    List<Scenario> rows = new ArrayList<>();
    List<String> blocks = new ArrayList<>();
    for (String protocol : MAIL) {
      rows.add(Scenarios.named("starttls-" + protocol));
      blocks.add(begin(protocol, "on", ServerCertificate.FINE));
      rows.add(Scenarios.named("starttls-" + protocol + "-not-offered"));
      blocks.add(begin(protocol, "off", ServerCertificate.FINE));
    }
    rows.add(Scenarios.named("starttls-smtp-expired"));
    blocks.add(begin("smtp", "on", ServerCertificate.EXPIRED));
    NginxMailServer server = opened(NginxMailServer.start(directory, blocks));
    for (int number = 0; number < rows.size(); number++) {
      Served.each("nginx", rows.get(number), server.port(number)).forEach(served::add);
    }
  }

  private String begin(String protocol, String starttls, ServerCertificate shown) {
    return """
    protocol %s;
    starttls %s;
    ssl_certificate %s;
    ssl_certificate_key %s;
    ssl_protocols TLSv1.2 TLSv1.3;
    """
        .formatted(
            protocol, starttls, street.files().certificate(shown), street.files().key(shown));
  }

  private House house(String row) {
    return street.byNginx().stream()
        .filter(house -> house.scenario().name().equals(row))
        .findFirst()
        .orElseThrow(() -> new AssertionError("nginx serves no row " + row));
  }

  /** Where nobody listens (tcpmux, RFC 1078). */
  private static Target nowhere() {
    return Scenarios.named("fine-tls13").target(1);
  }

  private static Target through(int proxy, Target target) {
    ProbeModule module = target.module();
    return target.withModule(
        module.withRoute(module.route().withProxy(new Endpoint(Street.ADDRESS, proxy))));
  }

  private <T extends AutoCloseable> T opened(T server) {
    servers.push(server);
    return server;
  }

  @Override
  public void close() throws Exception {
    while (!servers.isEmpty()) {
      servers.pop().close();
    }
  }
}
