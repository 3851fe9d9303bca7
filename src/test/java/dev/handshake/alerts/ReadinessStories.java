package dev.handshake.alerts;

import static dev.handshake.alerts.LabRecording.recorded;
import static dev.handshake.alerts.Values.gone;

import dev.handshake.lab.PlatformGateway;
import dev.handshake.metrics.MetricNames;
import java.util.List;

/** A table: who accepts the platform's client certificates, now and after the next rotation. */
final class ReadinessStories {
  private static final int DAY = 86_400;
  private static final int YEAR = 365 * DAY;

  private static final String READY = PlatformGateway.READY;
  private static final String UNREADY = PlatformGateway.OLD_ROOT;
  private static final String NAMING = PlatformGateway.OLD_ROOT;
  private static final String PUBLIC = "DigiCert";
  private static final String PRIVATE = "Genesys";
  private static final String CURRENT = "Current";
  private static final String UPCOMING = "Upcoming";

  private static final Series MISSING = recorded(MetricNames.CLIENT_CERTIFICATE_UPCOMING_MISSING);
  private static final Series CHANGE =
      recorded(MetricNames.CLIENT_CERTIFICATE_LAST_CHANGE, "authority", PUBLIC);
  private static final Series ROOT = recorded(MetricNames.GATEWAY_ROOT_TRUSTED, "target", NAMING);
  private static final Series LIST =
      client(MetricNames.CLIENT_CERTIFICATE_CRL_UP, PRIVATE, CURRENT);
  private static final Series TEST = recorded(MetricNames.ACTION_TEST_SUCCESS);

  private static final String NOT_READY = "GenesysGatewayNotReady " + UNREADY + " " + PUBLIC;
  private static final String UNTRUSTED = "GenesysClientCertificateUntrusted " + UNREADY + " ";
  private static final String NOT_NAMED = "GenesysGatewayNotNamed " + NAMING + " " + PUBLIC;
  private static final String CHANGED = "GenesysClientCertificateChanged " + PUBLIC;

