package dev.handshake.lab;

import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * The authorities and certificates of the stand-in: those of data actions as the platform has them,
 * a public authority's chain and a private regional root, and those of its own hosts and of the
 * customer's gateways.
 */
public final class PlatformPki {
  /** The name in the client certificates of data actions. */
  public static final String CLIENT_NAME = "dataactions.prod-lab.lab.handshake.test";

  /** The trust store by which the platform's hosts and the gateways verify. */
  public static final String TRUST = "genesys-lab";

  /** The operator's own identity, which all gateways accept. */
  public static final String IDENTITY = "genesys-lab-probe";

  /** From when on an upcoming certificate is published: less than this is left. */
  static final Duration NOTICE = Duration.ofDays(90);

  private static final String CRL_POINTS_OID = "2.5.29.31";
  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration DECADE = Duration.ofDays(3650);

  private final Instant now;
  private final String lists;

  private final HeldCertificate regionalRoot;
  private final HeldCertificate regional;
  private final HeldCertificate publicRoot;
  private final HeldCertificate publicIssuing;
  private final HeldCertificate nextRoot;
  private final HeldCertificate nextIssuing;
  private final HeldCertificate current;
  private final HeldCertificate ending;
  private final HeldCertificate expired;
  private final HeldCertificate upcoming;
  private final HeldCertificate upcomingForServers;
  private final HeldCertificate hostRoot;
  private final HeldCertificate gatewayRoot;
  private final HeldCertificate probeRoot;
  private final HeldCertificate probe;

  private PlatformPki(Instant now, String lists, Duration left) {
    this.now = now;
    this.lists = lists;
    this.regionalRoot =
        root("C=US,ST=Indiana,L=Indianapolis,O=Lab Genesys Cloud,CN=lab Data Actions Root", 4096);
    this.regional =
        client("regional client", now.plus(Duration.ofDays(300)), "regional", regionalRoot);
    this.publicRoot = root("C=US,O=Lab DigiCert Inc,OU=Lab,CN=Lab Assured ID Root G2", 2048);
    this.publicIssuing = issuing("C=US,O=Lab DigiCert Inc,CN=Lab Assured G2 CA", publicRoot);
    this.nextRoot = root("C=US,O=Lab DigiCert Inc,OU=Lab,CN=Lab Client Root G5", 2048);
    this.nextIssuing = issuing("C=US,O=Lab DigiCert Inc,CN=Lab Client G5 CA", nextRoot);
    this.current = client("current", now.plus(left), "public", publicIssuing);
    this.ending =
        left.compareTo(NOTICE.plus(Duration.ofDays(1))) < 0
            ? current
            : client("current", now.plus(Duration.ofDays(60)), "public", publicIssuing);
    this.expired = client("current", now.minus(Duration.ofDays(1)), "public", publicIssuing);
    this.upcoming = client("upcoming", now.plus(YEAR), "next", nextIssuing);
    this.upcomingForServers =
        leaf("upcoming", now.plus(YEAR), "next", nextIssuing)
            .purposes(KeyPurposeId.id_kp_serverAuth)
            .mint();
    this.hostRoot = plain("Lab Platform Host Root").authority().mint();
    this.gatewayRoot = plain("Lab Gateway Root").authority().mint();
    this.probeRoot = plain("Lab Operator Client Root").authority().mint();
    this.probe =
        plain("lab probe").purposes(KeyPurposeId.id_kp_clientAuth).issuedBy(probeRoot).mint();
  }

  /**
   * Mints everything at a moment.
   *
   * @param lists the base URL under which revocation lists are served
   * @param left how long the current certificate of the public authority is still good
   */
  static PlatformPki mint(Instant now, String lists, Duration left) {
    return new PlatformPki(now, lists, left);
  }

  /** The current certificate of the public authority, its intermediate above it. */
  public HeldCertificate current() {
    return current;
  }

  /**
   * The current certificate of the public authority with less than ninety days left: the same one
   * where that has no more, else another, as if time had passed.
   */
  public HeldCertificate ending() {
    return ending;
  }

  /** Next year's certificate, under a root that is new. */
  public HeldCertificate upcoming() {
    return upcoming;
  }

  /** The certificate that the region's private root has signed. */
  public HeldCertificate regional() {
    return regional;
  }

