package dev.handshake.cli;

import dev.handshake.certificate.CertificateFacts;
import dev.handshake.certificate.ChainFindings;
import dev.handshake.cli.GivenOrganizations.Answer;
import dev.handshake.genesys.OrganizationSettings;
import dev.handshake.genesys.Readiness;
import dev.handshake.genesys.Standing;
import dev.handshake.genesys.TrustedRoots;
import dev.handshake.report.Report;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the platform and a gateway stand to each other, by what an organization's API says: whether
 * each would accept the other's certificate.
 *
 * @param gateway a probe of it
 * @param store the trust store that was made of the roots of client certificates that it is said to
 *     have; empty where none were given
 */
record GatewayPlatform(Report gateway, Optional<String> store) {
  List<GatewayCheck> checks(
      OrganizationSettings organization,
      Answer<TrustedRoots> roots,
      Answer<List<Standing>> certificates) {
    List<GatewayCheck> all = new ArrayList<>();
    all.add(
        switch (roots) {
          case Answer.Given<TrustedRoots>(var known) -> trusted(organization, known);
          case Answer.Refused<TrustedRoots>(var why) ->
              untold(organization, "which roots it trusts: " + why.detail());
        });
    switch (certificates) {
      case Answer.Given<List<Standing>>(var standings) ->
          standings.forEach(one -> all.add(accepted(organization, one, standings)));
      case Answer.Refused<List<Standing>>(var why) ->
          all.add(untold(organization, "its client certificates: " + why.detail()));
    }
    return List.copyOf(all);
  }

  private static GatewayCheck untold(OrganizationSettings organization, String what) {
    return GatewayCheck.noted(
        "platform", "The API of " + organization.name() + " does not tell " + what + ".");
  }

  /** Serial numbers are compared, since the platform tells nothing else of its roots. */
  private GatewayCheck trusted(OrganizationSettings organization, TrustedRoots known) {
    List<X509Certificate> path = gateway.chain().map(ChainFindings::path).orElse(List.of());
    Optional<CertificateFacts> root =
        path.isEmpty() ? Optional.empty() : CertificateFacts.of(path.getLast());
    if (root.isEmpty()) {
      return GatewayCheck.noted(
          "platform", "Whether the platform trusts its root is not told: no path leads to one.");
    }
    boolean holds = known.holds(root.get().serial());
    return GatewayCheck.of(
        "platform",
        holds,
        "Its root %s is %s that the platform trusts, by serial number (%s)."
            .formatted(
                root.get().subject(),
                holds ? "one of the " + known.count() : "none of the " + known.count(),
                organization.name()));
  }

  private GatewayCheck accepted(
      OrganizationSettings organization, Standing one, List<Standing> all) {
    String which =
        "%s certificate signed by %s (%s, %s)"
            .formatted(
                one.certificate().status(),
                one.certificate().authority(),
                one.certificate().leaf().subject(),
                organization.name());
    return verdict(one)
        .map(verdict -> judged(one, verdict, all, which))
        .orElseGet(() -> named(one, which));
  }

  private GatewayCheck judged(
      Standing one, Standing.Verdict verdict, List<Standing> all, String which) {
    if (verdict.trusted()) {
      return GatewayCheck.of("client", true, "With these roots it accepts the " + which + ".");
    }
    String text =
        "With these roots it refuses the " + which + ": " + String.join(" ", verdict.reasons());
    return matters(one, all)
        ? GatewayCheck.of("client", false, text)
        : GatewayCheck.noted("client", text);
  }

  /**
   * A gateway is called with one authority's certificate: it has to accept one that is shown today,
   * and the successor of each that it accepts.
   */
  private boolean matters(Standing refused, List<Standing> all) {
    boolean sibling =
        all.stream()
            .filter(other -> isAccepted(other) && other.certificate().current())
            .anyMatch(
                other -> other.certificate().authority().equals(refused.certificate().authority()));
    boolean any =
        all.stream().anyMatch(other -> isAccepted(other) && other.certificate().current());
    return refused.certificate().current() ? !any : sibling;
  }

  private boolean isAccepted(Standing one) {
    return verdict(one).filter(Standing.Verdict::trusted).isPresent();
  }

  private Optional<Standing.Verdict> verdict(Standing one) {
    return store.flatMap(name -> Optional.ofNullable(one.trusted().get(name)));
  }

  private GatewayCheck named(Standing one, String which) {
    List<String> names = gateway.observation().client().authorities();
    String text =
        Readiness.named(one.certificate(), names)
            .map(match ->
                match
                    ? "It names an issuer of the "
                        + which
                        + ", by name only, which proves no trust."
                    : "It names no issuer of the " + which + ".")
            .orElse(
                "Whether it accepts the " + which + " is not told: give --client-roots.file=F.");
    return GatewayCheck.noted("client", text);
  }
}
