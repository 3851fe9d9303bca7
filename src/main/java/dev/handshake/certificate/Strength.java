package dev.handshake.certificate;

import dev.handshake.reason.Reason;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.jspecify.annotations.Nullable;

/** Keys and signatures below policy, under private roots too. */
final class Strength {
  private static final Set<String> WEAK_HASHES = Set.of("MD2", "MD4", "MD5", "SHA1");
  private static final Set<String> WEAK_HASH_OIDS =
      Set.of("1.2.840.113549.2.2", "1.2.840.113549.2.4", "1.2.840.113549.2.5", "1.3.14.3.2.26");

  private Strength() {}

  static List<Fault> faults(List<X509Certificate> path, boolean anchored) {
    List<Fault> faults = new ArrayList<>();
    path.stream()
        .filter(certificate -> PublicKeyFacts.of(certificate.getPublicKey()).weak())
        .findFirst()
        .ifPresent(weak -> faults.add(weakKey(weak)));
    int judged = anchored ? path.size() - 1 : path.size();
    path.stream()
        .limit(judged)
        .filter(Strength::signatureCounts)
        .filter(Strength::weaklySigned)
        .findFirst()
        .ifPresent(weak -> faults.add(weakSignature(weak)));
    return faults;
  }

  private static Fault weakKey(X509Certificate certificate) {
    return new Fault(
        Reason.CERTIFICATE_WEAK_KEY,
        Shown.name(certificate)
            + " has a weak key: "
            + PublicKeyFacts.of(certificate.getPublicKey()).name()
            + ".");
  }

  private static Fault weakSignature(X509Certificate certificate) {
    return new Fault(
        Reason.CERTIFICATE_WEAK_SIGNATURE,
        Shown.name(certificate)
            + " is signed with a weak hash: "
            + Shown.text(certificate.getSigAlgName())
            + ".");
  }

  /** What a certificate says in its own name proves nothing, however well it is signed. */
  private static boolean signatureCounts(X509Certificate certificate) {
    return !certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  private static boolean weaklySigned(X509Certificate certificate) {
    return isWeak(certificate.getSigAlgName(), certificate.getSigAlgParams());
  }

  /**
   * Whether a signature is over a hash for which collisions can be made.
   *
   * @param name of the signature's algorithm, as the JDK spells it
   */
  static boolean isWeak(String name, byte @Nullable [] parameters) {
    String algorithm = name.toUpperCase(Locale.ROOT);
    if (algorithm.equals("RSASSA-PSS")) {
      return weakPss(parameters);
    }
    int with = algorithm.indexOf("WITH");
    return with > 0 && WEAK_HASHES.contains(algorithm.substring(0, with));
  }

  private static boolean weakPss(byte @Nullable [] parameters) {
    try {
      String hash =
          RSASSAPSSparams.getInstance(parameters).getHashAlgorithm().getAlgorithm().getId();
      return WEAK_HASH_OIDS.contains(hash);
    } catch (RuntimeException malformed) {
      return true;
    }
  }
}
