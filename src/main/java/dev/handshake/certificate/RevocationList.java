package dev.handshake.certificate;

import dev.handshake.certificate.RevocationStatus.Good;
import dev.handshake.certificate.RevocationStatus.Invalid;
import dev.handshake.certificate.RevocationStatus.Revoked;
import dev.handshake.certificate.RevocationStatus.Stale;
import dev.handshake.certificate.RevocationStatus.Unknown;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CRLReason;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A certificate revocation list (RFC 5280, section 5). Its signature is verified once under a key
 * and remembered; safe for use by many threads.
 */
public final class RevocationList {
  private static final int CRL_SIGN = 6;
  private static final int MOST_KEYS = 16;
  private static final int DEAREST_KEY = 5_000;

  private final X509CRL list;
  private final ListScope scope;
  private final int size;
  private final String fingerprint;
  private final Map<PublicKey, Boolean> verified = new ConcurrentHashMap<>();

  private RevocationList(X509CRL list, byte[] der) {
    this.list = list;
    this.size = der.length;
    this.fingerprint = Fingerprint.sha256(der);
    this.scope = ListScope.of(list);
  }

  /** Reads a list in DER; empty where it is none. */
  public static Optional<RevocationList> ofDer(byte[] der) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return Optional.ofNullable((X509CRL) factory.generateCRL(new ByteArrayInputStream(der)))
          .map(list -> new RevocationList(list, der));
    } catch (GeneralSecurityException | RuntimeException malformed) {
      return Optional.empty();
    }
  }

  /** The length of the list as it came, in bytes. */
  public int size() {
    return size;
  }

  /** The SHA-256 of the list as it came. */
  String fingerprint() {
    return fingerprint;
  }

  /** When there will be a newer list, where it says so. */
  public Optional<Instant> nextUpdate() {
    return Optional.ofNullable(list.getNextUpdate()).map(Date::toInstant);
  }

  /** Whether the list bears the name of a certificate's issuer. */
  public boolean isOfIssuer(X509Certificate certificate) {
    return list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal());
  }

  /**
   * What the list says of a certificate. The first call for an issuer verifies a signature over the
   * whole list, which takes a while if it is long.
   *
   * @param issuer of the certificate, under whose key the list's signature must hold
   */
  public RevocationStatus statusOf(
      X509Certificate certificate, X509Certificate issuer, Instant now) {
    if (!isOfIssuer(certificate)) {
      return new Invalid("it is a list of another issuer");
    }
    if (!maySign(issuer)) {
      return new Invalid(Shown.name(issuer) + " may not sign revocation lists");
    }
    if (!verifies(issuer.getPublicKey())) {
      return new Invalid("its signature does not hold under " + Shown.name(issuer));
    }
    Optional<String> beside = scope.objection(certificate);
    if (beside.isPresent()) {
      return new Unknown(beside.get());
    }
    X509CRLEntry entry = list.getRevokedCertificate(certificate.getSerialNumber());
    boolean removed = entry != null && entry.getRevocationReason() == CRLReason.REMOVE_FROM_CRL;
    return entry == null || removed ? unlisted(now) : revoked(entry);
  }

  /**
   * The most telling word of several lists on one certificate: of revocation, else good, else why
   * there is none.
   *
   * @return empty where no list bears the name of the issuer
   */
  public static Optional<RevocationStatus> best(
      Collection<RevocationList> lists, Certified one, Instant now) {
    return lists.stream()
        .filter(list -> list.isOfIssuer(one.certificate()))
        .map(list -> list.statusOf(one.certificate(), one.issuer(), now))
        .min(Comparator.comparingInt(RevocationList::rank));
  }

  private static int rank(RevocationStatus status) {
    return switch (status) {
      case Revoked _ -> 0;
      case Good _ -> 1;
      case Stale _ -> 2;
      case Unknown _ -> 3;
      case Invalid _ -> 4;
    };
  }

  /** Whether {@link #statusOf} has verified the list under this issuer's key before. */
  boolean wasVerifiedUnder(X509Certificate issuer) {
    return verified.containsKey(issuer.getPublicKey());
  }

  private RevocationStatus unlisted(Instant now) {
    if (Strength.isWeak(list.getSigAlgName(), list.getSigAlgParams())) {
      return new Invalid("it is signed with a weak hash: " + Shown.text(list.getSigAlgName()));
    }
    Instant begin = list.getThisUpdate().toInstant();
    if (now.plus(OcspAnswer.TOLERANCE).isBefore(begin)) {
      return new Stale("it holds from " + begin + " only");
    }
    Instant end = nextUpdate().orElseGet(() -> begin.plus(OcspAnswer.WITHOUT_END));
    return now.minus(OcspAnswer.TOLERANCE).isAfter(end)
        ? new Stale("it held until " + end + ", " + Shown.days(end, now) + " ago")
        : new Good();
  }

  private static RevocationStatus revoked(X509CRLEntry entry) {
    return new Revoked(
        entry.getRevocationDate().toInstant(),
        Optional.ofNullable(entry.getRevocationReason()).flatMap(RevocationReason::text));
  }

  private static boolean maySign(X509Certificate issuer) {
    boolean[] usage = issuer.getKeyUsage();
    return usage == null || usage[CRL_SIGN];
  }

  private boolean verifies(PublicKey key) {
    Boolean known = verified.get(key);
    if (known != null) {
      return known;
    }
    boolean holds = verify(key);
    if (verified.size() >= MOST_KEYS) {
      verified.clear();
    }
    verified.put(key, holds);
    return holds;
  }

  private boolean verify(PublicKey key) {
    if (PublicKeyFacts.of(key).cost() > DEAREST_KEY) {
      return false;
    }
    try {
      list.verify(key);
      return true;
    } catch (GeneralSecurityException | RuntimeException otherwise) {
      return false;
    }
  }

  /** Names the issuer and the date, never the entries. */
  @Override
  public String toString() {
    return "RevocationList["
        + Shown.text(list.getIssuerX500Principal().getName())
        + ", "
        + list.getThisUpdate().toInstant()
        + "]";
  }

  /** Whether the other is the same list, byte for byte. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RevocationList list && list.fingerprint.equals(fingerprint);
  }

  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }
}
