package dev.handshake.metrics;

import static dev.handshake.metrics.Family.counter;
import static dev.handshake.metrics.Family.gauge;
import static dev.handshake.metrics.Family.info;
import static dev.handshake.metrics.ProbeFamilies.seconds;

import dev.handshake.certificate.CertificateFacts;
import dev.handshake.metrics.Family.Sink;
import dev.handshake.metrics.Family.Source;
import dev.handshake.report.ChainLink;
import dev.handshake.report.ChainSighting;
import java.util.List;
import java.util.function.BiConsumer;

/** A table: what is told of the last chain that each target was seen with. */
final class ChainFamilies {
  /** Positions 0 to 9 have series; a longer chain is told by its depth. */
  private static final int MOST_POSITIONS = 10;

  static final List<Family> ALL =
      List.of(
          gauge(
              MetricNames.CHAIN_LAST_SEEN,
              "When a chain was last seen, in seconds since 1970.",
              seen((chain, sink) -> sink.add(seconds(chain.lastSeen())))),
          gauge(
              MetricNames.CHAIN_DEPTH,
              "How many certificates the server sent; a leaf alone is 1.",
              seen((chain, sink) -> sink.add(chain.links().size()))),
          gauge(
              MetricNames.CHAIN_VERIFIED_DEPTH,
              "The length of the path from the leaf to its anchor, both included.",
              seen((chain, sink) -> chain.verifiedDepth().ifPresent(sink::add))),
          gauge(
              MetricNames.CHAIN_NOT_AFTER,
              "The earliest end of a certificate on the path, its anchor left out, in seconds since"
                  + " 1970.",
              seen((chain, sink) -> chain.notAfter().ifPresent(it -> sink.add(seconds(it))))),
          gauge(
              MetricNames.CERTIFICATE_NOT_AFTER,
              "When the certificate ends, by its place in what the server sent, in seconds since"
                  + " 1970.",
              certificate((facts, sink) -> sink.add(seconds(facts.notAfter())))),
          gauge(
              MetricNames.CERTIFICATE_NOT_BEFORE,
              "When the certificate begins, by its place in what the server sent, in seconds since"
                  + " 1970.",
              certificate((facts, sink) -> sink.add(seconds(facts.notBefore())))),
          info(
              MetricNames.CERTIFICATE_INFO,
              "What the certificate says of itself, by its place in what the server sent.",
              certificate(ChainFamilies::facts)),
          counter(
              MetricNames.CERTIFICATE_CHANGES,
              "Leaf certificates seen that had not been seen in the 24 hours before.",
              (row, sink) -> sink.add((double) row.state().leaves().count())),
          gauge(
              MetricNames.CERTIFICATE_LAST_CHANGE,
              "When a leaf certificate was last seen that had not been seen in the 24 hours before,"
                  + " in seconds since 1970.",
              (row, sink) ->
                  row.state()
                      .leaves()
                      .last()
                      .ifPresent(change -> sink.add(seconds(change.time())))));

  private ChainFamilies() {}

  private static Source seen(BiConsumer<ChainSighting, Sink> source) {
    return (row, sink) -> row.state().chain().ifPresent(chain -> source.accept(chain, sink));
  }

  private static Source certificate(BiConsumer<CertificateFacts, Sink> source) {
    return seen((chain, sink) ->
        chain.links().stream()
            .limit(MOST_POSITIONS)
            .forEach(link -> certificate(link, source, sink)));
  }

  private static void certificate(
      ChainLink link, BiConsumer<CertificateFacts, Sink> source, Sink sink) {
    String position = Integer.toString(link.position());
    link.facts().ifPresent(facts -> source.accept(facts, at(position, sink)));
  }

  private static Sink at(String position, Sink sink) {
    return (value, more) -> {
      String[] labels = new String[more.length + 2];
      labels[0] = "position";
      labels[1] = position;
      System.arraycopy(more, 0, labels, 2, more.length);
      sink.add(value, labels);
    };
  }

  private static void facts(CertificateFacts facts, Sink sink) {
    sink.add(
        1,
        "subject",
        facts.subject(),
        "issuer",
        facts.issuer(),
        "serial",
        facts.serial(),
        "fingerprint_sha256",
        facts.fingerprintSha256(),
        "key",
        facts.key(),
        "signature_algorithm",
        facts.signatureAlgorithm());
  }
}
