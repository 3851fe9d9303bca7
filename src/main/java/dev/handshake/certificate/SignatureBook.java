package dev.handshake.certificate;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;

/**
 * Which certificate signed which. Each pair is verified once, and all of them within a budget: a
 * hostile chain may ask for ten thousand verifications. Beyond the budget nothing verifies.
 */
final class SignatureBook {
  /** In the unit of {@link PublicKeyFacts#cost}; a sound chain needs about a hundred. */
  private static final int BUDGET = 5_000;

  private final Map<Pair, Boolean> entries = new HashMap<>();
  private int left = BUDGET;

  private record Pair(X509Certificate child, X509Certificate issuer) {}

  /** Whether the signature of one certificate verifies under the key of the other. */
  boolean signed(X509Certificate child, X509Certificate issuer) {
    return entries.computeIfAbsent(new Pair(child, issuer), this::verify);
  }

  boolean selfSigned(X509Certificate certificate) {
    return signed(certificate, certificate);
  }

  private boolean verify(Pair pair) {
    int cost = PublicKeyFacts.of(pair.issuer().getPublicKey()).cost();
    if (cost > left) {
      return false;
    }
    left -= cost;
    try {
      pair.child().verify(pair.issuer().getPublicKey());
      return true;
    } catch (GeneralSecurityException | RuntimeException otherwise) {
      return false;
    }
  }
}
