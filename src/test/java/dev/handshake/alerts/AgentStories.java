package dev.handshake.alerts;

import static dev.handshake.alerts.LabRecording.recorded;
import static dev.handshake.alerts.Values.gone;

import dev.handshake.metrics.MetricNames;
import java.util.List;

/** A table: agents that do not watch, or not as they should. */
final class AgentStories {
  private static final Series UP = recorded("up");
  private static final Series BUILD = recorded(MetricNames.BUILD_INFO);
  private static final Series RELOAD = recorded(MetricNames.RELOAD_SUCCESSFUL);
  private static final Series TARGETS = recorded(MetricNames.TARGETS);
  private static final Series LAST = recorded(MetricNames.PROBE_LAST, "target", "fine-tls13");
  private static final Series INTERVAL =
      recorded(MetricNames.PROBE_INTERVAL, "target", "fine-tls13");
  private static final Series UP_OF_FILES =
      recorded(MetricNames.SOURCE_UP, "source", "target_files[0]");
  private static final Series AGE_OF_FILES =
      recorded(MetricNames.SOURCE_LAST_SUCCESS, "source", "target_files[0]");
  private static final String STALE = "HandshakeExporterTargetsStale";
  private static final String DOWN = "HandshakeExporterSourceDown ";
  private static final String STALE_SOURCE = "HandshakeExporterSourceStale ";

  static final List<Story> ALL =
      List.of(
          Story.of("the only agent is down for ten minutes")
              .given(UP, Values.of(1, 10), Values.of(0, 10), Values.of(1, 20))
              .given(BUILD, Values.of(1, 10), gone(10), Values.of(1, 20))
              .during(9, 12)
              .during(13, 19, "HandshakeExporterDown")
              .during(20, 30),
          Story.of("an agent starts anew")
              .given(UP, Values.of(1, 10), "0 0", Values.of(1, 20))
              .given(BUILD, Values.of(1, 10), gone(2), Values.of(1, 20))
              .during(9, 25),
          Story.of("another program's job is down")
              .given(UP.with("job", "other"), Values.of(0, 40))
              .during(1, 20),
          Story.of("the job of the agents is lost from Prometheus' configuration for a while")
              .given(UP, Values.of(1, 10), gone(10), Values.of(1, 20))
              .given(BUILD, Values.of(1, 10), gone(10), Values.of(1, 20))
              .during(10, 14)
              .during(16, 19, "HandshakeExporterAbsent")
              .during(20, 30),
          Story.of("a configuration is refused, and corrected")
              .given(RELOAD, Values.of(1, 10), Values.of(0, 10), Values.of(1, 20))
              .during(9, 11)
              .during(12, 19, "HandshakeExporterReloadFailed")
              .during(20, 30),
          Story.of("an agent starts anew with a configuration that it had refused")
              .given(
                  RELOAD,
                  Values.of(1, 10),
                  Values.of(0, 5),
                  gone(2),
                  Values.of(0, 5),
                  Values.of(1, 20))
              .during(12, 21, "HandshakeExporterReloadFailed")
              .at(23),
          late(),
          Story.of("a target is not probed for twenty minutes")
              .given(INTERVAL, Values.of(30, 60))
              .given(
                  LAST, Values.growing(0, 60, 10), Values.of(540, 20), Values.growing(1800, 60, 30))
              .during(15, 25)
              .during(26, 29, STALE)
              .during(34, 40),
          Story.of("a breaker lets a trial through every five minutes")
              .given(INTERVAL, Values.of(30, 60))
              .given(LAST, "0x4 300x4 600x4 900x4 1200x4 1500x4 1800x4")
              .during(5, 34),
          Story.of("a new target is never probed")
              .given(INTERVAL, Values.of(30, 30))
              .at(4)
              .at(6, STALE),
          Story.of("a source of targets gives none for a while")
              .given(TARGETS, Values.of(5, 10), Values.of(0, 20), Values.of(5, 20))
              .during(10, 24)
              .during(26, 29, "HandshakeExporterNoTargets")
              .during(30, 40),
          Story.of("a target file has a mistake for three minutes")
              .given(UP_OF_FILES, Values.of(1, 5), Values.of(0, 3), Values.of(1, 40))
              .during(1, 30),
          Story.of("a target file has a mistake for twenty minutes")
              .given(UP_OF_FILES, Values.of(1, 5), Values.of(0, 20), Values.of(1, 23))
              .during(1, 14)
              .during(16, 24, DOWN + "target_files[0]")
              .during(25, 40),
          Story.of("a source down is not forgotten while the agent starts anew")
              .given(UP_OF_FILES, Values.of(0, 20), gone(3), Values.of(0, 10), Values.of(1, 20))
              .during(11, 32, DOWN + "target_files[0]")
              .during(33, 45),
          Story.of("a file system hangs for three hours")
              .given(UP_OF_FILES, Values.of(1, 240))
              .given(
                  AGE_OF_FILES,
                  Values.growing(0, 60, 20),
                  Values.of(1140, 180),
                  Values.growing(12_000, 60, 40))
              .during(1, 144)
              .during(145, 199, STALE_SOURCE + "target_files[0]")
              .during(200, 230));

  private AgentStories() {}

  private static Story late() {
    Story story = Story.of("probes begin a second late and later");
    for (Series bucket : ServiceStories.buckets(MetricNames.SCHEDULE_LAG)) {
      story =
          story.given(
              bucket,
              ServiceStories.Histogram.bucket(
                  ServiceStories.bound(bucket), 10, 1, 20, 2.5, 30, 1, 30));
    }
    return story.during(15, 29).during(33, 49, "HandshakeExporterScheduleLate").during(58, 70);
  }
}
