package dev.handshake.metrics;

import static dev.handshake.metrics.Family.gauge;
import static dev.handshake.metrics.Family.info;
import static dev.handshake.metrics.ProbeFamilies.seconds;
import static dev.handshake.metrics.ProbeFamilies.truth;

import dev.handshake.certificate.CertificateFacts;
import dev.handshake.metrics.Family.Sink;
import dev.handshake.metrics.Family.Source;
import dev.handshake.observation.Connection;
import dev.handshake.reason.Phase;
import dev.handshake.report.ChainLink;
import dev.handshake.report.ChainSighting;
import dev.handshake.report.HttpHead;
import dev.handshake.report.ProbeRecord;
import dev.handshake.target.Endpoint;
import dev.handshake.target.TlsVersion;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A table: what blackbox_exporter would tell of the last probe, with its names, help and values.
 *
 * <p>Where blackbox_exporter has a 0 for what was not reached, such as a status code, so have we:
 * the rules that people wrote for it rest on that. What only a body would tell is left out, since
 * we read none.
 */
final class BlackboxFamilies {
  private static final int FNV_OFFSET = 0x811c9dc5;
  private static final int FNV_PRIME = 0x01000193;

  static final List<Family> ALL =
      List.of(
          gauge(
              BlackboxNames.SUCCESS,
              List.of(),
              "Displays whether or not the probe was a success",
              "never",
              last((probe, sink) -> sink.add(truth(probe.diagnosis().success())))),
          gauge(
              BlackboxNames.DURATION,
              List.of(),
              "Returns how long the probe took to complete in seconds",
              "never",
              last((probe, sink) -> sink.add(seconds(probe.timings().total())))),
          gauge(
              BlackboxNames.DNS_LOOKUP_TIME,
              List.of(),
              "Returns the time taken for probe dns lookup in seconds",
              "never",
              last((probe, sink) -> sink.add(took(probe, Phase.RESOLVE)))),
          gauge(
              BlackboxNames.IP_PROTOCOL,
              List.of(),
              "Specifies whether probe ip protocol is IP4 or IP6",
              "behind a proxy",
              direct(
                  (probe, sink) -> sink.add(ip(probe).map(BlackboxFamilies::protocol).orElse(0)))),
          gauge(
              BlackboxNames.IP_ADDR_HASH,
              List.of(),
              "Specifies the hash of IP address. It's useful to detect if the IP address changes.",
              "behind a proxy",
              direct((probe, sink) -> sink.add(ip(probe).map(BlackboxFamilies::hash).orElse(0.0)))),
          gauge(
              BlackboxNames.FAILED_DUE_TO_REGEX,
              List.of(),
              "Indicates if probe failed due to regex",
              "never",
              last((_, sink) -> sink.add(0))),
          gauge(
              BlackboxNames.EARLIEST_CERT_EXPIRY,
              List.of(),
              "Returns last SSL chain expiry in unixtime",
              "where no certificate was seen",
              last(BlackboxFamilies::earliestExpiry)),
          gauge(
              BlackboxNames.LAST_CHAIN_EXPIRY,
              List.of(),
              "Returns last SSL chain expiry in timestamp",
              "where there is no path to a trust anchor",
              BlackboxFamilies::pathExpiry),
          info(
              BlackboxNames.LAST_CHAIN_INFO,
              List.of(
                  "fingerprint_sha256", "issuer", "serialnumber", "subject", "subjectalternative"),
              "Contains SSL leaf certificate information",
              "where no certificate was seen",
              last((probe, sink) ->
                  probe.chain().stream()
                      .findFirst()
                      .flatMap(ChainLink::facts)
                      .ifPresent(leaf -> leaf(leaf, sink)))),
          info(
              BlackboxNames.TLS_VERSION_INFO,
              List.of("version"),
              "Returns the TLS version used or NaN when unknown",
              "where no ServerHello was seen",
              last((probe, sink) ->
                  probe
                      .connection()
                      .flatMap(Connection::protocol)
                      .ifPresent(version -> sink.add(1, word(version))))),
          info(
              BlackboxNames.TLS_CIPHER_INFO,
              List.of("cipher"),
              "Returns the TLS cipher negotiated during handshake",
              "where no ServerHello was seen",
              last((probe, sink) ->
                  probe
                      .connection()
                      .flatMap(Connection::cipher)
                      .ifPresent(cipher -> sink.add(1, cipher)))),
          gauge(
              BlackboxNames.HTTP_STATUS_CODE,
              List.of(),
              "Response HTTP status code",
              "where the module has no `http`",
              http((probe, sink) -> sink.add(probe.http().map(HttpHead::status).orElse(0)))),
          gauge(
              BlackboxNames.HTTP_SSL,
              List.of(),
              "Indicates if SSL was used for the final redirect",
              "where the module has no `http`",
              http((probe, sink) -> sink.add(truth(probe.http().isPresent())))),
          gauge(
              BlackboxNames.HTTP_VERSION,
              List.of(),
              "Returns the version of HTTP of the probe response",
              "where the module has no `http`",
              http((probe, sink) ->
                  sink.add(probe.http().map(BlackboxFamilies::version).orElse(0.0)))),
          gauge(
              BlackboxNames.HTTP_REDIRECTS,
              List.of(),
              "The number of redirects",
              "where the module has no `http`",
              http((_, sink) -> sink.add(0))),
          gauge(
              BlackboxNames.HTTP_CONTENT_LENGTH,
              List.of(),
              "Length of http content response",
              "where the module has no `http`",
              http((probe, sink) ->
                  sink.add(probe.http().map(head -> head.contentLength().orElse(-1)).orElse(0L)))),
          gauge(
              BlackboxNames.HTTP_DURATION,
              List.of("phase"),
              "Duration of http request by phase, summed over all redirects",
              "where the module has no `http`",
              http(BlackboxFamilies::phases)));