  static final List<Story> ALL =
      List.of(
          Story.of("steady, upcoming, current: one gateway is ready for the rotation, one is not")
              .given(MISSING, Values.of(0, 120))
              .given(end(PUBLIC, CURRENT), Values.of(20 * DAY, 60), Values.of(YEAR, 60))
              .given(end(PUBLIC, UPCOMING), Values.of(YEAR, 60), gone(60))
              .given(trusted(PUBLIC, CURRENT, READY), Values.of(1, 120))
              .given(trusted(PUBLIC, UPCOMING, READY), "_x20", Values.of(1, 40), gone(60))
              .given(
                  trusted(PUBLIC, CURRENT, UNREADY),
                  Values.of(1, 60),
                  Values.of(0, 30),
                  Values.of(1, 30))
              .given(trusted(PUBLIC, UPCOMING, UNREADY), "_x20", Values.of(0, 40), gone(60))
              .given(CHANGE, "_x60", Values.of(3600, 60))
              .at(10)
              .at(19)
              .during(21, 59, NOT_READY)
              .during(61, 89, UNTRUSTED + PUBLIC, CHANGED)
              .during(91, 119, CHANGED),
          Story.of("a gateway gets the next root in time")
              .given(end(PUBLIC, CURRENT), Values.of(60 * DAY, 60))
              .given(end(PUBLIC, UPCOMING), Values.of(YEAR, 60))
              .given(trusted(PUBLIC, CURRENT, UNREADY), Values.of(1, 60))
              .given(trusted(PUBLIC, UPCOMING, UNREADY), Values.of(0, 30), Values.of(1, 30))
              .during(1, 29, NOT_READY)
              .during(30, 59),
          Story.of("a rotation for which every gateway is ready pages nobody")
              .given(MISSING, Values.of(0, 120))
              .given(end(PUBLIC, CURRENT), Values.of(3 * DAY, 60), Values.of(YEAR, 60))
              .given(end(PUBLIC, UPCOMING), Values.of(YEAR, 60), gone(60))
              .given(trusted(PUBLIC, CURRENT, READY), Values.of(1, 120))
              .given(trusted(PUBLIC, UPCOMING, READY), Values.of(1, 60), gone(60))
              .during(1, 119),
          Story.of("the agent starts anew while a gateway is not ready")
              .given(end(PUBLIC, CURRENT), Values.of(60 * DAY, 10), gone(3), Values.of(60 * DAY, 9))
              .given(trusted(PUBLIC, CURRENT, UNREADY), Values.of(1, 10), gone(3), Values.of(1, 9))
              .given(trusted(PUBLIC, UPCOMING, UNREADY), Values.of(0, 10), gone(3), Values.of(0, 9))
              .during(1, 20, NOT_READY),
          Story.of("a trust store for the private root alone is asked nothing of the public one")
              .given(end(PUBLIC, CURRENT), Values.of(60 * DAY, 60))
              .given(end(PUBLIC, UPCOMING), Values.of(YEAR, 60))
              .given(end(PRIVATE, CURRENT), Values.of(200 * DAY, 60))
              .given(trusted(PUBLIC, CURRENT, READY), Values.of(0, 60))
              .given(trusted(PUBLIC, UPCOMING, READY), Values.of(0, 60))
              .given(trusted(PRIVATE, CURRENT, READY), Values.of(1, 60))
              .during(1, 50),
          Story.of("a trust store is left without either root, and gets one back")
              .given(end(PUBLIC, CURRENT), Values.of(200 * DAY, 60))
              .given(end(PRIVATE, CURRENT), Values.of(200 * DAY, 60))
              .given(
                  trusted(PUBLIC, CURRENT, UNREADY),
                  Values.of(1, 10),
                  Values.of(0, 10),
                  Values.of(1, 40))
              .given(trusted(PRIVATE, CURRENT, UNREADY), Values.of(0, 60))
              .during(1, 9)
              .during(10, 19, UNTRUSTED + PUBLIC, UNTRUSTED + PRIVATE)
              .during(20, 40),
          Story.of("all integrations show a certificate of an authority that a gateway never knew")
              .given(end(PUBLIC, CURRENT), Values.of(200 * DAY, 60))
              .given(end(PRIVATE, CURRENT), Values.of(200 * DAY, 60))
              .given(trusted(PUBLIC, CURRENT, UNREADY), Values.of(1, 60))
              .given(trusted(PRIVATE, CURRENT, UNREADY), Values.of(0, 60))
              .given(integration("DigiCert"), Values.of(1, 10), gone(10), Values.of(1, 40))
              .given(integration("Genesys Cloud"), Values.of(1, 60))
              .during(1, 14)
              .during(15, 19, UNTRUSTED + PRIVATE)
              .during(21, 40),
          Story.of("a gateway that refuses what has ended is told of by the end alone")
              .given(end(PUBLIC, CURRENT), Values.of(600, 60))
              .given(trusted(PUBLIC, CURRENT, READY), Values.of(1, 10), Values.of(0, 50))
              .at(9, "GenesysClientCertificateExpiresVerySoon " + PUBLIC)
              .at(11, "GenesysClientCertificateExpired " + PUBLIC),
          Story.of("a gateway ceases to name the issuer, names that of the current one, then both")
              .given(named(CURRENT), Values.of(1, 10), Values.of(0, 20), Values.of(1, 70))
              .given(named(UPCOMING), Values.of(1, 10), Values.of(0, 50), Values.of(1, 40))
              .during(1, 19)
              .during(21, 29, NOT_NAMED)
              .during(31, 39)
              .during(41, 59, NOT_NAMED)
              .during(61, 90),
          Story.of("a gateway names no issuer, then nobody at all")
              .given(named(CURRENT), Values.of(0, 30), gone(30))
              .at(9)
              .at(11, NOT_NAMED)
              .at(38, NOT_NAMED)
              .at(41),
          Story.of("a gateway shows a certificate under a root of its own for a while")
              .given(ROOT, Values.of(1, 10), Values.of(0, 20), Values.of(1, 30))
              .during(1, 19)
              .during(20, 29, "GenesysGatewayRootUnknown " + NAMING)
              .during(30, 40),
          Story.of("the next client certificate comes more than a day late")
              .given(MISSING, Values.of(0, 30), Values.of(1, 1640), Values.of(0, 100))
              .at(29)
              .at(1469)
              .at(1471, "GenesysUpcomingMissing " + PUBLIC)
              .at(1669, "GenesysUpcomingMissing " + PUBLIC)
              .at(1671),
          Story.of("the next client certificate is announced without clientAuth, then with it")
              .given(
                  client(MetricNames.CLIENT_CERTIFICATE_CLIENT_AUTH, PUBLIC, CURRENT),
                  Values.of(1, 60))
              .given(
                  client(MetricNames.CLIENT_CERTIFICATE_CLIENT_AUTH, PUBLIC, UPCOMING),
                  "_x10",
                  Values.of(0, 10),
                  Values.of(1, 40))
              .at(9)
              .during(11, 19, "GenesysClientAuthGoingAway " + PUBLIC)
              .during(21, 30),
          Story.of("a client certificate is revoked, and replaced")
              .given(
                  client(MetricNames.CLIENT_CERTIFICATE_REVOKED, PRIVATE, CURRENT),
                  Values.of(0, 10),
                  Values.of(1, 10),
                  Values.of(0, 40))
              .at(9)
              .during(10, 19, "GenesysClientCertificateRevoked " + PRIVATE)
              .during(20, 30),
          Story.of("a list of revoked certificates is away for a night, and later for over a day")
              .given(
                  LIST, Values.of(0, 200), Values.of(1, 10), Values.of(0, 1500), Values.of(1, 40))
              .at(199)
              .at(215)
              .at(1649)
              .at(1651, "GenesysCrlDown " + PRIVATE)
              .at(1709, "GenesysCrlDown " + PRIVATE)
              .at(1711),
          Story.of("another client certificate is shown, which is told for a day")
              .given(CHANGE, "_x10", Values.of(600, 1500))
              .at(9)
              .at(11, CHANGED)
              .at(1449, CHANGED)
              .at(1451),
          Story.of("a data action fails when the platform runs it, and works again")
              .given(TEST, Values.of(1, 10), Values.of(0, 60), Values.of(1, 30))
              .given(
                  recorded(MetricNames.ACTION_TEST_FAILURE_INFO),
                  "_x10",
                  Values.of(1, 60),
                  gone(30))
              .during(1, 14)
              .during(15, 69, "GenesysActionTestFailing " + TEST.label("action"))
              .during(70, 80));

  private ReadinessStories() {}

  private static Series end(String authority, String status) {
    return client(MetricNames.CLIENT_CERTIFICATE_NOT_AFTER, authority, status);
  }

  private static Series client(String metric, String authority, String status) {
    return recorded(metric, "authority", authority, "status", status);
  }

  private static Series trusted(String authority, String status, String trust) {
    return recorded(
        MetricNames.CLIENT_CERTIFICATE_TRUSTED,
        "authority",
        authority,
        "status",
        status,
        "trust",
        trust);
  }

  private static Series named(String status) {
    return recorded(
        MetricNames.CLIENT_CERTIFICATE_NAMED,
        "authority",
        PUBLIC,
        "status",
        status,
        "target",
        NAMING);
  }

  private static Series integration(String authority) {
    return recorded(MetricNames.INTEGRATION_INFO, "authority", authority);
  }
}
