package dev.handshake.agent;

import dev.handshake.lab.HeldCertificate;
import java.io.IOException;
import java.io.StringWriter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;

/** Keys as operators keep them. */
public final class EncryptedKey {
  private EncryptedKey() {}

  /** The key of a certificate as PKCS#8, encrypted by a password. */
  public static String pem(HeldCertificate held, String password) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      var encryptor =
          new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
              .setProvider(new BouncyCastleProvider())
              .setPassword(password.toCharArray())
              .build();
      pem.writeObject(new JcaPKCS8Generator(held.key(), encryptor));
    } catch (OperatorCreationException impossible) {
      throw new AssertionError("every Bouncy Castle knows AES", impossible);
    }
    return text.toString();
  }
}
