package dev.handshake.credential;

import dev.handshake.certificate.RevocationList;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.util.encoders.DecoderException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** The revocation lists of a file: PEM blocks among any other text (RFC 7468), or one in DER. */
final class RevocationListFile {
  private RevocationListFile() {}

  /** All lists of the file, at least one; a damaged one makes the whole file unusable. */
  static List<RevocationList> read(Path file) throws UnusableFile {
    byte[] content = CredentialFile.read(file);
    String text = new String(content, StandardCharsets.ISO_8859_1);
    List<byte[]> encoded = text.contains("-----BEGIN ") ? blocks(file, text) : List.of(content);
    if (encoded.isEmpty()) {
      throw new UnusableFile(file, "holds no revocation list");
    }
    List<RevocationList> lists = new ArrayList<>();
    for (byte[] der : encoded) {
      lists.add(
          RevocationList.ofDer(der)
              .orElseThrow(
                  () -> new UnusableFile(file, "is no revocation list, damaged or cut off")));
    }
    return lists;
  }

  private static List<byte[]> blocks(Path file, String text) throws UnusableFile {
    List<byte[]> blocks = new ArrayList<>();
    try (PemReader reader = new PemReader(new StringReader(text))) {
      for (PemObject block = reader.readPemObject();
          block != null;
          block = reader.readPemObject()) {
        if (block.getType().endsWith("CRL")) {
          blocks.add(block.getContent());
        }
      }
      return blocks;
    } catch (IOException | DecoderException damaged) {
      throw new UnusableFile(file, "is cut off or damaged: a PEM block has no proper end");
    }
  }
}
