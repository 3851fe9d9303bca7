package dev.handshake.revocation;

import dev.handshake.certificate.Certified;
import dev.handshake.certificate.DistributionPoints;
import dev.handshake.revocation.Fetcher.Wanted;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Fetches issuers that a server did not send, from where certificates say they are. */
final class IssuerSearch {
  private static final int LARGEST = 64 << 10;
  private static final int MOST_ISSUERS = 500;
  private static final int MOST_LEVELS = 4;

  /** Ways up that one chain may ask for; a sound one names a few. */
  private static final int MOST_WAYS = 16;

  private static final int MOST_IN_FILE = 16;
  private static final Duration KEPT = Duration.ofHours(24);

  private final Vertx vertx;
  private final Fetcher fetcher;
  private final Consumer<X509Certificate> found;
  private final Learnt<Place, List<X509Certificate>> issuers;

  private record Place(String url, X509Certificate of) {}

  IssuerSearch(Vertx vertx, Fetcher fetcher, InstantSource clock, Consumer<X509Certificate> found) {
    this.vertx = vertx;
    this.fetcher = fetcher;
    this.found = found;
    this.issuers = new Learnt<>(MOST_ISSUERS, clock, _ -> Optional.of(clock.instant().plus(KEPT)));
  }

  /**
   * Looks for the issuers above certificates of one chain; ends when there is no more to be learnt
   * now. However many ways up they name, only some are gone.
   */
  Future<Void> above(List<X509Certificate> certificates) {
    AtomicInteger left = new AtomicInteger(MOST_WAYS);
    return Future.join(
            certificates.stream()
                .map(certificate -> climb(certificate, MOST_LEVELS, left))
                .toList())
        .mapEmpty();
  }

  private Future<Void> climb(X509Certificate certificate, int levels, AtomicInteger left) {
    if (levels == 0 || isSelfIssued(certificate)) {
      return Future.succeededFuture();
    }
    List<Future<Void>> ways = new ArrayList<>();
    for (String url : DistributionPoints.ofIssuers(certificate)) {
      if (left.getAndDecrement() <= 0) {
        break;
      }
      Learnt.Item<List<X509Certificate>> entry =
          issuers.ask(new Place(url, certificate), () -> fetch(url, certificate));
      ways.add(
          entry
              .load()
              .compose(_ -> {
                List<Future<Void>> further = new ArrayList<>();
                Learnt.Item<List<X509Certificate>> loaded =
                    issuers.ask(new Place(url, certificate), () -> fetch(url, certificate));
                for (X509Certificate issuer : loaded.value().orElse(List.of())) {
                  found.accept(issuer);
                  further.add(climb(issuer, levels - 1, left));
                }
                return Future.join(further).<Void>mapEmpty();
              })
              .otherwiseEmpty());
    }
    return Future.join(ways).mapEmpty();
  }

  private Future<List<X509Certificate>> fetch(String url, X509Certificate certificate) {
    return fetcher
        .fetch(Wanted.get(url, LARGEST))
        .compose(body -> vertx.executeBlocking(() -> issuersOf(certificate, body), false));
  }

  /** DER, PEM or PKCS #7 (RFC 5280, section 4.2.2.1); only what signed the certificate counts. */
  private static List<X509Certificate> issuersOf(X509Certificate certificate, byte[] body)
      throws IOException {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      List<X509Certificate> all = new ArrayList<>();
      for (Certificate one : factory.generateCertificates(new ByteArrayInputStream(body))) {
        if (all.size() < MOST_IN_FILE && one instanceof X509Certificate candidate) {
          all.add(candidate);
        }
      }
      return Certified.issuersAmong(all, certificate);
    } catch (CertificateException | RuntimeException malformed) {
      throw new IOException("it is no certificate", malformed);
    }
  }

  private static boolean isSelfIssued(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }
}
