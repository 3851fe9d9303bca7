package dev.handshake.alerts;

import static dev.handshake.alerts.LabRecording.recorded;
import static dev.handshake.alerts.Values.gone;

import dev.handshake.metrics.MetricNames;
import java.util.List;

/** A table: what ends, and is renewed. */
final class ExpiryStories {
  private static final int DAY = 86_400;
  private static final int HOUR = 60;
  private static final int TEN_MINUTES = 600;

  private static final Series LEAF =
      recorded(MetricNames.CERTIFICATE_NOT_AFTER, "target", "ends-soon", "position", "0");
  private static final Series CHAIN = recorded(MetricNames.CHAIN_NOT_AFTER, "target", "ends-soon");
  private static final Series IDENTITY =
      recorded(MetricNames.IDENTITY_NOT_AFTER, "identity", "lab-client-accepted");
  private static final Series STORE = recorded(MetricNames.TRUST_STORE_NOT_AFTER, "trust", "lab");
  private static final Series ROOT =
      recorded(MetricNames.PROBE_FINDING_INFO, "target", "ends-soon", "finding", "expires_soon")
          .with("finding", "anchor_expired");

  static final List<Story> ALL =
      List.of(
          soon(
              "a leaf ends within 21 days, and is renewed",
              LEAF,
              "TlsCertificate",
              "ends-soon",
              15),
          verySoon(
              "a leaf ends within 7 days, and is renewed", LEAF, "TlsCertificate", "ends-soon", 15),
          ended("a leaf ends, and is renewed", LEAF, "TlsCertificate", "ends-soon", 15),
          withLeaf(
              soon(
                  "an intermediate ends within 21 days, and is renewed",
                  CHAIN,
                  "TlsChain",
                  "ends-soon",
                  15)),
          withLeaf(
              verySoon(
                  "an intermediate ends within 7 days, and is renewed",
                  CHAIN,
                  "TlsChain",
                  "ends-soon",
                  15)),
          withLeaf(
              ended("an intermediate ends, and is renewed", CHAIN, "TlsChain", "ends-soon", 15)),
          soon(
              "an identity ends within 21 days, and is renewed",
              IDENTITY,
              "TlsIdentity",
              "lab-client-accepted",
              0),
          verySoon(
              "an identity ends within 7 days, and is renewed",
              IDENTITY,
              "TlsIdentity",
              "lab-client-accepted",
              0),
          ended(
              "an identity ends, and is renewed",
              IDENTITY,
              "TlsIdentity",
              "lab-client-accepted",
              0),
          soon(
              "a root of ours ends within 21 days, and is replaced",
              STORE,
              "TlsTrustStore",
              "lab",
              0),
          verySoon(
              "a root of ours ends within 7 days, and is replaced",
              STORE,
              "TlsTrustStore",
              "lab",
              0),
          ended("a root of ours ends, and is replaced", STORE, "TlsTrustStore", "lab", 0),
          Story.of("a root of the system has ended, which says nothing")
              .given(STORE.with("trust", "system"), Values.of(0, HOUR))
              .during(0, 5),
          Story.of("the end of the path is the leaf's own, and told once")
              .given(LEAF, Values.of(3 * DAY, HOUR))
              .given(CHAIN, Values.of(3 * DAY, HOUR))
              .at(5, "TlsCertificateExpiresVerySoon ends-soon"),
          Story.of("two replicas show an old and a new leaf in turn while it is replaced")
              .given(
                  LEAF,
                  Values.of(3 * DAY, 10),
                  turns(3 * DAY, 90 * DAY, 15),
                  Values.of(90 * DAY, 60))
              .during(0, 38, "TlsCertificateExpiresVerySoon ends-soon")
              .at(56)
              .at(70),
          Story.of("the agent starts anew while a leaf is about to end")
              .given(LEAF, Values.of(3 * DAY, 10), gone(2), Values.of(3 * DAY, 20))
              .during(0, 20, "TlsCertificateExpiresVerySoon ends-soon"),
          Story.of("a root that is trusted by its key has ended, and the server moves away from it")
              .given(recorded(MetricNames.TARGET_INFO, "target", "ends-soon"), "1x60")
              .given(ROOT, "_x5", Values.of(1, 10), gone(30))
              .at(4)
              .at(6, "TlsAnchorExpired ends-soon")
              .at(20, "TlsAnchorExpired ends-soon")
              .at(31));

  private ExpiryStories() {}

  static Story soon(String name, Series series, String prefix, String about, int held) {
    String alert = (prefix + "ExpiresSoon " + about).strip();
    return renewed(name, series, 21 * DAY + TEN_MINUTES, held)
        .at(10)
        .at(11, alert)
        .at(13 + held, alert)
        .at(16 + held);
  }

  static Story verySoon(String name, Series series, String prefix, String about, int held) {
    String alert = (prefix + "ExpiresVerySoon " + about).strip();
    return renewed(name, series, 7 * DAY + TEN_MINUTES, held)
        .at(10, (prefix + "ExpiresSoon " + about).strip())
        .at(11, alert)
        .at(13 + held, alert)
        .at(16 + held);
  }

  static Story ended(String name, Series series, String prefix, String about, int held) {
    String alert = (prefix + "Expired " + about).strip();
    return renewed(name, series, TEN_MINUTES, held)
        .at(9, (prefix + "ExpiresVerySoon " + about).strip())
        .at(10, alert)
        .at(13 + held, alert)
        .at(16 + held);
  }

  /**
   * It is renewed in the 15th minute, and believed when the old one has not been met for a while.
   */
  private static Story renewed(String name, Series series, int end, int held) {
    return Story.of(name).given(series, Values.of(end, 15), Values.of(end + 90 * DAY, 30 + held));
  }

  private static Story withLeaf(Story story) {
    return story.given(LEAF, Values.of(400 * DAY, 2 * HOUR));
  }

  private static String turns(int one, int other, int times) {
    return (one + " " + other + " ").repeat(times).strip();
  }
}
