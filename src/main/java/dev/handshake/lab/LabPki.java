package dev.handshake.lab;

import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;

/** The authorities and certificates of the lab, minted together at one moment. */
public final class LabPki {
  /** The name that the lab's servers answer to; under a domain that never exists (RFC 6761). */
  public static final String SERVER_NAME = "gateway.handshake.test";

  /** The name of the lab's trust store. */
  public static final String TRUST = "lab";

  /** The identity whose files are broken. */
  public static final String UNUSABLE_IDENTITY = "lab-client-unusable";

  private static final Duration LIFETIME = Duration.ofDays(180);
  private static final String BALLAST_OID = "1.3.6.1.4.1.55555.1";
  private static final String NAME_CONSTRAINTS_OID = "2.5.29.30";
  private static final int BALLAST_BYTES = 40_000;
  private static final int BALLAST_CERTIFICATES = 8;

  private final Instant now;
  private final HeldCertificate root;
  private final HeldCertificate rsaRoot;
  private final HeldCertificate issuing;
  private final HeldCertificate clientRoot;
  private final Map<ServerCertificate, HeldCertificate> servers =
      new EnumMap<>(ServerCertificate.class);
  private final Map<ClientCertificate, HeldCertificate> clients =
      new EnumMap<>(ClientCertificate.class);

  private LabPki(Instant now) {
    this.now = now;
    this.root = authority("Lab Root").mint();
    this.rsaRoot = authority("Lab RSA Root").rsa(2048).mint();
    this.issuing = authority("Lab Issuing CA").issuedBy(root).mint();
    this.clientRoot = authority("Lab Client Root").mint();
    for (ServerCertificate which : ServerCertificate.values()) {
      servers.put(which, mint(which));
    }
    for (ClientCertificate which : ClientCertificate.values()) {
      clients.put(which, mint(which));
    }
  }

  /** Mints everything, good from an hour before a moment for half a year unless meant otherwise. */
  public static LabPki mint(Instant now) {
    return new LabPki(now);
  }

  public HeldCertificate server(ServerCertificate which) {
    return held(servers, which);
  }

  public HeldCertificate client(ClientCertificate which) {
    return held(clients, which);
  }

  /** The root that servers trust for clients; not one that clients trust for servers. */
  public X509Certificate clientAuthority() {
    return clientRoot.certificate();
  }

  /** The roots that a probe of the lab trusts, without any intermediate. */
  public TrustAnchors roots() {
    return TrustAnchors.of(TRUST, Set.of(root.certificate(), rsaRoot.certificate()), List.of());
  }

  /** Every identity of the lab by its name, the unusable one included. */
  public Map<String, Identity> identities() {
    Map<String, Identity> all = new LinkedHashMap<>();
    for (ClientCertificate which : ClientCertificate.values()) {
      all.put(which.identity(), identity(which));
    }
    all.put(
        UNUSABLE_IDENTITY,
        new Identity.Unusable(
            UNUSABLE_IDENTITY, UNUSABLE_IDENTITY + ".pem: the certificate ends half-way"));
    return all;
  }

  public Identity.Usable identity(ClientCertificate which) {
    return client(which).identity(which.identity());
  }

  /**
   * Writes everything as PEM files into a directory.
   *
   * @throws IOException if a file cannot be written
   */
  public LabFiles writeTo(Path directory) throws IOException {
    return LabFiles.write(this, directory);
  }

  private static <K> HeldCertificate held(Map<K, HeldCertificate> all, K which) {
    HeldCertificate held = all.get(which);
    if (held == null) {
      throw new AssertionError("one of each is minted, but not " + which);
    }
    return held;
  }

