package dev.handshake.lab;

import dev.handshake.NginxServer;
import dev.handshake.OpensslServer;
import dev.handshake.lab.Street.House;
import dev.handshake.probe.DnsSettings;
import dev.handshake.target.TlsOffer;
import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Those rows of the lab that nginx and {@code openssl s_server} can serve, served by them: the same
 * scenarios, targets and expectations, other servers.
 */
public final class RealStreet implements AutoCloseable {
  private final LabPki pki;
  private final LabFiles files;
  private final List<House> byNginx = new ArrayList<>();
  private final List<House> byOpenssl = new ArrayList<>();
  private final List<OpensslServer> opensslServers = new ArrayList<>();
  private final NginxServer nginx;
  private final LabDns dns = LabDns.open();

  private RealStreet(LabPki pki, Path directory) throws IOException {
    this.pki = pki;
    this.files = pki.writeTo(directory.resolve("pki"));
    List<Scenario> rows = Scenarios.all().stream().filter(row -> block(row).isPresent()).toList();
    this.nginx =
        NginxServer.start(
            Files.createDirectory(directory.resolve("nginx")),
            rows.stream().flatMap(row -> block(row).stream()).toList());
    for (int number = 0; number < rows.size(); number++) {
      byNginx.add(house(rows.get(number), nginx.port(number)));
    }
  }

  /** Writes the PKI into a directory and serves from there. */
  public static RealStreet open(LabPki pki, Path directory) throws IOException {
    RealStreet street = new RealStreet(pki, directory);
    try {
      for (Scenario row : Scenarios.all()) {
        Optional<List<String>> arguments = street.arguments(row);
        if (arguments.isPresent()) {
          OpensslServer server = OpensslServer.start(arguments.get());
          street.opensslServers.add(server);
          street.byOpenssl.add(house(row, server.port()));
        }
      }
      return street;
    } catch (IOException | RuntimeException | AssertionError failure) {
      street.close();
      throw failure;
    }
  }

  /** The rows that nginx serves. */
  public List<House> byNginx() {
    return List.copyOf(byNginx);
  }

  /** The rows that s_server serves, one connection at a time each. */
  public List<House> byOpenssl() {
    return List.copyOf(byOpenssl);
  }

  public LabFiles files() {
    return files;
  }

  /** The server of {@link #byNginx}, whose log tells what its clients did. */
  public NginxServer nginx() {
    return nginx;
  }

  /** How the targets' names become addresses. */
  public DnsSettings dns() {
    return dns.settings();
  }

  @Override
  public void close() {
    dns.close();
    nginx.close();
    opensslServers.forEach(OpensslServer::close);
  }

  private static House house(Scenario row, int port) {
    return new House(row, row.target(port));
  }

  /** How nginx serves a row, where its habits are the row's. */
  private Optional<NginxServer.Block> block(Scenario row) {
    return switch (row.serving()) {
      case Serving.Raw(Script script) when script == Script.PLAIN_HTTP ->
          Optional.of(new NginxServer.Block(false, "return 200 plain;"));
      case Serving.Introduced _,
          Serving.Proxied _,
          Serving.Raw _,
          Serving.ClosedPort _,
          Serving.FullBacklog _,
          Serving.Nowhere _ ->
          Optional.empty();
      case Serving.Tls tls ->
          likeNginx(tls, row.module().http().isPresent())
              ? Optional.of(new NginxServer.Block(true, directives(tls)))
              : Optional.empty();
    };
  }

  private static boolean likeNginx(Serving.Tls tls, boolean http) {
    boolean answers =
        switch (tls.answer()) {
          case Answer.Nothing() -> !http;
          case Answer.Http _ -> http;
          case Answer.NotHttp() -> false;
        };
    boolean asks =
        switch (tls.clientAuth()) {
          case NONE, WANTED, JUDGED_IN_HTTP -> true;
          case NEEDED, JUDGED_FOREVER -> false;
        };
    return answers && asks && tls.quirks().isEmpty() && tls.ciphers().isEmpty();
  }

  private String directives(Serving.Tls tls) {
    String verification =
        switch (tls.clientAuth()) {
          case NONE, NEEDED, JUDGED_FOREVER -> "";
          case WANTED -> "ssl_verify_client optional;\n" + clientRoots();
          case JUDGED_IN_HTTP -> "ssl_verify_client on;\n" + clientRoots();
        };
    String answer =
        switch (tls.answer()) {
          case Answer.Nothing(), Answer.NotHttp() -> "return 204;\n";
          case Answer.Http(int status, String body) -> "return %d '%s';%n".formatted(status, body);
        };
    return "ssl_certificate %s;%nssl_certificate_key %s;%nssl_protocols %s;%nssl_ciphers DEFAULT@SECLEVEL=0;%n"
            .formatted(
                files.certificate(tls.certificate()),
                files.key(tls.certificate()),
                tls.versions().stream().map(TlsVersion::word).collect(Collectors.joining(" ")))
        + verification
        + answer;
  }

