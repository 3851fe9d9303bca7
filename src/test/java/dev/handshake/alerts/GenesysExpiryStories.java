package dev.handshake.alerts;

import static dev.handshake.alerts.ExpiryStories.ended;
import static dev.handshake.alerts.ExpiryStories.soon;
import static dev.handshake.alerts.ExpiryStories.verySoon;
import static dev.handshake.alerts.LabRecording.recorded;

import dev.handshake.genesys.SuppliedCertificate;
import dev.handshake.metrics.MetricNames;
import java.util.List;

/** A table: what ends on the platform's side, and is renewed. */
final class GenesysExpiryStories {
  private static final int DAY = 86_400;
  private static final int TEN_MINUTES = 600;

  private static final Series CLIENT =
      recorded(
          MetricNames.CLIENT_CERTIFICATE_NOT_AFTER, "authority", "Genesys", "status", "Current");
  private static final Series PUBLIC =
      recorded(
          MetricNames.CLIENT_CERTIFICATE_NOT_AFTER, "authority", "DigiCert", "status", "Current");
  private static final Series UPCOMING =
      recorded(
          MetricNames.CLIENT_CERTIFICATE_NOT_AFTER, "authority", "DigiCert", "status", "Upcoming");
  private static final Series CERTIFICATES =
      recorded(MetricNames.GENESYS_SOURCE_UP, "source", "certificates");
  private static final Series PROVIDERS =
      recorded(MetricNames.GENESYS_SOURCE_UP, "source", "identity_providers");

  private static final String OKTA = "okta";
  private static final Series OLD =
      recorded(MetricNames.IDENTITY_PROVIDER_NOT_AFTER, "provider", OKTA, "position", "0");
  private static final Series PROVIDER =
      recorded(MetricNames.IDENTITY_PROVIDER_NOT_AFTER, "provider", OKTA, "position", "1");
  private static final Series USES =
      recorded(MetricNames.IDENTITY_PROVIDER_USES_SSO_CERTIFICATE, "provider", OKTA);
  private static final Series NAMED =
      recorded(MetricNames.IDENTITY_PROVIDER_INFO, "provider", OKTA);
  private static final Series SUPPLIED = recorded(MetricNames.SUPPLIED_CERTIFICATE_NOT_AFTER);
  private static final Series SSO =
      SUPPLIED.with("kind", SuppliedCertificate.Kind.SSO_SIGNING.word());
  private static final Series EDGE =
      recorded(MetricNames.EDGE_AUTHORITY_NOT_AFTER, "type", "MANAGED");

  private static final String OF_CLIENT = "GenesysClientCertificate";
  private static final String OF_PROVIDER = "GenesysIdentityProvider";
  private static final String OF_SSO = "GenesysSsoCertificate";
  private static final String OF_SUPPLIED = "GenesysSuppliedCertificate";
  private static final String OF_EDGE = "GenesysEdgeAuthority";

  static final List<Story> ALL =
      List.of(
          soon("a client certificate ends within 21 days", CLIENT, OF_CLIENT, "Genesys", 0),
          verySoon("a client certificate ends within 7 days", CLIENT, OF_CLIENT, "Genesys", 0),
          ended("a client certificate ends", CLIENT, OF_CLIENT, "Genesys", 0),
          Story.of("a client certificate ends, and the next one is there and not shown")
              .given(CERTIFICATES, Values.of(1, 60))
              .given(PUBLIC, Values.of(TEN_MINUTES, 60))
              .given(UPCOMING, Values.of(365 * DAY, 60))
              .during(1, 9)
              .during(10, 30, OF_CLIENT + "Expired DigiCert"),
          Story.of("a client certificate has ended as far as is known, and its source is down")
              .given(CERTIFICATES, Values.of(1, 5), Values.of(0, 20), Values.of(1, 20))
              .given(PUBLIC, Values.of(TEN_MINUTES, 60))
              .at(9, OF_CLIENT + "ExpiresVerySoon DigiCert")
              .during(10, 24)
              .at(26, OF_CLIENT + "Expired DigiCert"),
          provider(
              soon(
                  "an identity provider's last certificate ends within 21 days",
                  PROVIDER,
                  OF_PROVIDER,
                  OKTA,
                  0)),
          provider(
              verySoon(
                  "an identity provider's last certificate ends within 7 days",
                  PROVIDER,
                  OF_PROVIDER,
                  OKTA,
                  0)),
          provider(
              ended(
                  "an identity provider's last certificate ends", PROVIDER, OF_PROVIDER, OKTA, 0)),
          Story.of("a certificate of an identity provider has ended beside its successor")
              .given(PROVIDERS, Values.of(1, 60))
              .given(OLD, Values.of(0, 60))
              .given(PROVIDER, Values.of(300 * DAY, 60))
              .during(1, 20),
          Story.of("the certificate of an identity provider that is switched off has ended")
              .given(PROVIDER, Values.of(0, 60))
              .given(NAMED.with("disabled", "true"), Values.of(1, 60))
              .given(USES, Values.of(1, 60))
              .given(SSO, Values.of(0, 60))
              .during(1, 20),
          used(soon("a signing certificate ends within 21 days", SSO, OF_SSO, certificate(SSO), 0)),
          used(
              verySoon(
                  "a signing certificate ends within 7 days", SSO, OF_SSO, certificate(SSO), 0)),
          used(ended("a signing certificate ends", SSO, OF_SSO, certificate(SSO), 0)),
          Story.of("a signing certificate ends that no identity provider verifies")
              .given(USES, Values.of(0, 60))
              .given(SSO, Values.of(TEN_MINUTES, 60))
              .during(1, 30),
          ended(
              "a signing certificate ends, and identity providers are not asked about",
              SSO,
              OF_SUPPLIED,
              certificate(SSO),
              0),
          soon(
              "a supplied root ends within 21 days",
              SUPPLIED,
              OF_SUPPLIED,
              certificate(SUPPLIED),
              0),
          verySoon(
              "a supplied root ends within 7 days",
              SUPPLIED,
              OF_SUPPLIED,
              certificate(SUPPLIED),
              0),
          ended("a supplied root ends", SUPPLIED, OF_SUPPLIED, certificate(SUPPLIED), 0),
          soon("an edge authority ends within 21 days", EDGE, OF_EDGE, "", 0),
          verySoon("an edge authority ends within 7 days", EDGE, OF_EDGE, "", 0),
          ended("an edge authority ends", EDGE, OF_EDGE, "", 0));

  private GenesysExpiryStories() {}

  /** The old certificate stands beside it and has ended long ago. */
  private static Story provider(Story story) {
    return story.given(OLD, Values.of(0, 60)).given(NAMED, Values.of(1, 60));
  }

  private static Story used(Story story) {
    return story.given(USES, Values.of(1, 60)).given(NAMED, Values.of(1, 60));
  }

  private static String certificate(Series series) {
    return series.label("certificate");
  }
}
