package dev.handshake.credential;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;

/** Whether a private key is the one that a certificate was made for. */
final class KeyMatch {
  private static final byte[] PROOF = {1};

  private KeyMatch() {}

  static boolean of(PrivateKey key, X509Certificate certificate) {
    PublicKey other = certificate.getPublicKey();
    if (key instanceof RSAKey mine && other instanceof RSAKey theirs) {
      return mine.getModulus().equals(theirs.getModulus());
    }
    if (!key.getAlgorithm().equals(other.getAlgorithm())) {
      return false;
    }
    try {
      return verifies(key, other);
    } catch (GeneralSecurityException mismatch) {
      // Another curve, say: the signature of one key cannot even be read with the other.
      return false;
    }
  }

  private static boolean verifies(PrivateKey key, PublicKey other) throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "Ed25519");
    signature.initSign(key);
    signature.update(PROOF);
    byte[] signed = signature.sign();
    signature.initVerify(other);
    signature.update(PROOF);
    return signature.verify(signed);
  }
}
