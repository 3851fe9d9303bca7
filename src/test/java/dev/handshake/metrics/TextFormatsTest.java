package dev.handshake.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.observation.Alert;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Check;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.report.ReportDraft;
import dev.handshake.report.TargetStatus;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;

/** What we write ourselves is, line for line, what the client library would write. */
class TextFormatsTest {
  private static final Instant START = Instant.parse("2026-11-20T14:00:00.5Z");
  private static final String HOSTILE = "a\"b\\c\nd\u202e\u001b[2J\té\ud83d\ude00<>{}=,'#";
  private static final String MALFORMED = HOSTILE + "\ud800x";
  private static final List<Double> NUMBERS =
      List.of(
          0.0,
          -0.0,
          1.0,
          -1.0,
          12345.678,
          9_999_999.0,
          1e7,
          -1e7,
          1.7951832005E9,
          1e15,
          1e16,
          1.2345678901234568E17,
          4.0E-4,
          1e-9,
          0.1 + 0.2,
          1.0 / 3,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          Double.MAX_VALUE,
          Double.MIN_VALUE,
          Double.MIN_NORMAL);

  private final Scrape scrape = new Scrape();

  @Test
  void everyFamilyOfATargetIsWrittenAsTheLibraryDoes() throws IOException {
    everything();

    for (TextFormat format : TextFormat.values()) {
      String library = written(format, snapshots());
      assertThat(blocks(ours(format, scrape.exposition))).isEqualTo(blocks(library));
      assertThat(blocks(library)).hasSizeGreaterThan(30);
    }
  }

  @Test
  void textAndNumbersAreSpeltAsTheLibraryDoes() throws IOException {
    scrape.store.added(
        target(MALFORMED, Map.of("own", MALFORMED, "aa", "x".repeat(300), "zz", "")));
    List<Double> positive = NUMBERS.stream().filter(number -> number >= 0).toList();
    List<Family> families =
        List.of(
            Family.gauge("tls_x", List.of("key", "alpn"), HOSTILE, "never", odd(NUMBERS)),
            Family.counter(
                "tls_x_total", List.of("to", "check"), "\\n\n\"", "never", odd(positive)),
            Family.info("tls_x_info", List.of("status", "ip"), "X.", "never", odd(NUMBERS)),
            Family.gauge("tls_plain", List.of(), "P.", "never", (_, sink) -> sink.add(1e9)),
            Family.gauge("tls_absent", List.of(), "X.", "always", (_, _) -> {}));

    for (TextFormat format : TextFormat.values()) {
      for (Family family : families) {
        assertThat(blocks(ours(format, out -> List.of(new TextFamily(family, out)))))
            .as(family.metric().name())
            .isEqualTo(blocks(written(format, List.of(family.snapshot(rows())))));
      }
    }
  }

  @Test
  void aSampleOfATargetWithoutLabelsHasNoBraces() throws IOException {
    Family family = Family.gauge("tls_x", List.of(), "X.", "never", (_, sink) -> sink.add(2));
    scrape.store.added(target("crm", Map.of()));
    List<Row> bare =
        rows().stream()
            .map(row -> new Row(row.state(), io.prometheus.metrics.model.snapshots.Labels.EMPTY))
            .toList();

    Pieces pieces =
        new TextPieces(
            TextFormat.PROMETHEUS, bare, out -> List.of(new TextFamily(family, out)), _ -> false);
    assertThat(drained(pieces)).isEqualTo(written(TextFormat.PROMETHEUS, family.snapshot(bare)));
  }

  @Test
  void anAddressIsSaidOnce() throws IOException {
    Target pinned = target("crm", Map.of()).at(InetAddress.ofLiteral("192.0.2.1"));
    scrape.hear(ReportDraft.of(pinned, START).handshake().report(), TargetStatus.CLOSED);

    assertThat(scrape.samples("tls_connection_info"))
        .singleElement()
        .asString()
        .containsOnlyOnce("ip=")
        .contains("ip=\"192.0.2.1\"");
  }

