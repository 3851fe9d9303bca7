package dev.handshake.lab;

import static dev.handshake.lab.Expected.failure;
import static dev.handshake.target.TlsVersion.TLS_1_2;
import static dev.handshake.target.TlsVersion.TLS_1_3;

import dev.handshake.GnutlsServer;
import dev.handshake.HaproxyServer;
import dev.handshake.NginxServer;
import dev.handshake.OpensslServer;
import dev.handshake.StunnelServer;
import dev.handshake.reason.Reason;
import dev.handshake.target.Confirm;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/** Servers of the world that break off, stay silent or do not fit, each in its own manner. */
final class RealOddities implements AutoCloseable {
  private static final ProbeModule PLAIN = Scenarios.named("fine-tls13").module();
  private static final ProbeModule HTTP =
      PLAIN.withHttp(new HttpCheck("GET", "/", Map.of(), Set.of(200), Duration.ofSeconds(2)));
  private static final ProbeModule STRANGE_ALPN =
      PLAIN.withTls(PLAIN.tls().withAlpn(List.of("strange")));
  private static final String OLD = "TLSv1.1";
  private static final String ECDSA_ONLY = "ECDHE-ECDSA-AES256-GCM-SHA384";

  /** A name that no server here has. */
  private static final String NOBODY = "nobody.handshake.test";

  /** A suite that neither engine offers. */
  private static final String RARE_SUITE = "TLS_AES_128_CCM_8_SHA256";

  private final LabFiles files;
  private final Deque<AutoCloseable> servers = new ArrayDeque<>();
  private final List<Served> served = new ArrayList<>();

  private RealOddities(LabFiles files) {
    this.files = files;
  }

  /** A way to serve, and what a truthful probe says of it. */
  private record Oddity(String name, Reason reason, ProbeModule module, String how) {}

  static RealOddities open(LabFiles files, Path directory) throws Exception {
    RealOddities oddities = new RealOddities(files);
    try {
      oddities.nginx(Files.createDirectories(directory.resolve("odd-nginx")));
      oddities.haproxy(Files.createDirectories(directory.resolve("odd-haproxy")));
      oddities.plainHaproxy(Files.createDirectories(directory.resolve("plain-haproxy")));
      oddities.stunnel(Files.createDirectories(directory.resolve("odd-stunnel")));
      oddities.openssl();
      oddities.gnutls();
      return oddities;
    } catch (IOException | RuntimeException | AssertionError failure) {
      oddities.close();
      throw failure;
    }
  }

  List<Served> served() {
    return List.copyOf(served);
  }

  private void nginx(Path directory) {
    String fine =
        "ssl_certificate %s;\nssl_certificate_key %s;\nssl_protocols TLSv1.2 TLSv1.3;\n"
            .formatted(fine(), key());
    List<Oddity> all =
        List.of(
            new Oddity(
                "unknown-name",
                Reason.SERVER_NAME_UNRECOGNIZED,
                PLAIN,
                fine + "ssl_reject_handshake on;\n"),
            new Oddity(
                "strange-alpn",
                Reason.HANDSHAKE_REJECTED,
                STRANGE_ALPN,
                fine + "return 200 fine;\n"),
            new Oddity(
                "old-protocol",
                Reason.PROTOCOL_MISMATCH,
                PLAIN,
                fine.replace("TLSv1.2 TLSv1.3", OLD) + "ssl_ciphers DEFAULT@SECLEVEL=0;\n"),
            new Oddity(
                "no-common-cipher-tls12",
                Reason.CIPHER_MISMATCH,
                over(TLS_1_2),
                "ssl_certificate %s;\nssl_certificate_key %s;\nssl_ciphers %s;\n"
                    .formatted(fineRsa(), rsaKey(), ECDSA_ONLY)),
            new Oddity(
                "no-common-cipher-tls13",
                Reason.CIPHER_MISMATCH,
                over(TLS_1_3),
                fine + "ssl_conf_command Ciphersuites " + RARE_SUITE + ";\n"),
            new Oddity(
                "http-ends", Reason.HTTP_INVALID, HTTP, fine + "location / { return 444; }\n"),
            new Oddity("http-unavailable", Reason.HTTP_STATUS, HTTP, fine + "return 503 later;\n"));
    NginxServer server =
        NginxServer.start(
            directory,
            all.stream().map(oddity -> new NginxServer.Block(true, oddity.how())).toList());
    servers.push(server);
    add("nginx", all, number -> server.port(number));
  }

