package dev.handshake.lab;

import dev.handshake.credential.IdentitySettings;
import dev.handshake.credential.TrustSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The lab's PKI as PEM files in one directory; keys are readable by their owner alone.
 *
 * @param directory that holds them
 */
public record LabFiles(Path directory) {
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  static LabFiles write(LabPki pki, Path directory) throws IOException {
    LabFiles files = new LabFiles(Files.createDirectories(directory));
    StringBuilder roots = new StringBuilder();
    pki.anchors().forEach(anchor -> roots.append(HeldCertificate.pem(anchor)));
    Files.writeString(files.roots(), roots);
    Files.writeString(files.clientRoots(), HeldCertificate.pem(pki.clientAuthority()));
    for (ServerCertificate which : ServerCertificate.values()) {
      write(pki.server(which), files.certificate(which), files.key(which));
    }
    for (ClientCertificate which : ClientCertificate.values()) {
      write(pki.client(which), files.certificate(which), files.key(which));
    }
    files.writeUnusable(pki.client(ClientCertificate.ACCEPTED));
    return files;
  }

  /** The roots that clients trust. */
  public Path roots() {
    return directory.resolve("roots.pem");
  }

  /** The root that servers trust for clients. */
  public Path clientRoots() {
    return directory.resolve("client-roots.pem");
  }

  /** A server's certificate and what it sends after it. */
  public Path certificate(ServerCertificate which) {
    return directory.resolve(which.fileName() + ".pem");
  }

  public Path key(ServerCertificate which) {
    return directory.resolve(which.fileName() + ".key");
  }

  public Path certificate(ClientCertificate which) {
    return directory.resolve(which.identity() + ".pem");
  }

  public Path key(ClientCertificate which) {
    return directory.resolve(which.identity() + ".key");
  }

  /** The lab's trust store as configuration would name it. */
  public TrustSettings trust() {
    return new TrustSettings(LabPki.TRUST, List.of(roots()), false, List.of(), List.of());
  }

  /** The lab's identities as configuration would name them, the unusable one included. */
  public List<IdentitySettings> identities() {
    List<IdentitySettings> all = new ArrayList<>();
    for (ClientCertificate which : ClientCertificate.values()) {
      all.add(settings(which.identity()));
    }
    all.add(settings(LabPki.UNUSABLE_IDENTITY));
    return all;
  }

  private IdentitySettings settings(String identity) {
    return new IdentitySettings.PemFiles(
        identity,
        directory.resolve(identity + ".pem"),
        directory.resolve(identity + ".key"),
        Optional.empty());
  }

  private void writeUnusable(HeldCertificate whole) throws IOException {
    String text = whole.certificatePem();
    Files.writeString(
        directory.resolve(LabPki.UNUSABLE_IDENTITY + ".pem"), text.substring(0, text.length() / 2));
    writeSecret(directory.resolve(LabPki.UNUSABLE_IDENTITY + ".key"), whole.keyPem());
  }

  private static void write(HeldCertificate held, Path certificate, Path key) throws IOException {
    Files.writeString(certificate, held.chainPem());
    writeSecret(key, held.keyPem());
  }

  private static void writeSecret(Path path, String text) throws IOException {
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var channel = Files.newByteChannel(path, NEW, ownerOnly)) {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }
  }
}
