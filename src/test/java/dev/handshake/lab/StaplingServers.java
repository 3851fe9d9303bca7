package dev.handshake.lab;

import static dev.handshake.lab.Expected.failure;
import static dev.handshake.lab.Expected.success;

import dev.handshake.NginxServer;
import dev.handshake.OpensslServer;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.target.Policy;
import dev.handshake.target.ProbeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;

/** Servers of the world that staple what their authority says of them, or do not. */
final class StaplingServers implements AutoCloseable {
  private static final String TRUST = "stapling";
  private static final String TLS_FEATURE = "1.3.6.1.5.5.7.1.24";
  private static final int STATUS_REQUEST = 5;

  private static final ProbeModule PLAIN =
      Scenarios.named("fine-tls13").module().withName("lab-stapling").withTrust(TRUST);
  private static final ProbeModule STAPLE_REQUIRED =
      PLAIN.withName("lab-staple-required").withPolicy(Policy.DEFAULT.withRequireStaple(true));

  private final Path directory;
  private final Instant now;
  private final HeldCertificate root;
  private final HeldCertificate leaf;
  private final HeldCertificate demanding;
  private final Deque<AutoCloseable> servers = new ArrayDeque<>();
  private final List<Served> served = new ArrayList<>();

  /** A certificate, what is stapled to it, who probes it, and what should be said. */
  private record Stapling(
      String name,
      HeldCertificate shown,
      Optional<OcspDraft> answer,
      ProbeModule module,
      Expected expected) {}

  private StaplingServers(Path directory, Instant now) {
    this.directory = directory;
    this.now = now;
    this.root = HeldCertificate.named("Stapling Root", now).authority().mint();
    this.leaf = leaf().mint();
    this.demanding =
        leaf()
            .extension(TLS_FEATURE, false, new DERSequence(new ASN1Integer(STATUS_REQUEST)))
            .mint();
  }

  static StaplingServers open(Path directory, Instant now) throws Exception {
    StaplingServers all = new StaplingServers(Files.createDirectories(directory), now);
    try {
      all.start();
      return all;
    } catch (IOException | RuntimeException | AssertionError failure) {
      all.close();
      throw failure;
    }
  }

  List<Served> served() {
    return List.copyOf(served);
  }

  TrustAnchors trust() {
    return TrustAnchors.of(TRUST, Set.of(root.certificate()), List.of());
  }

  private List<Stapling> rows() {
    return List.of(
        stapling("staple-good", leaf, about(leaf), success()),
        stapling(
            "staple-revoked",
            leaf,
            about(leaf).revoked(now.minus(Duration.ofDays(3)), 1),
            failure(Reason.CERTIFICATE_REVOKED)),
        stapling("staple-stale", leaf, old(leaf), success().with(Remark.STAPLE_STALE)),
        stapling(
            "staple-unknown",
            leaf,
            about(leaf).unknown(),
            success().with(Remark.REVOCATION_UNKNOWN)),
        stapling("staple-absent", leaf, null, success()),
        stapling("must-staple", demanding, about(demanding), success()),
        stapling(
            "must-staple-missing", demanding, null, failure(Reason.CERTIFICATE_STAPLE_MISSING)),
        stapling(
            "must-staple-stale",
            demanding,
            old(demanding),
            failure(Reason.CERTIFICATE_STAPLE_MISSING)),
        new Stapling(
            "staple-required-missing",
            leaf,
            Optional.empty(),
            STAPLE_REQUIRED,
            failure(Reason.CERTIFICATE_STAPLE_MISSING)));
  }

  private static Stapling stapling(
      String name, HeldCertificate shown, @Nullable OcspDraft answer, Expected expected) {
    return new Stapling(name, shown, Optional.ofNullable(answer), PLAIN, expected);
  }

  private void start() throws Exception {
    write("leaf", leaf);
    write("demanding", demanding);
    List<Stapling> rows = rows();
    List<NginxServer.Block> blocks = new ArrayList<>();
    for (Stapling row : rows) {
      if (row.answer().isPresent()) {
        Files.write(answer(row), row.answer().get().mint());
      }
      blocks.add(new NginxServer.Block(true, directives(row)));
    }
    NginxServer nginx =
        opened(NginxServer.start(Files.createDirectories(directory.resolve("nginx")), blocks));
    for (int number = 0; number < rows.size(); number++) {
      Stapling row = rows.get(number);
      add("nginx", row, nginx.port(number));
      add("s_server", row, opened(OpensslServer.start(arguments(row))).port());
    }
  }

  private String directives(Stapling row) {
    String stapling =
        row.answer()
            .map(_ -> "ssl_stapling on;\nssl_stapling_file %s;\n".formatted(answer(row)))
            .orElse("");
    return "ssl_certificate %s;\nssl_certificate_key %s;\nssl_protocols TLSv1.2 TLSv1.3;\n%sreturn 204;\n"
        .formatted(certificate(row), key(row), stapling);
  }

  private List<String> arguments(Stapling row) {
    List<String> all =
        new ArrayList<>(List.of("-cert", certificate(row).toString(), "-key", key(row).toString()));
    row.answer().ifPresent(_ -> all.addAll(List.of("-status_file", answer(row).toString())));
    return all;
  }

  private void add(String by, Stapling row, int port) {
    Served.each(
            by,
            new Scenario(
                row.name(),
                "Staples what its authority says of it, or does not.",
                Serving.Tls.showing(ServerCertificate.FINE),
                row.module(),
                Street.ADDRESS,
                LabPki.SERVER_NAME,
                row.expected()),
            port)
        .forEach(served::add);
  }

  private HeldCertificate.Builder leaf() {
    return HeldCertificate.named("Stapled", now)
        .dns(LabPki.SERVER_NAME)
        .purposes(KeyPurposeId.id_kp_serverAuth)
        .issuedBy(root);
  }

  private OcspDraft about(HeldCertificate certificate) {
    return OcspDraft.about(certificate.certificate(), root, now);
  }

  private OcspDraft old(HeldCertificate certificate) {
    return about(certificate).valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2)));
  }

  private void write(String name, HeldCertificate held) throws IOException {
    Files.writeString(directory.resolve(name + ".pem"), held.chainPem());
    Files.writeString(directory.resolve(name + ".key"), held.keyPem());
  }

  private Path certificate(Stapling row) {
    return directory.resolve(fileName(row) + ".pem");
  }

  private Path key(Stapling row) {
    return directory.resolve(fileName(row) + ".key");
  }

  private String fileName(Stapling row) {
    return row.shown().equals(demanding) ? "demanding" : "leaf";
  }

  private Path answer(Stapling row) {
    return directory.resolve(row.name() + ".ocsp");
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