  public X509Certificate publicRoot() {
    return publicRoot.certificate();
  }

  public X509Certificate nextRoot() {
    return nextRoot.certificate();
  }

  public X509Certificate regionalRoot() {
    return regionalRoot.certificate();
  }

  /** The root of all gateways' own certificates. */
  public X509Certificate gatewayRoot() {
    return gatewayRoot.certificate();
  }

  /** The root of the operator's own identity, which gateways trust beside the platform's. */
  public X509Certificate probeRoot() {
    return probeRoot.certificate();
  }

  /** The roots by which the platform's hosts and the gateways verify. */
  public TrustAnchors roots() {
    return TrustAnchors.of(
        TRUST, Set.of(hostRoot.certificate(), gatewayRoot.certificate()), List.of());
  }

  /** The operator's own identity, which all gateways accept. */
  public Identity.Usable identity() {
    return probe.identity(IDENTITY);
  }

  /** A current certificate that ended yesterday. */
  HeldCertificate expired() {
    return expired;
  }

  /** Next year's certificate without the purpose of clientAuth. */
  HeldCertificate upcomingForServers() {
    return upcomingForServers;
  }

  /** Whoever signs a list: {@code regional}, {@code public} or {@code next}. */
  HeldCertificate issuer(String list) {
    return switch (list) {
      case "regional" -> regionalRoot;
      case "next" -> nextIssuing;
      default -> publicIssuing;
    };
  }

  /** A certificate for one of the platform's hosts on loopback. */
  HeldCertificate host(String name) {
    return server(name, hostRoot);
  }

  /** A certificate for one of the customer's gateways on loopback. */
  HeldCertificate gateway(String name) {
    return server(name, gatewayRoot);
  }

  private HeldCertificate server(String name, HeldCertificate root) {
    return plain(name + ".lab.handshake.test")
        .dns(name + ".lab.handshake.test", "localhost")
        .ip(Street.ADDRESS)
        .purposes(KeyPurposeId.id_kp_serverAuth)
        .issuedBy(root)
        .mint();
  }

  private HeldCertificate root(String subject, int bits) {
    return plain(subject)
        .valid(now.minus(YEAR), now.plus(DECADE))
        .subject(new X500Name(subject))
        .keys(PlatformKeys.rsa(subject, bits))
        .authority()
        .mint();
  }

  private HeldCertificate issuing(String subject, HeldCertificate root) {
    return plain(subject)
        .valid(now.minus(YEAR), now.plus(DECADE))
        .subject(new X500Name(subject))
        .keys(PlatformKeys.rsa(subject, 2048))
        .authority(0)
        .issuedBy(root)
        .mint();
  }

  private HeldCertificate client(
      String role, Instant notAfter, String list, HeldCertificate issuer) {
    return leaf(role, notAfter, list, issuer).purposes(KeyPurposeId.id_kp_clientAuth).mint();
  }

  /** A leaf of a year, or of less where it would begin later than now. */
  private HeldCertificate.Builder leaf(
      String role, Instant notAfter, String list, HeldCertificate issuer) {
    Instant yearEarlier = notAfter.minus(YEAR);
    Instant anHourAgo = now.minus(Duration.ofHours(1));
    return plain(role)
        .valid(yearEarlier.isBefore(anHourAgo) ? yearEarlier : anHourAgo, notAfter)
        .subject(
            new X500Name("C=US,ST=Indiana,L=Indianapolis,O=Lab Genesys Cloud,CN=" + CLIENT_NAME))
        .dns(CLIENT_NAME)
        .keys(PlatformKeys.rsa(role, 2048))
        .extension(CRL_POINTS_OID, false, point(lists + "/" + list + ".crl"))
        .issuedBy(issuer);
  }

  private static CRLDistPoint point(String url) {
    GeneralName name = new GeneralName(GeneralName.uniformResourceIdentifier, url);
    DistributionPointName at = new DistributionPointName(new GeneralNames(name));
    return new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(at, null, null)});
  }

  private HeldCertificate.Builder plain(String commonName) {
    return HeldCertificate.named(commonName, now)
        .valid(now.minus(Duration.ofHours(1)), now.plus(YEAR));
  }
}
