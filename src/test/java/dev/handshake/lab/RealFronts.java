package dev.handshake.lab;

import static java.util.stream.Collectors.joining;

import dev.handshake.GnutlsServer;
import dev.handshake.HaproxyServer;
import dev.handshake.OpensslServer;
import dev.handshake.StunnelServer;
import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Those rows of the lab that only show a certificate, served by HAProxy, stunnel, {@code
 * gnutls-serv} and {@code s_server}.
 */
final class RealFronts implements AutoCloseable {
  /** What OpenSSL does not let HAProxy show at the security level of Debian. */
  private static final Set<ServerCertificate> BELOW_LEVEL =
      EnumSet.of(ServerCertificate.WEAK_KEY, ServerCertificate.WEAK_SIGNATURE);

  private final LabFiles files;
  private final Deque<AutoCloseable> servers = new ArrayDeque<>();
  private final List<Served> served = new ArrayList<>();

  private RealFronts(LabFiles files) {
    this.files = files;
  }

  /** Serves out of the files of a PKI that was written before. */
  static RealFronts open(LabFiles files, Path directory) throws Exception {
    RealFronts fronts = new RealFronts(files);
    try {
      fronts.haproxy(Files.createDirectories(directory.resolve("haproxy")));
      fronts.stunnel(Files.createDirectories(directory.resolve("stunnel")));
      fronts.gnutls();
      fronts.openssl();
      return fronts;
    } catch (IOException | RuntimeException | AssertionError failure) {
      fronts.close();
      throw failure;
    }
  }

  List<Served> served() {
    return List.copyOf(served);
  }

  private void haproxy(Path directory) throws IOException {
    List<Scenario> rows =
        rows(true).filter(row -> !BELOW_LEVEL.contains(tls(row).certificate())).toList();
    List<String> binds = new ArrayList<>();
    for (Scenario row : rows) {
      Serving.Tls tls = tls(row);
      binds.add(
          "crt %s ssl-min-ver %s ssl-max-ver %s"
              .formatted(
                  bundle(tls.certificate(), directory), oldest(tls).word(), newest(tls).word()));
    }
    HaproxyServer server = HaproxyServer.start(directory, binds);
    servers.push(server);
    for (int number = 0; number < rows.size(); number++) {
      Served.each("haproxy", rows.get(number), server.port(number)).forEach(served::add);
    }
  }

  private void stunnel(Path directory) {
    List<Scenario> rows = rows(false).toList();
    StunnelServer server =
        StunnelServer.start(directory, rows.stream().map(row -> service(tls(row))).toList());
    servers.push(server);
    for (int number = 0; number < rows.size(); number++) {
      Served.each("stunnel", rows.get(number), server.port(number)).forEach(served::add);
    }
  }

  private String service(Serving.Tls tls) {
    return """
    cert = %s
    key = %s
    securityLevel = 0
    ciphers = DEFAULT@SECLEVEL=0
    sslVersionMin = %s
    sslVersionMax = %s\
    """
        .formatted(
            files.certificate(tls.certificate()),
            files.key(tls.certificate()),
            oldest(tls).word(),
            newest(tls).word());
  }

  private void gnutls() {
    for (Scenario row : rows(true).toList()) {
      Serving.Tls tls = tls(row);
      // GnuTLS sends of its file only what leads up from the leaf.
      if (tls.certificate() == ServerCertificate.OVERSIZED) {
        continue;
      }
      GnutlsServer server =
          GnutlsServer.start(
              List.of(
                  "--quiet",
                  "--disable-client-cert",
                  "--x509certfile",
                  files.certificate(tls.certificate()).toString(),
                  "--x509keyfile",
                  files.key(tls.certificate()).toString(),
                  "--priority",
                  "NORMAL:-VERS-ALL"
                      + tls.versions().stream()
                          .sorted()
                          .map(version -> ":+VERS-TLS" + version.word().substring(4))
                          .collect(joining())));
      servers.push(server);
      Served.each("gnutls-serv", row, server.port()).forEach(served::add);
    }
  }

  private void openssl() {
    for (Scenario row : rows(false).toList()) {
      Serving.Tls tls = tls(row);
      List<String> arguments = new ArrayList<>(List.of("-cipher", "DEFAULT@SECLEVEL=0"));
      arguments.addAll(List.of("-cert", files.certificate(tls.certificate()).toString()));
      arguments.addAll(List.of("-cert_chain", files.certificate(tls.certificate()).toString()));
      arguments.addAll(List.of("-key", files.key(tls.certificate()).toString()));
      arguments.addAll(
          List.of("-min_protocol", oldest(tls).word(), "-max_protocol", newest(tls).word()));
      OpensslServer server = OpensslServer.start(arguments);
      servers.push(server);
      Served.each("s_server", row, server.port()).forEach(served::add);
    }
  }

  /** The rows that say no more than which certificate is shown. */
  private static Stream<Scenario> rows(boolean inHttp) {
    return Scenarios.all().stream()
        .filter(row -> row.serving() instanceof Serving.Tls)
        .filter(row -> row.module().http().isEmpty() || inHttp)
        .filter(row -> plain(tls(row), row.module().http().isPresent()));
  }

  private static boolean plain(Serving.Tls tls, boolean http) {
    boolean answers =
        switch (tls.answer()) {
          case Answer.Nothing() -> !http;
          case Answer.Http(int status, _) -> status == 200;
          case Answer.NotHttp() -> false;
        };
    return answers
        && tls.clientAuth() == ClientAuth.NONE
        && tls.quirks().isEmpty()
        && tls.ciphers().isEmpty();
  }

  private static Serving.Tls tls(Scenario row) {
    return (Serving.Tls) row.serving();
  }

  private static TlsVersion oldest(Serving.Tls tls) {
    return tls.versions().stream().sorted().findFirst().orElseThrow();
  }

  private static TlsVersion newest(Serving.Tls tls) {
    return tls.versions().stream().sorted().toList().getLast();
  }

  /** Certificate, chain and key in one file, as HAProxy has it. */
  private Path bundle(ServerCertificate which, Path directory) throws IOException {
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