  private void haproxy(Path directory) throws IOException {
    Path ecdsa = bundle(directory, ServerCertificate.FINE);
    Path rsa = bundle(directory, ServerCertificate.FINE_RSA);
    List<Oddity> all =
        List.of(
            new Oddity(
                "unknown-name",
                Reason.SERVER_NAME_UNRECOGNIZED,
                PLAIN,
                "crt " + ecdsa + " strict-sni"),
            new Oddity(
                "old-protocol",
                Reason.PROTOCOL_MISMATCH,
                PLAIN,
                "crt %s ssl-min-ver TLSv1.0 ssl-max-ver %s ciphers DEFAULT@SECLEVEL=0"
                    .formatted(rsa, OLD)),
            new Oddity(
                "no-common-cipher-tls12",
                Reason.CIPHER_MISMATCH,
                over(TLS_1_2),
                "crt %s ciphers %s".formatted(rsa, ECDSA_ONLY)),
            new Oddity(
                "no-common-cipher-tls13",
                Reason.CIPHER_MISMATCH,
                over(TLS_1_3),
                "crt %s ciphersuites %s".formatted(rsa, RARE_SUITE)));
    HaproxyServer server = HaproxyServer.start(directory, all.stream().map(Oddity::how).toList());
    servers.push(server);
    add("haproxy", all, server::port);
  }

  private void plainHaproxy(Path directory) {
    String afterHello =
        "tcp-request inspect-delay 5s\ntcp-request content %s if { req.len gt 0 }\n";
    List<Oddity> all =
        List.of(
            new Oddity(
                "plain-http", Reason.NOT_TLS, PLAIN, "mode http\nhttp-request return status 200\n"),
            new Oddity(
                "closes",
                Reason.CONNECTION_CLOSED,
                PLAIN,
                afterHello.formatted("reject") + "default_backend none\n"),
            new Oddity("resets", Reason.CONNECTION_RESET, PLAIN, "default_backend none\n"),
            new Oddity(
                "resets-at-once",
                Reason.CONNECTION_RESET,
                PLAIN,
                "tcp-request connection reject\n"),
            new Oddity(
                "silence",
                Reason.HANDSHAKE_TIMEOUT,
                PLAIN,
                afterHello.formatted("silent-drop") + "default_backend none\n"));
    HaproxyServer server =
        HaproxyServer.startPlain(directory, all.stream().map(Oddity::how).toList());
    servers.push(server);
    add("haproxy", new Serving.Nowhere(), all, server::port);
  }

  private void stunnel(Path directory) {
    String fine = "cert = %s\nkey = %s\n".formatted(fine(), key());
    List<Oddity> all =
        List.of(
            new Oddity(
                "old-protocol",
                Reason.PROTOCOL_MISMATCH,
                PLAIN,
                fine
                    + "securityLevel = 0\nciphers = DEFAULT@SECLEVEL=0\nsslVersionMin = TLSv1\nsslVersionMax = "
                    + OLD),
            new Oddity(
                "no-common-cipher-tls12",
                Reason.CIPHER_MISMATCH,
                over(TLS_1_2),
                "cert = %s\nkey = %s\nciphers = %s".formatted(fineRsa(), rsaKey(), ECDSA_ONLY)),
            new Oddity(
                "no-common-cipher-tls13",
                Reason.CIPHER_MISMATCH,
                over(TLS_1_3),
                fine + "ciphersuites = " + RARE_SUITE),
            new Oddity("http-echoed", Reason.HTTP_INVALID, HTTP, fine));
    StunnelServer server = StunnelServer.start(directory, all.stream().map(Oddity::how).toList());
    servers.push(server);
    add("stunnel", all, server::port);
  }