  @Test
  void numbersAreSpeltAsJavaDoes() {
    Random random = new Random(6);
    DoubleStream any = random.longs(200_000).mapToDouble(Double::longBitsToDouble);
    DoubleStream whole = LongStream.range(0, 20_000).mapToDouble(it -> it * 7_919 - 50_000);
    DoubleStream seconds =
        random.longs(200_000, 0, 4_000_000_000_000L).mapToDouble(millis -> millis / 1e3);
    DoubleStream durations =
        random.longs(200_000, -1_000_000_000L, 20_000_000_000L).mapToDouble(nanos -> nanos / 1e9);
    DoubleStream round =
        random.ints(200_000).mapToDouble(it -> (it % 1000) * Math.pow(10, it % 23));

    Stream.of(any, whole, seconds, durations, round, NUMBERS.stream().mapToDouble(it -> it))
        .flatMapToDouble(it -> it)
        .filter(Double::isFinite)
        .forEach(value -> assertThat(spelt(value)).isEqualTo(Double.toString(value)));
    assertThat(spelt(Double.NEGATIVE_INFINITY)).isEqualTo("-Inf");
  }

  @Test
  void countsAreSpeltAsJavaDoes() {
    for (long value : new long[] {0, 9, 10, 11, 1_000, 999_999, Long.MAX_VALUE, -1}) {
      assertThat(text(new TextBytes(1).number(value))).isEqualTo(Long.toString(value));
    }
  }

  @Test
  void whatTheRegistryHoldsComesLastAndEndsOpenMetricsOnce() {
    everything();
    RuntimeMetrics.register(scrape.registry);

    String open = scrape.text("application/openmetrics-text; version=1.0.0");

    assertThat(open).containsOnlyOnce("# EOF").endsWith("# EOF\n");
    assertThat(open.indexOf("jvm_")).isGreaterThan(open.lastIndexOf("\ntls_"));
    assertThat(new Scrape().text("application/openmetrics-text")).isEqualTo("# EOF\n");
    assertThat(new Scrape().text("")).isEmpty();
  }

  @Test
  void protobufIsWhatTheLibraryMakesOfTheSameFamilies() throws IOException {
    everything();
    String accept =
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
            + " encoding=delimited";
    ExpositionFormatWriter writer = ExpositionFormats.init().findWriter(accept);
    ByteArrayOutputStream library = new ByteArrayOutputStream();
    for (MetricSnapshot family : snapshots()) {
      writer.write(library, MetricSnapshots.of(family));
    }

    assertThat(scrape.bytes(accept)).isEqualTo(library.toByteArray()).hasSizeGreaterThan(1000);
  }

  @Test
  void noPieceIsMuchLargerThanAnother() throws IOException {
    for (int number = 0; number < 2_000; number++) {
      scrape.store.added(target("target-" + number, Map.of()));
    }
    List<Integer> sizes = new ArrayList<>();
    Pieces pieces = scrape.exposition.pieces("");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean more = true;
    while (more) {
      out.reset();
      more = pieces.writeNext(out);
      sizes.add(out.size());
    }

    assertThat(sizes).hasSizeGreaterThan(20).allMatch(size -> size < 80_000);
  }

