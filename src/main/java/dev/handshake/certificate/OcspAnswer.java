package dev.handshake.certificate;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** An OCSP response, judged for one certificate in all that does not depend on the time. */
public sealed interface OcspAnswer {
  /** How far clocks may be apart. */
  Duration TOLERANCE = Duration.ofMinutes(5);

  /** How long a statement holds that names no end (RFC 6960, section 4.2.2.1). */
  Duration WITHOUT_END = Duration.ofHours(24);

  /**
   * Reads a response and verifies its signature. Nothing that can stand in it makes this throw.
   *
   * @param certificate which the response shall be about
   * @param issuer under whose key, or a responder's that it delegated to, the signature shall hold
   */
  static OcspAnswer read(byte[] response, X509Certificate certificate, X509Certificate issuer) {
    return OcspReader.read(response, certificate, issuer);
  }

  /** What it says at a given time. */
  RevocationStatus at(Instant now);

  /** When there will be a newer answer, where it says so. */
  Optional<Instant> nextUpdate();

  /** One that does not tell. */
  record Unusable(RevocationStatus status) implements OcspAnswer {
    @Override
    public RevocationStatus at(Instant now) {
      return status;
    }

    @Override
    public Optional<Instant> nextUpdate() {
      return Optional.empty();
    }
  }

  /**
   * One signed by who may.
   *
   * @param status good, revoked or unknown
   * @param responderEnd when the certificate of a delegated responder ends
   */
  record Signed(
      RevocationStatus status,
      Instant thisUpdate,
      Optional<Instant> nextUpdate,
      Optional<Instant> responderEnd)
      implements OcspAnswer {
    @Override
    public RevocationStatus at(Instant now) {
      return status instanceof RevocationStatus.Good
          ? untimely(now).<RevocationStatus>map(RevocationStatus.Stale::new).orElse(status)
          : status;
    }

    private Optional<String> untimely(Instant now) {
      if (now.plus(TOLERANCE).isBefore(thisUpdate)) {
        return Optional.of("it holds from " + thisUpdate + " only");
      }
      Instant end = nextUpdate.orElseGet(() -> thisUpdate.plus(WITHOUT_END));
      if (now.minus(TOLERANCE).isAfter(end)) {
        return Optional.of("it held until " + end + ", " + Shown.days(end, now) + " ago");
      }
      return responderEnd
          .filter(until -> now.minus(TOLERANCE).isAfter(until))
          .map(until -> "the certificate of its responder ended on " + until);
    }
  }
}
