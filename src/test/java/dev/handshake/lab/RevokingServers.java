package dev.handshake.lab;

import static dev.handshake.lab.Expected.failure;

import dev.handshake.GnutlsServer;
import dev.handshake.HaproxyServer;
import dev.handshake.NginxServer;
import dev.handshake.OpensslServer;
import dev.handshake.StunnelServer;
import dev.handshake.credential.Identity;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Reason;
import dev.handshake.target.ProbeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Date;
import java.util.Deque;
import java.util.List;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Servers of the world that know from a list that our certificate, which looks good from here, has
 * been revoked.
 */
final class RevokingServers implements AutoCloseable {
  private static final String IDENTITY = "revoked-client";
  private static final ProbeModule PLAIN =
      Scenarios.named("fine-tls13").module().withIdentity(IDENTITY);
  private static final ProbeModule HTTP =
      Scenarios.named("fine-ecdsa").module().withIdentity(IDENTITY);

  private final LabFiles files;
  private final HeldCertificate client;
  private final Path roots;
  private final Path list;
  private final Deque<AutoCloseable> servers = new ArrayDeque<>();
  private final List<Served> served = new ArrayList<>();

  private RevokingServers(LabFiles files, Path directory, Instant now) throws Exception {
    this.files = files;
    HeldCertificate root = HeldCertificate.named("Revoking Root", now).authority().mint();
    this.client =
        HeldCertificate.named("Revoked Client", now)
            .purposes(KeyPurposeId.id_kp_clientAuth)
            .issuedBy(root)
            .mint();
    this.roots = Files.writeString(directory.resolve("roots.pem"), root.certificatePem());
    this.list = Files.writeString(directory.resolve("list.pem"), list(root, client, now));
  }

  static RevokingServers open(LabFiles files, Path directory, Instant now) throws Exception {
    Files.createDirectories(directory);
    RevokingServers all = new RevokingServers(files, directory, now);
    try {
      all.start(directory);
      return all;
    } catch (IOException | RuntimeException | AssertionError failure) {
      all.close();
      throw failure;
    }
  }

  List<Served> served() {
    return List.copyOf(served);
  }

  Identity identity() {
    return new Identity.Usable(
        IDENTITY,
        client.chain(),
        client.key(),
        client.certificate().getSerialNumber().toString(16));
  }

  private void start(Path directory) throws IOException {
    Path certificate = files.certificate(ServerCertificate.FINE);
    Path key = files.key(ServerCertificate.FINE);
    Path bundle =
        Files.writeString(
            directory.resolve("fine.pem"), Files.readString(certificate) + Files.readString(key));
    HaproxyServer haproxy =
        opened(
            HaproxyServer.start(
                directory,
                List.of(
                    "crt %s verify required ca-file %s crl-file %s"
                        .formatted(bundle, roots, list))));
    add("haproxy", haproxy.port(0), PLAIN, Reason.CLIENT_CERTIFICATE_REVOKED);
    NginxServer nginx =
        opened(
            NginxServer.start(
                Files.createDirectories(directory.resolve("nginx")),
                List.of(
                    new NginxServer.Block(
                        true,
                        """
                        ssl_certificate %s;
                        ssl_certificate_key %s;
                        ssl_protocols TLSv1.2 TLSv1.3;
                        ssl_verify_client on;
                        ssl_client_certificate %s;
                        ssl_crl %s;
                        return 200 fine;
                        """
                            .formatted(certificate, key, roots, list)))));
    // In HTTP it only says that there is something wrong with the certificate.
    add("nginx", nginx.port(0), HTTP, Reason.CLIENT_CERTIFICATE_REJECTED);
    StunnelServer stunnel =
        opened(
            StunnelServer.start(
                directory,
                List.of(
                    "cert = %s\nkey = %s\nverifyChain = yes\nCAfile = %s\nCRLfile = %s"
                        .formatted(certificate, key, roots, list))));
    add("stunnel", stunnel.port(0), PLAIN, Reason.CLIENT_CERTIFICATE_REVOKED);
    OpensslServer openssl =
        opened(
            OpensslServer.start(
                List.of(
                    ("-cert %s -cert_chain %s -key %s -Verify 1 -verify_return_error -CAfile %s"
                            + " -CRL %s -crl_check")
                        .formatted(certificate, certificate, key, roots, list)
                        .split(" "))));
    add("s_server", openssl.port(), PLAIN, Reason.CLIENT_CERTIFICATE_REVOKED);
    GnutlsServer gnutls =
        opened(
            GnutlsServer.start(
                List.of(
                    ("--quiet --x509certfile %s --x509keyfile %s --require-client-cert"
                            + " --verify-client-cert --x509cafile %s --x509crlfile %s")
                        .formatted(certificate, key, roots, list)
                        .split(" "))));
    add("gnutls-serv", gnutls.port(), PLAIN, Reason.CLIENT_CERTIFICATE_REJECTED);
  }

  private <T extends AutoCloseable> T opened(T server) {
    servers.push(server);
    return server;
  }

  private void add(String by, int port, ProbeModule module, Reason reason) {
    Scenario row =
        new Scenario(
            "mtls-revoked",
            "Our certificate is on the server's list of revoked ones.",
            Serving.Tls.showing(ServerCertificate.FINE),
            module,
            Street.ADDRESS,
            LabPki.SERVER_NAME,
            failure(reason).with(Acceptance.REJECTED));
    Served.each(by, row, port).forEach(served::add);
  }

  private static String list(HeldCertificate root, HeldCertificate revoked, Instant now)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    X509v2CRLBuilder builder =
        new JcaX509v2CRLBuilder(root.certificate(), Date.from(now.minus(Duration.ofMinutes(5))));
    builder.setNextUpdate(Date.from(now.plus(Duration.ofDays(1))));
    builder.addCRLEntry(
        revoked.certificate().getSerialNumber(),
        Date.from(now.minus(Duration.ofMinutes(5))),
        CRLReason.keyCompromise);
    return HeldCertificate.pem(
        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(root.key())));
  }

  @Override
  public void close() throws Exception {
    while (!servers.isEmpty()) {
      servers.pop().close();
    }
  }
}
