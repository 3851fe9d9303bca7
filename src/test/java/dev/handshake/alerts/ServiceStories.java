package dev.handshake.alerts;

import static dev.handshake.alerts.LabRecording.recorded;
import static dev.handshake.alerts.Values.gone;

import dev.handshake.metrics.MetricNames;
import java.util.List;
import java.util.stream.IntStream;

/** A table: targets that work, but not well, or not always. */
final class ServiceStories {
  private static final int DAY_AND_MORE = 1800;
  private static final String FINE = "fine-tls13";
  private static final Series SUCCESS = recorded(MetricNames.PROBE_SUCCESS, "target", FINE);
  private static final Series OPEN =
      recorded(MetricNames.BREAKER_STATE, "target", FINE, "state", "open");
  private static final Series VERSION = recorded(MetricNames.PROTOCOL_VERSION, "target", FINE);
  private static final String SLOW = "TlsHandshakeSlow " + FINE;
  private static final String FAST_BURN = "TlsErrorBudgetBurnFast " + FINE;
  private static final String SLOW_BURN = "TlsErrorBudgetBurnSlow " + FINE;

  static final List<Story> ALL =
      List.of(
          Story.of("a breaker is open for ten minutes")
              .given(OPEN, Values.of(0, 10), Values.of(1, 10), Values.of(0, 30))
              .during(10, 12)
              .during(16, 21, "TlsBreakerOpen " + FINE)
              .during(27, 40),
          Story.of("a breaker is open for two minutes")
              .given(OPEN, Values.of(0, 10), "1 1", Values.of(0, 30))
              .during(9, 30),
          Story.of("a breaker opens again after each trial that succeeds")
              .given(OPEN, Values.of(0, 10), "1 1 1 0 ".repeat(10).strip(), Values.of(0, 30))
              .during(18, 48, "TlsBreakerOpen " + FINE)
              .at(57),
          Story.of("a server speaks TLS 1.1 for some minutes")
              .given(VERSION, Values.of(1.2, 10), Values.of(1.1, 5), Values.of(1.2, 40))
              .at(9)
              .during(10, 28, "TlsProtocolWeak " + FINE)
              .at(31),
          Story.of("one of two replicas speaks TLS 1.1")
              .given(VERSION, "1.1 1.2 ".repeat(20).strip())
              .during(1, 39, "TlsProtocolWeak " + FINE),
          slow(),
          budget("a target is slower than its budget for a while", 1)
              .during(9, 12)
              .during(20, 30, "TlsLatencyOverBudget " + FINE)
              .during(42, 50),
          budget("a target is nearly as slow as its budget allows", .39).during(9, 50),
          budget("probes that fail are slow, and have alerts of their own", 1)
              .given(
                  SUCCESS,
                  Values.of(1, 10),
                  Values.of(0, 1),
                  Values.of(1, 1),
                  Values.of(0, 1),
                  Values.of(1, 60))
              .given(
                  recorded(MetricNames.PROBE_PHASE, "target", FINE, "phase", "handshake"),
                  Values.of(.3, 10),
                  "3 .3 3",
                  Values.of(.3, 60))
              .during(9, 50),
          Story.of("a target fails again and again for a minute")
              .given(SUCCESS, Values.of(1, 60), "0 1 1 1 ".repeat(10).strip(), Values.of(1, 120))
              .during(60, 70)
              .during(73, 82, FAST_BURN)
              .during(84, 110, FAST_BURN, SLOW_BURN)
              .during(114, 150, SLOW_BURN)
              .at(170),
          Story.of("every third probe fails, for another reason each time")
              .given(SUCCESS, Values.of(1, 60), "0 1 1 ".repeat(20).strip(), Values.of(1, 60))
              .given(
                  FailureStories.failure("closed-port").with("target", FINE),
                  "_x60",
                  "1 stale _ _ _ _ ".repeat(10).strip(),
                  gone(60))
              .given(
                  FailureStories.failure("name-missing").with("target", FINE),
                  "_x63",
                  "1 stale _ _ _ _ ".repeat(9).strip(),
                  "1",
                  gone(60))
              .during(60, 65)
              .during(71, 80, FAST_BURN),
          Story.of("a target fails for two minutes in ten, again and again")
              .given(
                  SUCCESS,
                  Values.of(1, 60),
                  "0 0 1 1 1 1 1 1 1 1 ".repeat(6).strip(),
                  Values.of(1, 60))
              .during(60, 79)
              .during(84, 94, FAST_BURN)
              .during(96, 120, FAST_BURN, SLOW_BURN)
              .during(130, 150, SLOW_BURN),
          unusual(),
          Story.of("a target fails twice for a minute while it is replaced")
              .given(SUCCESS, Values.of(1, 60), "0 1 1 1 0", Values.of(1, 120))
              .during(60, 120));

