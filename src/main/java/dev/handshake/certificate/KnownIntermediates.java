package dev.handshake.certificate;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.security.auth.x500.X500Principal;

/**
 * CA certificates that were met before and are not trusted by themselves: with one of them a chain
 * that was sent without its intermediate is told from a chain to an unknown root.
 *
 * <p>What is known grows while the agent runs, so that a later probe may be told more than an
 * earlier one. At most 2,000 certificates of at most 16 KiB each are kept; the one that was not met
 * for the longest time makes room. Safe for use by many threads.
 */
public final class KnownIntermediates {
  private static final int MOST = 2_000;
  private static final int LARGEST = 16 * 1024;

  /** More issuers than any sound chain has; hostile names could otherwise match them all. */
  private static final int MOST_ABOVE = 64;

  private final int most;
  private final Map<String, X509Certificate> byFingerprint = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<X500Principal, Map<String, X509Certificate>> bySubject = new HashMap<>();
  private volatile long version;

  /** Nothing is known yet. */
  public KnownIntermediates() {
    this(MOST);
  }

  KnownIntermediates(int most) {
    this.most = most;
  }

  /**
   * Keeps a CA certificate. One that is no CA, signed in its own name, or larger than 16 KiB is
   * passed over.
   */
  public void remember(X509Certificate certificate) {
    if (meetAgain(certificate)) {
      return;
    }
    byte[] encoded = encoded(certificate);
    if (encoded.length == 0 || encoded.length > LARGEST || !isIntermediate(certificate)) {
      return;
    }
    String fingerprint = Fingerprint.sha256(encoded);
    synchronized (this) {
      if (byFingerprint.putIfAbsent(fingerprint, certificate) != null) {
        return;
      }
      bySubject
          .computeIfAbsent(certificate.getSubjectX500Principal(), _ -> new TreeMap<>())
          .put(fingerprint, certificate);
      if (byFingerprint.size() > most) {
        forget(byFingerprint.entrySet().iterator().next());
      }
      version++;
    }
  }

  /** Without encoding and hashing: each probe meets those of its chain again. */
  private synchronized boolean meetAgain(X509Certificate certificate) {
    for (Map.Entry<String, X509Certificate> known :
        bySubject.getOrDefault(certificate.getSubjectX500Principal(), Map.of()).entrySet()) {
      if (known.getValue().equals(certificate)) {
        return byFingerprint.get(known.getKey()) != null; // which also makes it the latest met
      }
    }
    return false;
  }

  private static boolean isIntermediate(X509Certificate certificate) {
    return certificate.getBasicConstraints() >= 0
        && !certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  private void forget(Map.Entry<String, X509Certificate> eldest) {
    String fingerprint = eldest.getKey();
    X500Principal subject = eldest.getValue().getSubjectX500Principal();
    byFingerprint.remove(fingerprint);
    Map<String, X509Certificate> namesakes = bySubject.getOrDefault(subject, new TreeMap<>());
    namesakes.remove(fingerprint);
    if (namesakes.isEmpty()) {
      bySubject.remove(subject);
    }
  }

  /** A number that changes whenever what is known does. */
  long version() {
    return version;
  }

  /**
   * Those that by their names could stand above a chain, at most 64, in an order that does not
   * depend on when they were met.
   */
  synchronized List<X509Certificate> above(PeerChain chain) {
    Map<String, X509Certificate> found = new LinkedHashMap<>();
    Set<X500Principal> asked = new HashSet<>();
    Deque<X500Principal> issuers = new ArrayDeque<>();
    chain.certificates().stream()
        .flatMap(certificate -> certificate.x509().stream())
        .forEach(certificate -> issuers.add(certificate.getIssuerX500Principal()));
    while (!issuers.isEmpty() && found.size() < MOST_ABOVE) {
      X500Principal issuer = issuers.remove();
      if (asked.add(issuer)) {
        bySubject
            .getOrDefault(issuer, Map.of())
            .forEach((fingerprint, certificate) -> {
              found.put(fingerprint, certificate);
              issuers.add(certificate.getIssuerX500Principal());
            });
      }
    }
    return found.values().stream().limit(MOST_ABOVE).toList();
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException unreadable) {
      return new byte[0];
    }
  }
}
