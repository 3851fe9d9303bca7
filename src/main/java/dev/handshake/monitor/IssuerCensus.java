package dev.handshake.monitor;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.PeerCertificate;
import dev.handshake.certificate.PeerChain;
import dev.handshake.credential.PublicRoots;
import dev.handshake.diagnosis.IssuerFacts;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Target;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * Which issuers were seen, across targets and over time: what one chain cannot tell of itself. It
 * remembers the domains of private issuers and the public issuer that each server had. Bounded, and
 * safe for use by many threads.
 */
public final class IssuerCensus {
  private static final int ISSUERS = 1_000;
  private static final int DOMAINS = 8;
  private static final int SERVERS = 20_000;

  private static final IssuerFacts PUBLIC =
      new IssuerFacts(Optional.of(true), Optional.empty(), Set.of());

  private final PublicRoots roots;
  private final Map<X500Principal, Set<String>> domains = recent(ISSUERS);
  private final Map<Server, X500Principal> publicIssuers = recent(SERVERS);
  private final Map<String, Optional<String>> registered = recent(SERVERS);

  private record Server(Endpoint endpoint, String name) {}

  public IssuerCensus(PublicRoots roots) {
    this.roots = roots;
  }

  /** Reads the public roots, unless they were read before: takes a while at first. */
  void prepare() {
    roots.load();
  }

  /** Counts a chain in, and says what is known of its issuer. */
  public IssuerFacts of(Target target, PeerChain chain, ChainFindings findings) {
    return facts(target, chain, findings, true);
  }

  /** The same without counting it in, for names that a stranger chose. */
  public IssuerFacts known(Target target, PeerChain chain, ChainFindings findings) {
    return facts(target, chain, findings, false);
  }

  private IssuerFacts facts(
      Target target, PeerChain chain, ChainFindings findings, boolean counts) {
    Optional<X509Certificate> leaf = chain.leaf().x509();
    Optional<Boolean> isPublic = isPublic(chain, findings);
    if (leaf.isEmpty() || isPublic.isEmpty()) {
      return IssuerFacts.NONE;
    }
    X500Principal issuer = leaf.get().getIssuerX500Principal();
    Server server = new Server(target.endpoint(), target.verifyName());
    synchronized (this) {
      if (isPublic.get()) {
        if (counts) {
          publicIssuers.put(server, issuer);
        }
        return PUBLIC;
      }
      Set<String> known = domains.getOrDefault(issuer, Set.of());
      Optional<String> domain =
          registered.computeIfAbsent(target.verifyName(), IssuerCensus::domain);
      Set<String> all = domain.map(one -> with(one, known)).orElse(known);
      if (counts) {
        domains.put(issuer, all);
      }
      Optional<String> before =
          Optional.ofNullable(publicIssuers.get(server)).map(X500Principal::getName);
      return new IssuerFacts(isPublic, before, all);
    }
  }

  private static Set<String> with(String domain, Set<String> known) {
    if (known.contains(domain) || known.size() >= DOMAINS) {
      return known;
    }
    Set<String> all = new HashSet<>(known);
    all.add(domain);
    return Set.copyOf(all);
  }

  /**
   * Whether a chain leads to a root that the public trusts. Of a chain that nobody trusts it is
   * told only where its own root was sent.
   */
  private Optional<Boolean> isPublic(PeerChain chain, ChainFindings findings) {
    List<X509Certificate> ends = findings.anchors();
    if (!ends.isEmpty()) {
      return Optional.of(ends.stream().anyMatch(roots::leadsToOne));
    }
    List<X509Certificate> issuers =
        chain.certificates().stream()
            .skip(1)
            .map(PeerCertificate::x509)
            .flatMap(Optional::stream)
            .toList();
    boolean whole =
        issuers.stream()
            .anyMatch(each -> each.getIssuerX500Principal().equals(each.getSubjectX500Principal()));
    return whole ? Optional.of(issuers.stream().anyMatch(roots::leadsToOne)) : Optional.empty();
  }

  /**
   * The part of a host name that was registered, roughly: its last two labels, or three where the
   * second is short, as in {@code example.co.uk}. Names that belong to nobody are left out.
   */
  static Optional<String> domain(String host) {
    if (Endpoint.literal(host).isPresent()) {
      return Optional.empty();
    }
    String[] labels = host.toLowerCase(Locale.ROOT).split("\\.");
    int count = labels.length;
    if (count < 2) {
      return Optional.empty();
    }
    boolean shared = labels[count - 1].length() == 2 && labels[count - 2].length() <= 3;
    int taken = shared && count > 2 ? 3 : 2;
    return Optional.of(String.join(".", List.of(labels).subList(count - taken, count)));
  }

  private static <K, V> Map<K, V> recent(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }
}