  private HeldCertificate mint(ServerCertificate which) {
    Instant yesterday = now.minus(Duration.ofDays(1));
    Instant longAgo = now.minus(LIFETIME);
    return switch (which) {
      case FINE -> leaf().issuedBy(issuing).mint();
      case FINE_RSA -> leaf().rsa(2048).issuedBy(rsaIssuing()).mint();
      case FINE_P521 -> leaf().ec("secp521r1").issuedBy(issuing).mint();
      case RENEWED ->
          leaf().issuedBy(authority("Lab Renewed Issuing CA").issuedBy(root).mint()).mint();
      case ENDS_SOON -> leaf().valid(longAgo, in(Duration.ofDays(7))).issuedBy(issuing).mint();
      case EXPIRED -> leaf().valid(longAgo, yesterday).issuedBy(issuing).mint();
      case NOT_YET_VALID ->
          leaf().valid(in(Duration.ofDays(1)), in(LIFETIME)).issuedBy(issuing).mint();
      case OTHER_NAME -> anyLeaf().dns("other.handshake.test").issuedBy(issuing).mint();
      case COMMON_NAME_ONLY -> anyLeaf().issuedBy(issuing).mint();
      case SELF_SIGNED -> leaf().mint();
      case UNKNOWN_ROOT -> leaf().issuedBy(underUnknownRoot(unknownRoot())).mint();
      case UNKNOWN_ROOT_SENT -> withUnknownRoot();
      case MISSING_INTERMEDIATE -> alone(leaf().issuedBy(issuing).mint());
      case EXPIRED_INTERMEDIATE ->
          leaf()
              .issuedBy(
                  authority("Lab Expired Issuing CA")
                      .valid(longAgo, yesterday)
                      .issuedBy(root)
                      .mint())
              .mint();
      case WRONG_EKU ->
          certificate(SERVER_NAME)
              .dns(SERVER_NAME)
              .purposes(KeyPurposeId.id_kp_clientAuth)
              .issuedBy(issuing)
              .mint();
      case WRONG_KEY_USAGE ->
          under(authority("Lab Mute CA").keyUsage(KeyUsage.cRLSign).issuedBy(root));
      case WEAK_KEY -> leaf().rsa(1024).issuedBy(rsaIssuing()).mint();
      case WEAK_SIGNATURE ->
          leaf().rsa(2048).signature("SHA1withRSA").issuedBy(rsaIssuing()).mint();
      case ISSUER_NOT_CA ->
          under(certificate("Lab Leaf").keyUsage(KeyUsage.keyCertSign).issuedBy(issuing));
      case PATH_LENGTH ->
          under(
              authority("Lab Lower Issuing CA")
                  .issuedBy(
                      certificate("Lab Short Issuing CA").authority(0).issuedBy(root).mint()));
      case NAME_CONSTRAINT ->
          under(
              authority("Lab Constrained CA")
                  .extension(NAME_CONSTRAINTS_OID, true, only("elsewhere.test"))
                  .issuedBy(root));
      case CRITICAL_EXTENSION ->
          leaf().extension(BALLAST_OID, true, DERNull.INSTANCE).issuedBy(issuing).mint();
      case BAD_SIGNATURE -> badlySigned();
      case ROOT_SENT -> followedBy(leaf().issuedBy(issuing).mint(), root.certificate());
      case MISORDERED -> misordered();
      case OVERSIZED -> followedBy(leaf().issuedBy(issuing).mint(), ballast());
      case HOSTILE_SUBJECT -> hostile();
    };
  }

  private HeldCertificate mint(ClientCertificate which) {
    HeldCertificate.Builder client = certificate("Lab Client " + which.identity());
    return switch (which) {
      case ACCEPTED -> client.purposes(KeyPurposeId.id_kp_clientAuth).issuedBy(clientRoot).mint();
      case UNTRUSTED ->
          client
              .purposes(KeyPurposeId.id_kp_clientAuth)
              .issuedBy(authority("Lab Unknown Client Root").mint())
              .mint();
      case EXPIRED ->
          client
              .purposes(KeyPurposeId.id_kp_clientAuth)
              .valid(now.minus(LIFETIME), now.minus(Duration.ofDays(1)))
              .issuedBy(clientRoot)
              .mint();
      case NOT_YET_VALID ->
          client
              .purposes(KeyPurposeId.id_kp_clientAuth)
              .valid(in(Duration.ofDays(1)), in(LIFETIME))
              .issuedBy(clientRoot)
              .mint();
      case WRONG_EKU -> client.purposes(KeyPurposeId.id_kp_serverAuth).issuedBy(clientRoot).mint();
    };
  }