  private String clientRoots() {
    return "ssl_client_certificate " + files.clientRoots() + ";\n";
  }

  /** How s_server serves a row, where its habits are the row's. */
  private Optional<List<String>> arguments(Scenario row) throws IOException {
    return switch (row.serving()) {
      case Serving.Raw(Script script) when script == Script.PROTOCOL_ALERT ->
          Optional.of(oldProtocolOnly());
      case Serving.Raw(Script script)
          when script == Script.OLD_SERVER_HELLO && row.module().expect().isRefusalOfOffer() ->
          Optional.of(accepting(row.module().tls()));
      case Serving.Introduced _,
          Serving.Proxied _,
          Serving.Raw _,
          Serving.ClosedPort _,
          Serving.FullBacklog _,
          Serving.Nowhere _ ->
          Optional.empty();
      case Serving.Tls tls -> likeOpenssl(tls) ? Optional.of(arguments(tls)) : Optional.empty();
    };
  }

  private static boolean likeOpenssl(Serving.Tls tls) {
    boolean answers =
        switch (tls.answer()) {
          case Answer.Nothing() -> true;
          case Answer.Http(int status, _) -> status == 200;
          case Answer.NotHttp() -> false;
        };
    boolean distinctive = tls.clientAuth() == ClientAuth.NEEDED || !tls.ciphers().isEmpty();
    return answers && distinctive && tls.quirks().isEmpty();
  }

  private List<String> oldProtocolOnly() throws IOException {
    List<String> all = new ArrayList<>(shown(ServerCertificate.FINE));
    all.addAll(List.of("-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"));
    return all;
  }

  private List<String> accepting(TlsOffer offer) throws IOException {
    List<String> all = new ArrayList<>(shown(ServerCertificate.FINE_RSA));
    String suites =
        offer.ciphers().isEmpty()
            ? "ALL"
            : offer.ciphers().stream()
                .map(RealStreet::opensslName)
                .collect(Collectors.joining(":"));
    all.addAll(List.of("-cipher", suites + ":@SECLEVEL=0"));
    all.addAll(List.of("-min_protocol", "TLSv1", "-max_protocol", offer.maxVersion().word()));
    return all;
  }

  private List<String> arguments(Serving.Tls tls) throws IOException {
    List<String> all = new ArrayList<>(shown(tls.certificate()));
    if (tls.versions().size() == 1) {
      all.add(tls.versions().contains(TlsVersion.TLS_1_2) ? "-tls1_2" : "-tls1_3");
    }
    if (tls.clientAuth() == ClientAuth.NEEDED) {
      all.addAll(
          List.of(
              "-Verify", "1", "-verify_return_error", "-CAfile", files.clientRoots().toString()));
    }
    if (!tls.ciphers().isEmpty()) {
      all.addAll(
          List.of(
              "-cipher",
              tls.ciphers().stream()
                  .map(RealStreet::opensslName)
                  .collect(Collectors.joining(":"))));
    }
    if (tls.answer() instanceof Answer.Http) {
      all.add("-www");
    }
    return all;
  }

  /**
   * TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 is ECDHE-ECDSA-AES256-GCM-SHA384 there, and
   * TLS_RSA_WITH_AES_128_CBC_SHA is AES128-SHA.
   */
  static String opensslName(String suite) {
    return suite
        .substring("TLS_".length())
        .replaceFirst("^RSA_(?=WITH)", "")
        .replaceFirst("WITH_AES_(128|256)_", "AES$1-")
        .replace("CBC_", "")
        .replace('_', '-');
  }

  private List<String> shown(ServerCertificate which) throws IOException {
    Path issuers = files.directory().resolve(which.fileName() + "-issuers.pem");
    StringBuilder text = new StringBuilder();
    pki.server(which).issuers().forEach(issuer -> text.append(HeldCertificate.pem(issuer)));
    Files.writeString(issuers, text);
    return List.of(
        "-cert",
        files.certificate(which).toString(),
        "-key",
        files.key(which).toString(),
        "-cert_chain",
        issuers.toString());
  }
}
