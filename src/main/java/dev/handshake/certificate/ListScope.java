package dev.handshake.certificate;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates a revocation list is about (RFC 5280, section 5.2.5).
 *
 * @param useless why it tells nothing of any certificate, where that is so
 * @param usersOnly whether it leaves CA certificates out
 * @param authoritiesOnly whether it leaves all but CA certificates out
 * @param points the names of the only distribution point that it is for; empty where it is for all
 */
record ListScope(
    Optional<String> useless,
    boolean usersOnly,
    boolean authoritiesOnly,
    List<GeneralName> points) {
  private static final String DELTA = "2.5.29.27";
  private static final String ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
  private static final ListScope ALL = new ListScope(Optional.empty(), false, false, List.of());

  ListScope {
    points = List.copyOf(points);
  }

  static ListScope of(X509CRL list) {
    if (list.getExtensionValue(DELTA) != null) {
      return useless("it lists changes only");
    }
    Set<String> critical = list.getCriticalExtensionOIDs();
    if (critical != null
        && critical.stream().anyMatch(oid -> !oid.equals(ISSUING_DISTRIBUTION_POINT))) {
      return useless("it has a critical extension that is not understood");
    }
    try {
      return scope(list.getExtensionValue(ISSUING_DISTRIBUTION_POINT));
    } catch (RuntimeException malformed) {
      return useless("its issuing distribution point cannot be read");
    }
  }

  private static ListScope scope(byte @Nullable [] extension) {
    if (extension == null) {
      return ALL;
    }
    IssuingDistributionPoint point =
        IssuingDistributionPoint.getInstance(ASN1OctetString.getInstance(extension).getOctets());
    if (point.isIndirectCRL()) {
      return useless("it is an indirect list");
    }
    if (point.getOnlySomeReasons() != null) {
      return useless("it lists some reasons only");
    }
    if (point.onlyContainsAttributeCerts()) {
      return useless("it is about attribute certificates");
    }
    DistributionPointName name = point.getDistributionPoint();
    if (name != null && name.getType() != DistributionPointName.FULL_NAME) {
      return useless("its distribution point has a relative name");
    }
    return new ListScope(
        Optional.empty(),
        point.onlyContainsUserCerts(),
        point.onlyContainsCACerts(),
        name == null
            ? List.of()
            : Arrays.asList(GeneralNames.getInstance(name.getName()).getNames()));
  }

  private static ListScope useless(String why) {
    return new ListScope(Optional.of(why), false, false, List.of());
  }

  /** Why the list tells nothing of a certificate; empty where it does. */
  Optional<String> objection(X509Certificate certificate) {
    boolean authority = certificate.getBasicConstraints() >= 0;
    if (useless.isPresent()) {
      return useless;
    }
    if (usersOnly && authority) {
      return Optional.of("it is not about CA certificates");
    }
    if (authoritiesOnly && !authority) {
      return Optional.of("it is about CA certificates only");
    }
    boolean named =
        points.isEmpty()
            || DistributionPoints.names(certificate).stream().anyMatch(points::contains);
    return named ? Optional.empty() : Optional.of("it is for another distribution point");
  }
}
