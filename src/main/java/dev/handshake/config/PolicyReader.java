package dev.handshake.config;

import dev.handshake.target.Pin;
import dev.handshake.target.Policy;
import dev.handshake.target.TlsVersion;
import java.util.List;
import java.util.Optional;

/** Reads what is demanded beyond a handshake that works. */
final class PolicyReader {
  private static final int MOST_DAYS = 36_500;

  private PolicyReader() {}

  /** The policy of a section, over the one that holds where it is silent. */
  static Policy read(Section section, Policy base) {
    Policy policy =
        new Policy(
            section
                .value("min_version")
                .flatMap(value -> value.oneOf(List.of(TlsVersion.values()), TlsVersion::word))
                .orElse(base.minVersion()),
            section.list("ciphers", value -> value.oneOf(TlsReader.CIPHERS)).orElse(base.ciphers()),
            section.list("groups", value -> value.oneOf(TlsReader.GROUPS)).orElse(base.groups()),
            section.list("issuers", PolicyReader::pin).orElse(base.issuers()),
            section.list("roots", PolicyReader::pin).orElse(base.roots()),
            section.integer("min_days_left", 0, MOST_DAYS, base.minDaysLeft()),
            section.flag("require_staple", base.requireStaple()),
            section.flag("public", base.isPublic()));
    section.done();
    return policy;
  }

  private static Optional<Pin> pin(Value value) {
    Optional<Pin> pin = value.parsed(Pin::parse);
    if (pin.filter(Pin.Subject.class::isInstance).isPresent()) {
      value.warn(
          "anyone can copy a subject; the SHA-256 fingerprint of the certificate or of its public"
              + " key cannot be copied");
    }
    return pin;
  }
}