  private ServiceStories() {}

  /** Beyond the bounds of one bucket, and beyond a tenth of a second, for an hour and a half. */
  private static Story slow() {
    Story story = Story.of("three targets grow slower, and one of them so much that it is told");
    story = handshakes(story, FINE, .05, .5);
    story = handshakes(story, "ends-soon", .05, .1);
    return handshakes(story, "expired", .0025, .1)
        .at(DAY_AND_MORE - 10)
        .at(DAY_AND_MORE + 30, SLOW)
        .at(DAY_AND_MORE + 85, SLOW)
        .at(DAY_AND_MORE + 170);
  }

  /** Ten hours fast, two slow, and no week to compare them with. */
  private static Story unusual() {
    Story story =
        Story.of("a new agent's target grows slow, and nothing is known of what is usual")
            .given(count(FINE), Values.growing(0, 2, 800));
    for (Series bucket : buckets(MetricNames.HANDSHAKE_DURATION)) {
      story = story.given(bucket, Histogram.bucket(bound(bucket), 2, .05, 600, .5, 120, .05, 80));
    }
    return story.at(600).at(660).at(719).at(790);
  }

  private static Series count(String target) {
    return recorded(MetricNames.HANDSHAKE_DURATION + "_count", "target", FINE)
        .with("target", target);
  }

  private static Story handshakes(Story story, String target, double usual, double slow) {
    Story told = story.given(count(target), Values.growing(0, 2, 2000));
    for (Series bucket : buckets(MetricNames.HANDSHAKE_DURATION)) {
      told =
          told.given(
              bucket.with("target", target),
              Histogram.bucket(bound(bucket), 2, usual, DAY_AND_MORE, slow, 90, usual, 110));
    }
    return told;
  }

  static List<Series> buckets(String histogram) {
    return LabRecording.all().stream()
        .filter(series -> series.name().equals(histogram + "_bucket"))
        .toList();
  }

  static double bound(Series bucket) {
    String bound = bucket.labels().getOrDefault("le", "");
    return bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
  }

  /** The budget is half a second, of which connecting takes a tenth; names are not counted. */
  private static Story budget(String name, double handshake) {
    return Story.of(name)
        .given(SUCCESS, Values.of(1, 80))
        .given(recorded(MetricNames.PROBE_LATENCY_BUDGET, "target", FINE), Values.of(.5, 80))
        .given(phase("connect"), Values.of(.1, 80))
        .given(phase("handshake").with("phase", "resolve"), Values.of(2, 80))
        .given(phase("handshake").with("phase", "confirm"), Values.of(1, 80))
        .given(phase("handshake"), Values.of(.3, 10), Values.of(handshake, 20), Values.of(.3, 50));
  }

  private static Series phase(String phase) {
    return recorded(MetricNames.PROBE_PHASE, "target", FINE, "phase", phase);
  }

  /** The samples of a bucket of a classic histogram. */
  static final class Histogram {
    private Histogram() {}

    /**
     * @param bound of the bucket
     * @param each how many are observed a minute
     * @param phases the least bound that holds all that is observed, and for how many minutes, in
     *     turn
     */
    static String bucket(double bound, int each, double... phases) {
      StringBuilder values = new StringBuilder();
      double total = 0;
      for (int i : IntStream.range(0, phases.length / 2).toArray()) {
        int minutes = (int) phases[2 * i + 1];
        int by = phases[2 * i] <= bound ? each : 0;
        values.append(i == 0 ? "" : " ").append(Values.growing(total + by, by, minutes));
        total += (double) by * minutes;
      }
      return values.toString();
    }
  }
}
