package dev.handshake.certificate;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;

/**
 * Where a certificate says that more is to be had about it (RFC 5280, sections 4.2.1.13 and
 * 4.2.2.1). The addresses are its issuer's word at best and a peer's at worst: they are to be
 * guarded before anything is fetched from them.
 */
public final class DistributionPoints {
  private static final String CRL_DISTRIBUTION_POINTS = "2.5.29.31";
  private static final String AUTHORITY_INFORMATION_ACCESS = "1.3.6.1.5.5.7.1.1";

  /** Certificates name one or two of each. */
  private static final int MOST = 4;

  private static final int LONGEST = 2_000;

  private DistributionPoints() {}

  /** Addresses of revocation lists, at most four, in the certificate's order. */
  public static List<String> ofLists(X509Certificate certificate) {
    return addresses(names(certificate));
  }

  /** Addresses of OCSP responders, at most four. */
  public static List<String> ofResponders(X509Certificate certificate) {
    return addresses(access(certificate, X509ObjectIdentifiers.id_ad_ocsp));
  }

  /** Addresses of the issuer's certificate, at most four. */
  public static List<String> ofIssuers(X509Certificate certificate) {
    return addresses(access(certificate, X509ObjectIdentifiers.id_ad_caIssuers));
  }

  /** The names of the points whose lists the issuer itself signs, for all reasons. */
  static List<GeneralName> names(X509Certificate certificate) {
    List<GeneralName> names = new ArrayList<>();
    try {
      byte[] extension = certificate.getExtensionValue(CRL_DISTRIBUTION_POINTS);
      if (extension != null) {
        byte[] inner = ASN1OctetString.getInstance(extension).getOctets();
        for (DistributionPoint point : CRLDistPoint.getInstance(inner).getDistributionPoints()) {
          DistributionPointName name = point.getDistributionPoint();
          boolean plain = point.getCRLIssuer() == null && point.getReasons() == null;
          if (plain && name != null && name.getType() == DistributionPointName.FULL_NAME) {
            names.addAll(Arrays.asList(GeneralNames.getInstance(name.getName()).getNames()));
          }
        }
      }
    } catch (RuntimeException malformed) {
      return List.of();
    }
    return names;
  }

  private static List<GeneralName> access(
      X509Certificate certificate, ASN1ObjectIdentifier method) {
    try {
      byte[] extension = certificate.getExtensionValue(AUTHORITY_INFORMATION_ACCESS);
      if (extension == null) {
        return List.of();
      }
      byte[] inner = ASN1OctetString.getInstance(extension).getOctets();
      return Arrays.stream(AuthorityInformationAccess.getInstance(inner).getAccessDescriptions())
          .filter(description -> description.getAccessMethod().equals(method))
          .map(AccessDescription::getAccessLocation)
          .toList();
    } catch (RuntimeException malformed) {
      return List.of();
    }
  }

  private static List<String> addresses(List<GeneralName> names) {
    return names.stream()
        .filter(name -> name.getTagNo() == GeneralName.uniformResourceIdentifier)
        .map(name -> name.getName().toString())
        .filter(address -> address.length() <= LONGEST)
        .distinct()
        .limit(MOST)
        .toList();
  }
}