  private void openssl() {
    String fine = "-cert %s -cert_chain %s -key %s ".formatted(fine(), fine(), key());
    String other =
        "-cert2 %s -key2 %s "
            .formatted(
                files.certificate(ServerCertificate.OTHER_NAME),
                files.key(ServerCertificate.OTHER_NAME));
    String asking = "-verify 1 -CAfile " + files.clientRoots() + " -num_tickets 0";
    for (Oddity oddity :
        List.of(
            new Oddity(
                "unknown-name",
                Reason.SERVER_NAME_UNRECOGNIZED,
                PLAIN,
                fine + other + "-servername other.handshake.test -servername_fatal"),
            new Oddity("strange-alpn", Reason.HANDSHAKE_REJECTED, STRANGE_ALPN, fine + "-alpn h2"),
            new Oddity(
                "no-common-cipher-tls13",
                Reason.CIPHER_MISMATCH,
                over(TLS_1_3),
                fine + "-ciphersuites " + RARE_SUITE),
            new Oddity("http-backwards", Reason.HTTP_INVALID, HTTP, fine + "-rev"),
            new Oddity(
                "http-silence",
                Reason.HTTP_TIMEOUT,
                HTTP.withTls(over(TLS_1_3).tls()),
                fine.strip()),
            new Oddity(
                "mtls-unconfirmed",
                Reason.ACCEPTANCE_UNCONFIRMED,
                over(TLS_1_3).withConfirm(Confirm.REQUIRED),
                fine + "-tls1_3 " + asking))) {
      OpensslServer server = OpensslServer.start(List.of(oddity.how().split(" ")));
      servers.push(server);
      add("s_server", List.of(oddity), _ -> server.port());
    }
  }

  private void gnutls() {
    String fine = "--quiet --x509certfile %s --x509keyfile %s ".formatted(fine(), key());
    for (Oddity oddity :
        List.of(
            new Oddity(
                "old-protocol",
                Reason.PROTOCOL_MISMATCH,
                PLAIN,
                fine + "--priority NORMAL:-VERS-ALL:+VERS-TLS1.1"),
            new Oddity(
                "no-common-cipher-tls12",
                Reason.CIPHER_MISMATCH,
                over(TLS_1_2),
                fine + "--priority NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA"),
            new Oddity(
                "no-common-cipher-tls13",
                Reason.CIPHER_MISMATCH,
                over(TLS_1_3),
                fine + "--priority NORMAL:-CIPHER-ALL:+AES-128-CCM-8"),
            new Oddity("http-echoed", Reason.HTTP_INVALID, HTTP, fine + "--echo"))) {
      GnutlsServer server = GnutlsServer.start(List.of(oddity.how().split(" ")));
      servers.push(server);
      add("gnutls-serv", List.of(oddity), _ -> server.port());
    }
  }

  private void add(String by, List<Oddity> all, IntUnaryOperator port) {
    add(by, Serving.Tls.showing(ServerCertificate.FINE), all, port);
  }

  private void add(String by, Serving serving, List<Oddity> all, IntUnaryOperator port) {
    for (int number = 0; number < all.size(); number++) {
      Oddity oddity = all.get(number);
      Scenario row =
          new Scenario(
              oddity.name(),
              "Served by a server of the world.",
              serving,
              oddity.module(),
              Street.ADDRESS,
              oddity.reason() == Reason.SERVER_NAME_UNRECOGNIZED ? NOBODY : LabPki.SERVER_NAME,
              failure(oddity.reason()));
      Served.each(by, row, port.applyAsInt(number)).forEach(served::add);
    }
  }

  private static ProbeModule over(TlsVersion version) {
    return PLAIN.withTls(PLAIN.tls().withVersions(version, version));
  }

  private Path fine() {
    return files.certificate(ServerCertificate.FINE);
  }

  private Path key() {
    return files.key(ServerCertificate.FINE);
  }

  private Path fineRsa() {
    return files.certificate(ServerCertificate.FINE_RSA);
  }

  private Path rsaKey() {
    return files.key(ServerCertificate.FINE_RSA);
  }

  private Path bundle(Path directory, ServerCertificate which) throws IOException {
    return Files.writeString(
        directory.resolve(which.fileName() + ".pem"),
        Files.readString(files.certificate(which)) + Files.readString(files.key(which)));
  }

  @Override
  public void close() throws Exception {
    while (!servers.isEmpty()) {
      servers.pop().close();
    }
  }
}
