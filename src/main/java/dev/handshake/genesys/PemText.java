package dev.handshake.genesys;

import dev.handshake.certificate.PeerCertificate;
import dev.handshake.certificate.PeerChain;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bouncycastle.util.encoders.Base64;
import org.bouncycastle.util.encoders.DecoderException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/**
 * Certificates in the text of an answer: PEM blocks with whatever line ends (RFC 7468), or one in
 * base64 without its armour. A text of which anything cannot be read is not believed at all.
 */
final class PemText {
  private static final int LONGEST = 256 << 10;
  private static final int MOST = 10;
  private static final String BEGIN = "-----BEGIN ";

  /** Form fields leave PEM without its line breaks. */
  private static final Pattern ARMOUR = Pattern.compile("-----(?:BEGIN|END) [A-Z0-9 ]{1,40}-----");

  private PemText() {}

  /**
   * All certificates of a text in their order, at least one.
   *
   * @throws ApiException if it is damaged or cut off
   */
  static PeerChain chain(String text) throws ApiException {
    if (text.length() > LONGEST) {
      throw Fields.invalid("a certificate is longer than " + LONGEST + " characters");
    }
    List<byte[]> encoded = text.contains(BEGIN) ? blocks(text) : List.of(bare(text));
    if (encoded.isEmpty() || encoded.size() > MOST) {
      throw Fields.invalid(encoded.size() + " certificates stand in one text");
    }
    PeerChain chain = PeerChain.ofDer(encoded);
    for (PeerCertificate certificate : chain.certificates()) {
      if (certificate.facts().isEmpty()) {
        throw Fields.invalid("a certificate cannot be read");
      }
    }
    return chain;
  }

  private static List<byte[]> blocks(String text) throws ApiException {
    String lines =
        ARMOUR
            .matcher(text)
            .replaceAll("\n$0\n")
            .lines()
            .map(String::strip)
            .collect(Collectors.joining("\n"));
    List<byte[]> blocks = new ArrayList<>();
    try (PemReader reader = new PemReader(new StringReader(lines))) {
      for (PemObject block = reader.readPemObject();
          block != null;
          block = reader.readPemObject()) {
        if (!block.getType().endsWith("CERTIFICATE")) {
          throw Fields.invalid("something else than a certificate stands among certificates");
        }
        blocks.add(block.getContent());
      }
    } catch (IOException | RuntimeException damaged) {
      throw Fields.invalid("a certificate is damaged or cut off");
    }
    return blocks;
  }

  private static byte[] bare(String text) throws ApiException {
    try {
      return Base64.decode(text.replaceAll("\\s", ""));
    } catch (DecoderException damaged) {
      throw Fields.invalid("a certificate is neither PEM nor base64");
    }
  }
}