  private HeldCertificate rsaIssuing() {
    return authority("Lab RSA Issuing CA").rsa(2048).issuedBy(rsaRoot).mint();
  }

  private HeldCertificate unknownRoot() {
    return authority("Lab Unknown Root").mint();
  }

  private HeldCertificate underUnknownRoot(HeldCertificate unknown) {
    return authority("Lab Unknown Issuing CA").issuedBy(unknown).mint();
  }

  private HeldCertificate withUnknownRoot() {
    HeldCertificate unknown = unknownRoot();
    return followedBy(leaf().issuedBy(underUnknownRoot(unknown)).mint(), unknown.certificate());
  }

  private HeldCertificate under(HeldCertificate.Builder issuer) {
    return leaf().issuedBy(issuer.mint()).mint();
  }

  private static NameConstraints only(String domain) {
    GeneralName name = new GeneralName(GeneralName.dNSName, domain);
    return new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(name)}, null);
  }

  /** Names the issuer and its key, but is signed by another of that name. */
  private HeldCertificate badlySigned() {
    HeldCertificate impostor = authority("Lab Issuing CA").issuedBy(root).mint();
    HeldCertificate named =
        new HeldCertificate(issuing.certificate(), impostor.key(), issuing.issuers());
    return leaf().issuedBy(named).mint();
  }

  private HeldCertificate misordered() {
    HeldCertificate policy = authority("Lab Policy CA").issuedBy(root).mint();
    HeldCertificate below = authority("Lab Lower Issuing CA").issuedBy(policy).mint();
    HeldCertificate leaf = leaf().issuedBy(below).mint();
    return new HeldCertificate(leaf.certificate(), leaf.key(), leaf.issuers().reversed());
  }

  private X509Certificate[] ballast() {
    List<X509Certificate> heavy = new ArrayList<>();
    for (int number = 0; number < BALLAST_CERTIFICATES; number++) {
      heavy.add(
          authority("Lab Ballast " + number)
              .extension(BALLAST_OID, false, new DEROctetString(new byte[BALLAST_BYTES]))
              .mint()
              .certificate());
    }
    return heavy.toArray(X509Certificate[]::new);
  }

  private HeldCertificate hostile() {
    X500Name subject =
        new X500NameBuilder(BCStyle.INSTANCE)
            .addRDN(BCStyle.O, "\"><script>alert('lab')</script>&amp;{{7*7}}")
            .addRDN(BCStyle.OU, "first line\r\nlevel=error msg=\"forged\"\n\"} 1\nforged_metric 1")
            .addRDN(BCStyle.L, "\u202egro.elpmaxe\u2066\u200b\u001b[2J\u0007")
            .addRDN(BCStyle.CN, SERVER_NAME)
            .build();
    return leaf().dns("*.\"}\n<b>.handshake.test").subject(subject).issuedBy(issuing).mint();
  }

  private static HeldCertificate alone(HeldCertificate leaf) {
    return new HeldCertificate(leaf.certificate(), leaf.key(), List.of());
  }

  private static HeldCertificate followedBy(HeldCertificate leaf, X509Certificate... more) {
    List<X509Certificate> issuers = new ArrayList<>(leaf.issuers());
    issuers.addAll(List.of(more));
    return new HeldCertificate(leaf.certificate(), leaf.key(), issuers);
  }

  private HeldCertificate.Builder leaf() {
    return anyLeaf().dns(SERVER_NAME).ip(Street.ADDRESS);
  }

  private HeldCertificate.Builder anyLeaf() {
    return certificate(SERVER_NAME).purposes(KeyPurposeId.id_kp_serverAuth);
  }

  private HeldCertificate.Builder authority(String commonName) {
    return certificate(commonName).authority();
  }

  private HeldCertificate.Builder certificate(String commonName) {
    return HeldCertificate.named(commonName, now)
        .valid(now.minus(Duration.ofHours(1)), in(LIFETIME));
  }

  private Instant in(Duration duration) {
    return now.plus(duration);
  }

  List<X509Certificate> anchors() {
    return List.of(root.certificate(), rsaRoot.certificate());
  }
}
