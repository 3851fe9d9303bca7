package dev.handshake.certificate;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Which certificate signed which. Each certificate is verified once under a key, and all of them
 * within a budget: a hostile chain may ask for ten thousand verifications. Beyond the budget
 * nothing verifies.
 */
final class SignatureBook {
  private static final String AUTHORITY_KEY = "2.5.29.35";
  private static final String SUBJECT_KEY = "2.5.29.14";

  /** In the unit of {@link PublicKeyFacts#cost}; a sound chain needs about a hundred. */
  private static final int BUDGET = 5_000;

  private final Map<Pair, Verification> entries = new HashMap<>();
  private final Map<X509Certificate, Optional<ByteBuffer>> ownKeys = new HashMap<>();
  private final Map<X509Certificate, Optional<ByteBuffer>> issuerKeys = new HashMap<>();
  private int left = BUDGET;

  private record Pair(X509Certificate child, PublicKey key) {}

  private enum Verification {
    HOLDS,
    FAILS,
    UNTRIED
  }

  /** Whether the signature of one certificate verifies under the key of the other. */
  boolean signed(X509Certificate child, X509Certificate issuer) {
    return verification(child, issuer) == Verification.HOLDS;
  }

  /** Whether that was tried and failed. */
  boolean disowned(X509Certificate child, X509Certificate issuer) {
    return verification(child, issuer) == Verification.FAILS;
  }

  /**
   * Whether a certificate is its own issuer, by name and by key (RFC 5280, section 3.2). By key
   * alone would not do: mitmproxy signs each leaf with the very key that it gives it.
   */
  boolean selfSigned(X509Certificate certificate) {
    return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal())
        && signed(certificate, certificate);
  }

  /** What the key identifiers say of the same question; a hint that costs nothing. */
  KeyMatch match(X509Certificate child, X509Certificate issuer) {
    Optional<ByteBuffer> wanted =
        issuerKeys.computeIfAbsent(
            child, each -> identifier(each, AUTHORITY_KEY, SignatureBook::authorityKey));
    Optional<ByteBuffer> found =
        ownKeys.computeIfAbsent(
            issuer, each -> identifier(each, SUBJECT_KEY, SignatureBook::subjectKey));
    if (wanted.isEmpty() || found.isEmpty()) {
      return KeyMatch.UNTOLD;
    }
    return wanted.equals(found) ? KeyMatch.SAME : KeyMatch.DIFFERENT;
  }

  private static byte @Nullable [] authorityKey(byte[] octets) {
    return AuthorityKeyIdentifier.getInstance(octets).getKeyIdentifierOctets();
  }

  private static byte @Nullable [] subjectKey(byte[] octets) {
    return SubjectKeyIdentifier.getInstance(octets).getKeyIdentifier();
  }

  private static Optional<ByteBuffer> identifier(
      X509Certificate certificate, String oid, Function<byte[], byte @Nullable []> reader) {
    try {
      return Optional.ofNullable(certificate.getExtensionValue(oid))
          .map(extension -> ASN1OctetString.getInstance(extension).getOctets())
          .map(reader)
          .map(ByteBuffer::wrap);
    } catch (RuntimeException malformed) {
      return Optional.empty();
    }
  }

  private Verification verification(X509Certificate child, X509Certificate issuer) {
    return entries.computeIfAbsent(new Pair(child, issuer.getPublicKey()), this::verify);
  }

  private Verification verify(Pair pair) {
    int cost = PublicKeyFacts.of(pair.key()).cost();
    if (cost > left) {
      return Verification.UNTRIED;
    }
    left -= cost;
    try {
      pair.child().verify(pair.key());
      return Verification.HOLDS;
    } catch (GeneralSecurityException | RuntimeException otherwise) {
      return Verification.FAILS;
    }
  }
}
