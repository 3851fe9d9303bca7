package dev.handshake.genesys;

import dev.handshake.certificate.CertificateFacts;
import dev.handshake.certificate.PeerChain;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Secret;
import java.net.URI;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A platform of which everything is known, for tests to change. */
public final class Platform {
  private final Instant now;
  private final HeldCertificate root;

  public Platform(Instant now) {
    this.now = now;
    this.root = HeldCertificate.named("root", now).authority().mint();
  }

  /** One organization with something of everything. */
  public GenesysState state() {
    return new GenesysState(List.of(organization(inventory(), providers())), List.of(supplied()));
  }

  /** The same with other client certificates. */
  public GenesysState with(Inventory inventory) {
    return new GenesysState(List.of(organization(inventory, providers())), List.of());
  }

  /** The same with other identity providers. */
  public GenesysState with(List<IdentityProvider> providers) {
    return new GenesysState(List.of(organization(inventory(), providers)), List.of());
  }

  /** An organization of a region that nobody can reach. */
  public static OrganizationSettings organization() {
    URI nowhere = URI.create("https://genesys.invalid");
    Region region = new Region("eu-west-1", "", nowhere, nowhere, nowhere, Optional.empty());
    return new OrganizationSettings(
        "acme", region, "id", new Secret.Given("secret"), "system", Optional.empty());
  }

  /** Nothing was asked yet. */
  public GenesysState unasked() {
    return new GenesysState(
        List.of(
            OrganizationState.of(
                "acme",
                "eu-west-1",
                new TreeMap<>(Map.of(Source.CERTIFICATES.word(), SourceStatus.UNASKED)))),
        List.of());
  }

  /** A client certificate that all think well of. */
  public Standing standing(String authority, String status, Instant end) {
    return new Standing(
        certificate(authority, status, end),
        true,
        Map.of("corporate", new Standing.Verdict(List.of())),
        Map.of("crm", true),
        Optional.of(
            new ListState(
                true, Optional.of(now.plusSeconds(60)), Optional.of(false), Optional.empty())));
  }

  private ClientCertificate certificate(String authority, String status, Instant end) {
    HeldCertificate leaf =
        HeldCertificate.named("data actions", now).issuedBy(root).valid(now, end).mint();
    try {
      PeerChain chain = PeerChain.ofDer(List.of(leaf.certificate().getEncoded()));
      return new ClientCertificate(authority, status, chain, chain.leaf().facts().orElseThrow());
    } catch (CertificateEncodingException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private Inventory inventory() {
    return new Inventory(
        List.of(
            standing("DigiCert", "Current", now.plus(Duration.ofDays(80))),
            standing("DigiCert", "Upcoming", now.plus(Duration.ofDays(400))),
            standing("Genesys", "Current", now.plus(Duration.ofDays(200)))),
        Map.of("DigiCert", CertificateChanges.NONE.another(now)),
        Optional.of(false));
  }

  private List<IdentityProvider> providers() {
    return List.of(new IdentityProvider("okta", "Okta", false, List.of(facts()), true));
  }

  private CertificateFacts facts() {
    return CertificateFacts.of(root.certificate()).orElseThrow();
  }

  private SuppliedCertificate supplied() {
    X509Certificate certificate = root.certificate();
    return new SuppliedCertificate(
        "dublin", SuppliedCertificate.Kind.REGIONAL_ROOT, "eu-west-1", certificate, facts());
  }

  private OrganizationState organization(Inventory inventory, List<IdentityProvider> providers) {
    Map<String, SourceStatus> sources = new TreeMap<>();
    sources.put(Source.CERTIFICATES.word(), SourceStatus.UNASKED.succeeded(now));
    sources.put(
        Source.AUDITS.word(),
        SourceStatus.UNASKED.failed(
            now, new SourceStatus.Failure(SourceFault.PERMISSION_DENIED, "no permission")));
    return new OrganizationState(
        "acme",
        "eu-west-1",
        sources,
        inventory,
        Optional.of(new TrustedRoots(List.of("0a:0b"))),
        Map.of("crm", true),
        providers,
        List.of(new Integration("4c60", "CRM", "ACTIVE", "Genesys Cloud")),
        List.of(new IntegrationCredential("77aa", "CRM", "basicAuth", Optional.of(now))),
        Optional.of(
            new DataActions(
                List.of(
                    new DataActions.Host(
                        Endpoint.parse("crm.example.com:443"),
                        "crm",
                        2,
                        Optional.of(Duration.ofSeconds(5)))),
                1)),
        new ArrayList<>(List.of(new IpRanges("data-actions", 2, "00ff", Optional.of(now)))),
        List.of(new AuditTally("Integrations", "Integration", "Update", 1, now)),
        Optional.of(
            new OrganizationFacts(
                "f711",
                "Acme",
                "acme",
                "active",
                List.of(new OrganizationFacts.Limit("integrations", "actions.total.max", 500)))),
        List.of(new EdgeAuthority("Managed CA", "MANAGED", facts())));
  }
}
