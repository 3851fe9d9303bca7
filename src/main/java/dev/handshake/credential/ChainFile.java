package dev.handshake.credential;

import dev.handshake.certificate.PeerChain;
import java.nio.file.Path;

/** A file with the chain that a peer is to send: PEM, the leaf first, or one certificate in DER. */
public final class ChainFile {
  private ChainFile() {}

  /**
   * Reads a chain as a peer would send it: a certificate that cannot be parsed is part of it and a
   * matter of judgement.
   *
   * @throws IllegalArgumentException naming the file, where it holds no chain
   */
  public static PeerChain read(Path file) {
    try {
      return PeerChain.ofDer(CertificateFile.readEncoded(file));
    } catch (UnusableFile unusable) {
      throw new IllegalArgumentException(
          "%s (expected: a PEM or DER file of certificates, this one %s)"
              .formatted(file, unusable.problem()),
          unusable);
    }
  }
}
