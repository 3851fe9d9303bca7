package dev.handshake.credential;

import java.io.CharArrayReader;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;

/**
 * The first private key of a PEM file: PKCS#8 (RFC 5958) or traditional (RFC 8017, appendix A.1.2;
 * RFC 5915), each plain or encrypted.
 */
final class KeyFile {
  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ");
  private static final Pattern CERTIFICATE = Pattern.compile("CERTIFICATE-----");

  private KeyFile() {}

  /**
   * Reads the key as one of the JDK's own key objects: Bouncy Castle parses and decrypts, but an
   * engine that is handed a foreign key object may fail to use it. What was read is overwritten;
   * what the two libraries copied for themselves is left to the garbage collector.
   */
  static PrivateKey read(Path file, Optional<Path> passwordFile) throws UnusableFile {
    Object block = CredentialFile.use(file, content -> firstKey(file, content));
    return key(file, block, passwordFile);
  }

  /** The same for a content that complaints call by a name, and that is not encrypted. */
  static PrivateKey parse(Path name, byte[] content) throws UnusableFile {
    return key(name, firstKey(name, content), Optional.empty());
  }

  private static PrivateKey key(Path file, Object block, Optional<Path> passwordFile)
      throws UnusableFile {
    PrivateKeyInfo key =
        switch (block) {
          case PrivateKeyInfo plain -> plain;
          case PEMKeyPair pair -> pair.getPrivateKeyInfo();
          default ->
              CredentialFile.usePassword(
                  passwordFile.orElseThrow(() ->
                      new UnusableFile(file, "is encrypted, and key_password_file is not set")),
                  password -> decrypted(file, block, password));
        };
    return platformKey(file, key);
  }

  private static Object firstKey(Path file, byte[] content) throws UnusableFile {
    char[] text = new char[content.length];
    for (int index = 0; index < text.length; index++) {
      text[index] = (char) Byte.toUnsignedInt(content[index]);
    }
    try {
      return firstKey(file, text);
    } finally {
      Arrays.fill(text, '\0');
    }
  }

  private static Object firstKey(Path file, char[] text) throws UnusableFile {
    CharSequence shown = CharBuffer.wrap(text);
    if (!BEGIN.matcher(shown).find()) {
      throw new UnusableFile(file, "is not PEM");
    }
    // Bouncy Castle answers damaged content with any of its unchecked exceptions.
    try (PEMParser parser = new PEMParser(new CharArrayReader(text))) {
      Object block = parser.readObject();
      while (block != null && !isKey(block)) {
        block = parser.readObject();
      }
      if (block == null) {
        throw new UnusableFile(
            file,
            CERTIFICATE.matcher(shown).find()
                ? "holds a certificate where a private key is expected"
                : "holds no private key");
      }
      return block;
    } catch (IOException | RuntimeException damaged) {
      throw new UnusableFile(file, "is cut off or damaged: its PEM cannot be read");
    }
  }

  private static boolean isKey(Object block) {
    return block instanceof PrivateKeyInfo
        || block instanceof PEMKeyPair
        || block instanceof PEMEncryptedKeyPair
        || block instanceof PKCS8EncryptedPrivateKeyInfo;
  }

  private static PrivateKeyInfo decrypted(Path file, Object block, char[] password)
      throws UnusableFile {
    try {
      return switch (block) {
        case PEMEncryptedKeyPair pair ->
            pair.decryptKeyPair(new BcPEMDecryptorProvider(password)).getPrivateKeyInfo();
        case PKCS8EncryptedPrivateKeyInfo key ->
            key.decryptPrivateKeyInfo(
                new JcePKCSPBEInputDecryptorProviderBuilder()
                    .setProvider(Decryption.PROVIDER)
                    .build(password));
        default -> throw new UnusableFile(file, "holds no private key");
      };
    } catch (IOException | PKCSException | RuntimeException wrong) {
      throw new UnusableFile(file, "cannot be decrypted: wrong password, or a damaged file");
    }
  }

  private static PrivateKey platformKey(Path file, PrivateKeyInfo key) throws UnusableFile {
    ASN1ObjectIdentifier kind = key.getPrivateKeyAlgorithm().getAlgorithm();
    String algorithm =
        algorithm(kind)
            .orElseThrow(
                () -> new UnusableFile(file, "holds a key that is not RSA, EC or Ed25519"));
    byte[] encoded = encoded(file, key);
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException unsupported) {
      throw new UnusableFile(
          file, "holds " + algorithm + " key parameters that Java does not support");
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private static byte[] encoded(Path file, PrivateKeyInfo key) throws UnusableFile {
    try {
      return key.getEncoded();
    } catch (IOException damaged) {
      throw new UnusableFile(file, "is cut off or damaged: its key cannot be read");
    }
  }

  private static Optional<String> algorithm(ASN1ObjectIdentifier kind) {
    if (kind.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return Optional.of("RSA");
    }
    if (kind.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      return Optional.of("RSASSA-PSS");
    }
    if (kind.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return Optional.of("EC");
    }
    return kind.equals(EdECObjectIdentifiers.id_Ed25519)
        ? Optional.of("Ed25519")
        : Optional.empty();
  }

  /** Held apart so that the provider, never registered, is loaded by encrypted keys alone. */
  private static final class Decryption {
    static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
  }
}
