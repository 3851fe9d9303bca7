package dev.handshake.bench;

import static java.util.stream.Collectors.joining;

import dev.handshake.NginxServer;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * An nginx that wants client certificates, one port for each version of TLS, and the certificates
 * of both sides: the server's below an intermediate, the client's below the root since s_time sends
 * its leaf alone. Its access log is the judge of how many handshakes there were, and that each was
 * full and let in.
 */
final class Gateway implements AutoCloseable {
  static final String NAME = "gateway.handshake.test";
  static final List<TlsVersion> VERSIONS = List.of(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2);

  private static final Duration LOGGING = Duration.ofMillis(100);
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private final Path credentials;
  private final Path directory;
  private final NginxServer nginx;
  private final ProcessUsage usage;

  private Gateway(Path credentials, Path directory, NginxServer nginx) {
    this.credentials = credentials;
    this.directory = directory;
    this.nginx = nginx;
    this.usage = new ProcessUsage(Long.parseLong(read(directory.resolve("nginx.pid")).strip()));
  }

  /** Mints, writes and serves all in a directory that does not exist yet. */
  static Gateway open(Path directory, Keys keys, Instant now) {
    try {
      Files.createDirectories(directory);
      HeldCertificate root = keys.named("Bench Root", now).authority().mint();
      HeldCertificate issuing =
          keys.named("Bench Issuing CA", now).authority(0).issuedBy(root).mint();
      Files.writeString(directory.resolve("roots.pem"), root.certificatePem());
      write(
          directory,
          "server",
          keys.named(NAME, now)
              .dns(NAME)
              .purposes(KeyPurposeId.id_kp_serverAuth)
              .issuedBy(issuing)
              .mint());
      write(
          directory,
          "client",
          keys.named("Bench Client", now)
              .purposes(KeyPurposeId.id_kp_clientAuth)
              .issuedBy(root)
              .mint());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return start(directory, directory, "");
  }

  /**
   * Another nginx with the same certificates.
   *
   * @param addresses where it listens for TLS 1.3, besides a port of its own
   * @param other its directory, which does not exist yet
   */
  Gateway alsoAt(List<String> addresses, Path other) {
    try {
      Files.createDirectories(other);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    String listens =
        addresses.stream()
            .map(address -> "listen " + address + " ssl backlog=4096;\n")
            .collect(joining());
    return start(credentials, other, listens);
  }

  private static Gateway start(Path credentials, Path directory, String listens) {
    List<NginxServer.Block> blocks =
        VERSIONS.stream()
            .map(version ->
                block(credentials, version, version == TlsVersion.TLS_1_3 ? listens : ""))
            .toList();
    return new Gateway(credentials, directory, NginxServer.start(directory, blocks));
  }

  int port(TlsVersion version) {
    return nginx.port(VERSIONS.indexOf(version));
  }

  Path roots() {
    return credentials.resolve("roots.pem");
  }

  Path clientCertificate() {
    return credentials.resolve("client.pem");
  }

  Path clientKey() {
    return credentials.resolve("client.key");
  }

  /** What nginx itself has used. */
  ProcessUsage usage() {
    return usage;
  }

  /** A place in the access log: all that was logged until now. */
  long mark() {
    try {
      return Files.size(accessLog());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * How many handshakes of a version were confirmed between two marks.
   *
   * @throws IllegalStateException if one was resumed or refused
   */
  long confirmed(TlsVersion version, long from, long to) {
    return confirmed(port(version), version, from, to);
  }

  /** The same at another port. */
  long confirmed(int port, TlsVersion version, long from, long to) {
    String start = port + "\t";
    List<String> lines = logged(from, to).lines().filter(line -> line.startsWith(start)).toList();
    for (String line : lines) {
      if (!line.startsWith(version.word(), start.length()) || !line.endsWith("\t.\tSUCCESS\t200")) {
        throw new IllegalStateException(
            "access log: %s (expected: a full, accepted handshake of %s on port %d)"
                .formatted(line, version.word(), port));
      }
    }
    return lines.size();
  }

  /** A mark once nginx has logged what its clients have already read. */
  long markWhenQuiet() {
    Pause.of(LOGGING);
    return mark();
  }

  @Override
  public void close() {
    nginx.close();
  }

  private String logged(long from, long to) {
    try (FileChannel log = FileChannel.open(accessLog());
        InputStream in = Channels.newInputStream(log.position(from))) {
      return new String(in.readNBytes(Math.toIntExact(to - from)), StandardCharsets.US_ASCII);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Path accessLog() {
    return directory.resolve("access.log");
  }

  private static NginxServer.Block block(Path directory, TlsVersion version, String listens) {
    return new NginxServer.Block(
        true,
        listens
            + """
            ssl_protocols %s;
            ssl_certificate %s;
            ssl_certificate_key %s;
            ssl_client_certificate %s;
            ssl_verify_client on;
            ssl_verify_depth 2;
            return 200 "ok";
            """
                .formatted(
                    version.word(),
                    directory.resolve("server.pem"),
                    directory.resolve("server.key"),
                    directory.resolve("roots.pem")));
  }

  private static void write(Path directory, String name, HeldCertificate held) throws IOException {
    Files.writeString(directory.resolve(name + ".pem"), held.chainPem());
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var channel = Files.newByteChannel(directory.resolve(name + ".key"), NEW, ownerOnly)) {
      channel.write(ByteBuffer.wrap(held.keyPem().getBytes(StandardCharsets.US_ASCII)));
    }
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
