package dev.handshake.metrics;

import static dev.handshake.metrics.Family.counter;
import static dev.handshake.metrics.Family.gauge;
import static dev.handshake.metrics.Family.info;
import static dev.handshake.metrics.ProbeFamilies.seconds;

import dev.handshake.certificate.CertificateFacts;
import dev.handshake.metrics.Family.Sink;
import dev.handshake.metrics.Family.Source;
import dev.handshake.report.ChainSighting;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** A table: what is told of the last chain that each target was seen with. */
final class ChainFamilies {
  /** Positions 0 to 9 have series; a longer chain is told by its depth. */
  private static final List<String> POSITIONS =
      IntStream.range(0, 10).mapToObj(Integer::toString).toList();

  static final List<Family> ALL =
      List.of(
          gauge(
              MetricNames.CHAIN_LAST_SEEN,
              List.of(),
              "When a chain was last seen, in seconds since 1970.",
              "until a chain was seen",
              seen((chain, sink) -> sink.add(seconds(chain.lastSeen())))),
          gauge(
              MetricNames.CHAIN_DEPTH,
              List.of(),
              "How many certificates the server sent; a leaf alone is 1.",
              "until a chain was seen",
              seen((chain, sink) -> sink.add(chain.links().size()))),
          gauge(
              MetricNames.CHAIN_VERIFIED_DEPTH,
              List.of(),
              "The length of the path from the leaf to its anchor, both included.",
              "where the last chain has no path to a trust anchor",
              seen((chain, sink) -> chain.verifiedDepth().ifPresent(sink::add))),
          gauge(
              MetricNames.CHAIN_NOT_AFTER,
              List.of(),
              "The earliest end of a certificate on the path, its anchor left out, in seconds since"
                  + " 1970.",
              "where the last chain has no path",
              seen((chain, sink) -> chain.notAfter().ifPresent(it -> sink.add(seconds(it))))),
          gauge(
              MetricNames.CERTIFICATE_NOT_AFTER,
              List.of("position"),
              "When the certificate ends, by its place in what the server sent, in seconds since"
                  + " 1970.",
              "until a chain was seen; beyond position 9",
              certificate((at, facts, sink) -> sink.add(seconds(facts.notAfter()), at))),
          gauge(
              MetricNames.CERTIFICATE_NOT_BEFORE,
              List.of("position"),
              "When the certificate begins, by its place in what the server sent, in seconds since"
                  + " 1970.",
              "until a chain was seen; beyond position 9",
              certificate((at, facts, sink) -> sink.add(seconds(facts.notBefore()), at))),
          info(
              MetricNames.CERTIFICATE_INFO,
              List.of(
                  "position",
                  "subject",
                  "issuer",
                  "serial",
                  "fingerprint_sha256",
                  "key",
                  "signature_algorithm"),
              "What the certificate says of itself, by its place in what the server sent.",
              "until a chain was seen; beyond position 9",
              certificate(ChainFamilies::facts)),
          counter(
              MetricNames.CERTIFICATE_CHANGES,
              List.of(),
              "Leaf certificates seen that had not been seen in the 24 hours before.",
              "never",
              (row, sink) -> sink.add((double) row.state().leaves().count())),
          gauge(
              MetricNames.CERTIFICATE_LAST_CHANGE,
              List.of(),
              "When a leaf certificate was last seen that had not been seen in the 24 hours before,"
                  + " in seconds since 1970.",
              "until the leaf changed",
              (row, sink) ->
                  row.state()
                      .leaves()
                      .last()
                      .ifPresent(change -> sink.add(seconds(change.time())))));

  private ChainFamilies() {}

  /** Adds the samples of one certificate, the first of whose labels is its position. */
  @FunctionalInterface
  private interface OfCertificate {
    void samples(String position, CertificateFacts facts, Sink sink);
  }

  private static Source seen(BiConsumer<ChainSighting, Sink> source) {
    return (row, sink) -> row.state().chain().ifPresent(chain -> source.accept(chain, sink));
  }

  private static Source certificate(OfCertificate source) {
    return seen((chain, sink) -> {
      for (int place = 0; place < Math.min(chain.links().size(), POSITIONS.size()); place++) {
        String position = POSITIONS.get(place);
        chain.links().get(place).facts().ifPresent(it -> source.samples(position, it, sink));
      }
    });
  }

  private static void facts(String position, CertificateFacts facts, Sink sink) {
    sink.add(
        1,
        position,
        facts.subject(),
        facts.issuer(),
        facts.serial(),
        facts.fingerprintSha256(),
        facts.key(),
        facts.signatureAlgorithm());
  }
}
