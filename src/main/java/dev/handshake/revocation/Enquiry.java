package dev.handshake.revocation;

import dev.handshake.certificate.Certified;
import dev.handshake.certificate.DistributionPoints;
import dev.handshake.certificate.OcspAnswer;
import dev.handshake.certificate.RevocationEvidence;
import dev.handshake.certificate.RevocationList;
import dev.handshake.certificate.RevocationSource;
import dev.handshake.certificate.RevocationStatus;
import dev.handshake.revocation.Fetcher.Wanted;
import dev.handshake.target.RevocationSources;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks the network whether certificates were revoked, where a target's module wants that. A probe
 * is told what is known already; what is not is fetched meanwhile, for the next one.
 */
final class Enquiry {
  private static final int LARGEST_LIST = 10 << 20;
  private static final int LARGEST_ANSWER = 64 << 10;
  private static final int MOST_LISTS = 64;

  /** Of all lists together, encoded; in memory they take about ten times as much. */
  private static final long HEAVIEST_LISTS = 32 << 20;

  private static final int MOST_ANSWERS = 2_000;

  private final Vertx vertx;
  private final Fetcher fetcher;
  private final InstantSource clock;
  private final Learnt<ListKey, RevocationList> lists;
  private final Learnt<AnswerKey, OcspAnswer> answers;

  /** The issuer counts, since the signature is verified under its key where the list is loaded. */
  private record ListKey(String url, X509Certificate issuer) {}

  private record AnswerKey(String url, X509Certificate certificate, X509Certificate issuer) {}

  /**
   * What is known, and what is under way.
   *
   * @param loads futures of all that is being fetched
   */
  record Known(List<RevocationEvidence> evidence, List<Future<?>> loads) {}

  Enquiry(Vertx vertx, Fetcher fetcher, InstantSource clock) {
    this.vertx = vertx;
    this.fetcher = fetcher;
    this.clock = clock;
    this.lists =
        new Learnt<>(
            MOST_LISTS, HEAVIEST_LISTS, RevocationList::size, clock, RevocationList::nextUpdate);
    this.answers = new Learnt<>(MOST_ANSWERS, clock, OcspAnswer::nextUpdate);
  }

  Known ask(RevocationSources sources, List<Certified> certified) {
    List<RevocationEvidence> evidence = new ArrayList<>();
    List<Future<?>> loads = new ArrayList<>();
    for (Certified one : certified) {
      if (sources.crl()) {
        List<String> urls = DistributionPoints.ofLists(one.certificate());
        tell(one, RevocationSource.CRL, urls, url -> list(url, one, loads), evidence);
      }
      if (sources.ocsp()) {
        List<String> urls = DistributionPoints.ofResponders(one.certificate());
        tell(one, RevocationSource.OCSP, urls, url -> answer(url, one, loads), evidence);
      }
    }
    return new Known(evidence, loads);
  }

  /** Says what the first address tells that tells anything, else the last one's trouble. */
  private static void tell(
      Certified one,
      RevocationSource source,
      List<String> urls,
      Function<String, RevocationStatus> ask,
      List<RevocationEvidence> evidence) {
    Optional<RevocationStatus> best = Optional.empty();
    for (String url : urls) {
      best = Optional.of(ask.apply(url));
      if (settles(best.get())) {
        break;
      }
    }
    if (best.isEmpty() && one.position() == 0) {
      best = Optional.of(new RevocationStatus.Unknown("the certificate names none"));
    }
    best.map(status -> RevocationEvidence.of(source, one.position(), one.certificate(), status))
        .ifPresent(evidence::add);
  }

  private static boolean settles(RevocationStatus status) {
    return status instanceof RevocationStatus.Good || status instanceof RevocationStatus.Revoked;
  }

  private RevocationStatus list(String url, Certified one, List<Future<?>> loads) {
    Learnt.Item<RevocationList> entry =
        lists.ask(
            new ListKey(url, one.issuer()),
            () ->
                fetcher
                    .fetch(Wanted.get(url, LARGEST_LIST))
                    .compose(der -> vertx.executeBlocking(() -> readList(der, one), false)));
    loads.add(entry.load());
    return entry
        .value()
        .map(list -> list.statusOf(one.certificate(), one.issuer(), clock.instant()))
        .orElseGet(() -> untold(entry));
  }

  /** Reads a list and verifies its signature, so that nobody has to do it on an event loop. */
  private RevocationList readList(byte[] encoded, Certified one) throws IOException {
    RevocationList list =
        RevocationList.ofDer(encoded).orElseThrow(() -> new IOException("it is no list"));
    var _ = list.statusOf(one.certificate(), one.issuer(), clock.instant());
    return list;
  }

  private RevocationStatus answer(String url, Certified one, List<Future<?>> loads) {
    Learnt.Item<OcspAnswer> entry =
        answers.ask(
            new AnswerKey(url, one.certificate(), one.issuer()),
            () ->
                vertx
                    .executeBlocking(
                        () -> OcspRequest.about(one.certificate(), one.issuer()), false)
                    .compose(request ->
                        fetcher.fetch(
                            new Wanted(
                                url,
                                Buffer.buffer(request),
                                "application/ocsp-request",
                                LARGEST_ANSWER)))
                    .compose(response ->
                        vertx.executeBlocking(
                            () -> OcspAnswer.read(response, one.certificate(), one.issuer()),
                            false)));
    loads.add(entry.load());
    return entry.value().map(answer -> answer.at(clock.instant())).orElseGet(() -> untold(entry));
  }

  private static RevocationStatus untold(Learnt.Item<?> entry) {
    return new RevocationStatus.Unknown(
        entry.trouble().orElse("it is being fetched for the first time"));
  }
}
