package dev.handshake.credential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.util.encoders.DecoderException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** The certificates of a file: PEM blocks among any other text (RFC 7468), or one in DER. */
final class CertificateFile {
  private static final byte DER_SEQUENCE = 0x30;

  private CertificateFile() {}

  /** All certificates of the file, at least one; a damaged one makes the whole file unusable. */
  static List<X509Certificate> read(Path file) throws UnusableFile {
    return read(file, true);
  }

  /** All certificates of a content, at least one; complaints call it by a name. */
  static List<X509Certificate> parse(Path name, byte[] content) throws UnusableFile {
    return read(name, content, true);
  }

  /** The readable certificates of the file, at least one; what cannot be read is passed over. */
  static List<X509Certificate> readLeniently(Path file) throws UnusableFile {
    return read(file, false);
  }

  /** The certificates of the file as bytes, at least one, whether they can be read or not. */
  static List<byte[]> readEncoded(Path file) throws UnusableFile {
    byte[] content = CredentialFile.read(file);
    String text = new String(content, StandardCharsets.ISO_8859_1);
    if (!text.contains("-----BEGIN ")) {
      return List.of(sequence(file, content));
    }
    List<byte[]> blocks = blocks(file, text, true);
    if (blocks.isEmpty()) {
      throw new UnusableFile(
          file,
          text.contains("PRIVATE KEY-----")
              ? "holds a private key where a certificate is expected"
              : "holds no certificate");
    }
    return blocks;
  }

  private static List<X509Certificate> read(Path file, boolean strict) throws UnusableFile {
    return read(file, CredentialFile.read(file), strict);
  }

  private static List<X509Certificate> read(Path file, byte[] content, boolean strict)
      throws UnusableFile {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    if (!text.contains("-----BEGIN ")) {
      return List.of(der(file, content));
    }
    List<X509Certificate> certificates = new ArrayList<>();
    int position = 0;
    for (byte[] block : blocks(file, text, strict)) {
      position++;
      Optional<X509Certificate> parsed = parse(block);
      if (parsed.isEmpty() && strict) {
        throw new UnusableFile(file, "is damaged: its certificate " + position + " is not X.509");
      }
      parsed.ifPresent(certificates::add);
    }
    if (certificates.isEmpty()) {
      throw new UnusableFile(
          file,
          text.contains("PRIVATE KEY-----")
              ? "holds a private key where a certificate is expected"
              : "holds no certificate");
    }
    return certificates;
  }

  private static List<byte[]> blocks(Path file, String text, boolean strict) throws UnusableFile {
    List<byte[]> blocks = new ArrayList<>();
    try (PemReader reader = new PemReader(new StringReader(text))) {
      for (PemObject block = reader.readPemObject();
          block != null;
          block = reader.readPemObject()) {
        if (block.getType().endsWith("CERTIFICATE")) {
          blocks.add(block.getContent());
        }
      }
    } catch (IOException | DecoderException damaged) {
      if (strict) {
        throw new UnusableFile(file, "is cut off or damaged: a PEM block has no proper end");
      }
    }
    return blocks;
  }

  private static X509Certificate der(Path file, byte[] content) throws UnusableFile {
    return parse(sequence(file, content))
        .orElseThrow(() -> new UnusableFile(file, "is not a DER certificate, or is cut off"));
  }

  private static byte[] sequence(Path file, byte[] content) throws UnusableFile {
    if (content[0] != DER_SEQUENCE) {
      throw new UnusableFile(file, "is neither PEM nor DER");
    }
    return content;
  }

  private static Optional<X509Certificate> parse(byte[] der) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return Optional.of(
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
    } catch (CertificateException damaged) {
      return Optional.empty();
    }
  }
}