  /** One target with all facts, one that fails, and one of an address; text hostile throughout. */
  private void everything() {
    HeldCertificate hostile =
        HeldCertificate.named("x", START)
            .subject(new X500NameBuilder().addRDN(BCStyle.CN, HOSTILE + "x".repeat(300)).build())
            .mint();
    Target all = target(HOSTILE, Map.of("team", HOSTILE, "aaa", "1", "zone", ""));
    for (Instant time : List.of(START, START.plusSeconds(30))) {
      scrape.hear(
          ReportDraft.of(all, time)
              .handshake()
              .chain(
                  List.of(hostile.certificate(), hostile.certificate()),
                  Map.of(Check.TRUST, true, Check.STRENGTH, false))
              .check(Check.PROTOCOL_POLICY, true)
              .finding(Remark.EXPIRES_SOON)
              .acceptance(Acceptance.CONFIRMED)
              .report(),
          TargetStatus.CLOSED);
    }
    scrape.hear(
        ReportDraft.of(target("down", Map.of()), START)
            .fails(Reason.CIPHER_MISMATCH, Phase.HANDSHAKE, "no common suite")
            .alert(new Alert(Alert.Direction.RECEIVED, 40))
            .report(),
        TargetStatus.CLOSED);
    scrape.hear(
        ReportDraft.of(target("each", Map.of()).at(InetAddress.ofLiteral("2001:db8::1")), START)
            .handshake()
            .report(),
        TargetStatus.CLOSED);
  }

  private static Family.Source odd(List<Double> numbers) {
    return (_, sink) -> {
      for (int index = 0; index < numbers.size(); index++) {
        sink.add(numbers.get(index), MALFORMED, "n" + index);
      }
      sink.add(1, "x".repeat(257), "é".repeat(300));
      sink.add(1, "x".repeat(255) + "\ud83d\ude00", "\\\"".repeat(150));
    };
  }

  private List<Row> rows() {
    return scrape.store.targets().stream().map(Row::of).toList();
  }

  private List<MetricSnapshot> snapshots() {
    return Stream.<Stream<? extends MetricSnapshot>>of(
            ProbeFamilies.ALL.stream().map(family -> family.snapshot(rows())),
            ChainFamilies.ALL.stream().map(family -> family.snapshot(rows())),
            Stream.of(scrape.durations.snapshot(rows())))
        .<MetricSnapshot>flatMap(it -> it)
        .filter(family -> !family.getDataPoints().isEmpty())
        .toList();
  }

  private static String ours(TextFormat format, Exposition exposition) throws IOException {
    return drained(
            exposition.pieces(
                switch (format) {
                  case PROMETHEUS -> "text/plain";
                  case OPEN_METRICS -> "application/openmetrics-text";
                }))
        .replace("# EOF\n", "");
  }

  private String ours(TextFormat format, Function<TextBytes, List<TextSeries>> families)
      throws IOException {
    return drained(new TextPieces(format, rows(), families, _ -> false));
  }

  private static String written(TextFormat format, MetricSnapshot family) throws IOException {
    return written(format, List.of(family));
  }

  private static String written(TextFormat format, List<MetricSnapshot> families)
      throws IOException {
    ExpositionFormatWriter writer =
        switch (format) {
          case PROMETHEUS -> PrometheusTextFormatWriter.create();
          case OPEN_METRICS -> OpenMetricsTextFormatWriter.create();
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (MetricSnapshot family : families) {
      writer.write(out, MetricSnapshots.of(family));
    }
    return out.toString(UTF_8).replace("# EOF\n", "");
  }

  private static String drained(Pieces pieces) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean more = true;
    while (more) {
      more = pieces.writeNext(out);
    }
    return out.toString(UTF_8);
  }

  /** Lines by the TYPE above them, sorted: in which order targets stand has no meaning. */
  private static Map<String, List<String>> blocks(String text) {
    Map<String, List<String>> blocks = new TreeMap<>();
    String name = "";
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("# ")) {
        name = line.split(" ", -1)[2];
      }
      blocks.computeIfAbsent(name, _ -> new ArrayList<>()).add(line);
    }
    blocks.values().forEach(lines -> lines.sort(null));
    return blocks;
  }

  private static String spelt(double value) {
    return text(new TextBytes(1).number(value));
  }

  private static String text(TextBytes bytes) {
    return new String(bytes.copy(), UTF_8);
  }

  private static Target target(String name, Map<String, String> labels) {
    return new Target(
        name,
        Endpoint.parse("crm.example.com:443"),
        "crm.example.com",
        "crm.example.com",
        ProbeModule.DEFAULT,
        new TreeMap<>(labels));
  }
}