  private BlackboxFamilies() {}

  private static Source last(BiConsumer<ProbeRecord, Sink> source) {
    return (row, sink) -> row.state().last().ifPresent(probe -> source.accept(probe, sink));
  }

  /** Of probes without a proxy; behind one, the target's address is not known. */
  private static Source direct(BiConsumer<ProbeRecord, Sink> source) {
    return last((probe, sink) -> {
      if (probe.target().module().route().proxy().isEmpty()) {
        source.accept(probe, sink);
      }
    });
  }

  private static Source http(BiConsumer<ProbeRecord, Sink> source) {
    return last((probe, sink) -> {
      if (probe.target().module().http().isPresent()) {
        source.accept(probe, sink);
      }
    });
  }

  private static Optional<InetAddress> ip(ProbeRecord probe) {
    return probe.ip().flatMap(Endpoint::literal);
  }

  private static int protocol(InetAddress address) {
    return address instanceof Inet4Address ? 4 : 6;
  }

  /** FNV-1a of 32 bits over the address's 4 or 16 bytes. */
  private static double hash(InetAddress address) {
    int hash = FNV_OFFSET;
    for (byte part : address.getAddress()) {
      hash = (hash ^ Byte.toUnsignedInt(part)) * FNV_PRIME;
    }
    return Integer.toUnsignedLong(hash);
  }

  /** Over all certificates that were sent, on the path or not. */
  private static void earliestExpiry(ProbeRecord probe, Sink sink) {
    probe.chain().stream()
        .flatMap(link -> link.facts().stream())
        .map(CertificateFacts::notAfter)
        .min(Comparator.naturalOrder())
        .ifPresent(end -> sink.add(seconds(end)));
  }

  /** Where this very probe found a path to an anchor. */
  private static void pathExpiry(Row row, Sink sink) {
    row.state()
        .last()
        .filter(probe -> probe.verifiedDepth().isPresent())
        .flatMap(
            probe -> row.state().chain().filter(chain -> chain.lastSeen().equals(probe.time())))
        .flatMap(ChainSighting::notAfter)
        .ifPresent(end -> sink.add(seconds(end)));
  }

  private static void leaf(CertificateFacts leaf, Sink sink) {
    sink.add(
        1,
        leaf.fingerprintSha256(),
        GoName.of(leaf.issuer()),
        leaf.serial(),
        GoName.of(leaf.subject()),
        String.join(",", leaf.dnsNames()));
  }

  private static String word(TlsVersion version) {
    return switch (version) {
      case TLS_1_0 -> "TLS 1.0";
      case TLS_1_1 -> "TLS 1.1";
      case TLS_1_2 -> "TLS 1.2";
      case TLS_1_3 -> "TLS 1.3";
    };
  }

  private static double version(HttpHead head) {
    return head.version().equals("HTTP/1.0") ? 1.0 : 1.1;
  }

  /** A name that leads nowhere has no phase but its look-up. */
  private static void phases(ProbeRecord probe, Sink sink) {
    sink.add(took(probe, Phase.RESOLVE), "resolve");
    if (probe.ip().isPresent()) {
      sink.add(took(probe, Phase.CONNECT), "connect");
      sink.add(took(probe, Phase.HANDSHAKE), "tls");
      sink.add(took(probe, Phase.REQUEST), "processing");
      sink.add(0, "transfer");
    }
  }

  private static double took(ProbeRecord probe, Phase phase) {
    return seconds(probe.timings().phases().getOrDefault(phase, Duration.ZERO));
  }
}
