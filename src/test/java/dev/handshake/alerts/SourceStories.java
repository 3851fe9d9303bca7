package dev.handshake.alerts;

import static dev.handshake.alerts.LabRecording.recorded;
import static dev.handshake.alerts.Values.gone;

import dev.handshake.genesys.SourceFault;
import dev.handshake.metrics.MetricNames;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A table: what the platform's API tells, ceases to tell, and tells to have changed. */
final class SourceStories {
  private static final int DAY = 86_400;
  private static final int YEAR = 365 * DAY;

  private static final String CERTIFICATES = "certificates";
  private static final String STORE = "truststore";

  private static final Series CREDENTIAL =
      recorded(MetricNames.CREDENTIAL_MODIFIED, "type", "basicAuth");
  private static final Series RANGES =
      recorded(MetricNames.IP_RANGES_LAST_CHANGE, "service", "data-actions");

  private static final String DOWN = "GenesysSourceDown ";
  private static final String STALE = "GenesysSourceStale ";
  private static final String API = "GenesysApiDown";
  private static final String LIMITED = "GenesysRateLimited";

  static final List<Story> ALL =
      Stream.concat(
              Stream.of(
                  Story.of("one poll of one source fails, and the next is fine")
                      .given(up(CERTIFICATES), Values.of(1, 10), Values.of(0, 30), Values.of(1, 40))
                      .given(up(STORE), Values.of(1, 80))
                      .given(
                          fault(CERTIFICATES, SourceFault.TIMEOUT),
                          "_x10",
                          Values.of(1, 30),
                          gone(40))
                      .during(1, 79),
                  Story.of("the whole API is away, which is told once")
                      .given(up(CERTIFICATES), Values.of(1, 10), Values.of(0, 90), Values.of(1, 40))
                      .given(up(STORE), Values.of(1, 11), Values.of(0, 89), Values.of(1, 40))
                      .given(
                          fault(CERTIFICATES, SourceFault.UNREACHABLE),
                          "_x10",
                          Values.of(1, 90),
                          gone(40))
                      .given(
                          fault(STORE, SourceFault.BREAKER_OPEN),
                          "_x11",
                          Values.of(1, 89),
                          gone(40))
                      .during(1, 45)
                      .during(47, 99, API)
                      .during(101, 130),
                  Story.of("the only source that is asked lacks a permission")
                      .given(up(CERTIFICATES), Values.of(0, 60), Values.of(1, 40))
                      .given(
                          fault(CERTIFICATES, SourceFault.PERMISSION_DENIED),
                          Values.of(1, 60),
                          gone(40))
                      .during(1, 34)
                      .during(36, 59, DOWN + CERTIFICATES)
                      .during(61, 90),
                  Story.of(
                          "all sources are refused for their number, then one of them for another reason")
                      .given(up(CERTIFICATES), Values.of(0, 140), Values.of(1, 40))
                      .given(up(STORE), Values.of(0, 80), Values.of(1, 100))
                      .given(
                          fault(CERTIFICATES, SourceFault.RATE_LIMITED),
                          Values.of(1, 80),
                          gone(100))
                      .given(
                          fault(CERTIFICATES, SourceFault.INVALID_ANSWER),
                          "_x80",
                          Values.of(1, 60),
                          gone(40))
                      .given(fault(STORE, SourceFault.RATE_LIMITED), Values.of(1, 80), gone(100))
                      .during(1, 34)
                      .during(36, 79, LIMITED)
                      .during(86, 118)
                      .during(121, 139, DOWN + CERTIFICATES)
                      .during(141, 170),
                  Story.of("a source tells nothing new for a day, and says nothing of it")
                      .given(up(CERTIFICATES), Values.of(1, 1600))
                      .given(last(CERTIFICATES), Values.of(0, 1500), Values.of(90_000, 100))
                      .at(1444)
                      .at(1446, STALE + CERTIFICATES)
                      .at(1499, STALE + CERTIFICATES)
                      .at(1501),
                  Story.of("a credential was not changed for a year, and then is")
                      .given(CREDENTIAL, Values.of(-YEAR + 600, 90), Values.of(5400, 60))
                      .at(9)
                      .at(70)
                      .at(72, "GenesysCredentialOld " + CREDENTIAL.label("credential"))
                      .at(89, "GenesysCredentialOld " + CREDENTIAL.label("credential"))
                      .at(91),
                  Story.of("the platform's addresses change, which is told for a day")
                      .given(RANGES, "_x10", Values.of(600, 1500))
                      .at(9)
                      .at(11, "GenesysIpRangesChanged data-actions")
                      .at(1449, "GenesysIpRangesChanged data-actions")
                      .at(1451)),
              Arrays.stream(SourceFault.values())
                  .filter(fault -> fault != SourceFault.RATE_LIMITED)
                  .map(SourceStories::oneOfTwo))
          .toList();

  private SourceStories() {}

  /** Whatever the reason, a source that is down beside one that is up is told of. */
  private static Story oneOfTwo(SourceFault fault) {
    return Story.of("one source of two is down: " + fault.word())
        .given(up(CERTIFICATES), Values.of(1, 60))
        .given(up(STORE), Values.of(0, 60))
        .given(fault(STORE, fault), Values.of(1, 60))
        .at(34)
        .at(36, DOWN + STORE);
  }

  private static Series up(String source) {
    return recorded(MetricNames.GENESYS_SOURCE_UP, "source", source);
  }

  private static Series last(String source) {
    return recorded(MetricNames.GENESYS_SOURCE_LAST_SUCCESS, "source", source);
  }

  private static Series fault(String source, SourceFault fault) {
    return recorded(MetricNames.GENESYS_SOURCE_FAILURE_INFO)
        .with("source", source, "reason", fault.word());
  }
}
