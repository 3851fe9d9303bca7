package dev.handshake.revocation;

import dev.handshake.address.AddressGuard;
import dev.handshake.certificate.Certified;
import dev.handshake.certificate.PeerChain;
import dev.handshake.certificate.RevocationEvidence;
import dev.handshake.revocation.Enquiry.Known;
import dev.handshake.target.RevocationSources;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the network tells of certificates: whether they were revoked, and who issued them. Nothing
 * here makes a probe wait by itself; what is not known yet is fetched, and known to the next.
 */
public final class OnlineRevocation implements AutoCloseable {
  private static final int MOST_CERTIFICATES = 4;

  private final Fetcher fetcher;
  private final Enquiry enquiry;
  private final IssuerSearch search;
  private final NamedLists lists;

  /**
   * @param guard asked about every address before it is dialled
   * @param resolver a host's addresses, an IP literal's own among them
   * @param found told of every issuer that was fetched and did sign what named it
   */
  public OnlineRevocation(
      Vertx vertx,
      AddressGuard guard,
      Function<String, Future<List<InetAddress>>> resolver,
      InstantSource clock,
      Consumer<X509Certificate> found) {
    this(vertx, () -> guard, resolver, clock, found);
  }

  /**
   * @param guard asked for, and about, every address before it is dialled
   * @param resolver a host's addresses, an IP literal's own among them
   * @param found told of every issuer that was fetched and did sign what named it
   */
  public OnlineRevocation(
      Vertx vertx,
      Supplier<AddressGuard> guard,
      Function<String, Future<List<InetAddress>>> resolver,
      InstantSource clock,
      Consumer<X509Certificate> found) {
    this.fetcher = new Fetcher(vertx, guard, resolver);
    this.enquiry = new Enquiry(vertx, fetcher, clock);
    this.search = new IssuerSearch(vertx, fetcher, clock, found);
    this.lists = new NamedLists(vertx, fetcher, clock);
  }

  /** What is known at once, for those sources that go out to the network. */
  public List<RevocationEvidence> evidence(RevocationSources sources, List<Certified> certified) {
    return enquiry.ask(sources, certified).evidence();
  }

  /** Completes when nothing that was asked for these certificates is under way any more. */
  public Future<Void> settled(RevocationSources sources, List<Certified> certified) {
    Known known = enquiry.ask(sources, certified);
    return Future.join(known.loads()).<Void>mapEmpty().otherwiseEmpty();
  }

  /** Looks for issuers that were not sent; completes when there is no more to be learnt now. */
  public Future<Void> findIssuers(PeerChain chain) {
    List<X509Certificate> sent =
        chain.certificates().stream()
            .limit(MOST_CERTIFICATES)
            .flatMap(certificate -> certificate.x509().stream())
            .toList();
    return search.above(
        sent.stream().filter(certificate -> !isIssuedBySent(certificate, sent)).toList());
  }

  /**
   * What the list that a certificate names says of it, fetched where it is not known yet.
   *
   * @param issuer under whose key the list must hold, where that is known
   * @return empty where the certificate names no list; never fails
   */
  public Future<Optional<ListSighting>> list(
      X509Certificate certificate, Optional<X509Certificate> issuer) {
    return lists.of(certificate, issuer);
  }

  private static boolean isIssuedBySent(X509Certificate certificate, List<X509Certificate> sent) {
    return sent.stream()
        .anyMatch(
            other -> other.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()));
  }

  @Override
  public void close() {
    fetcher.close();
  }
}
