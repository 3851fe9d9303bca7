package dev.handshake.genesys;

import java.time.Instant;
import java.util.Optional;

/**
 * How often the current certificate of an authority became another.
 *
 * @param last when that was last believed; empty before the first time
 */
public record CertificateChanges(int count, Optional<Instant> last) {
  static final CertificateChanges NONE = new CertificateChanges(0, Optional.empty());

  CertificateChanges another(Instant now) {
    return new CertificateChanges(count + 1, Optional.of(now));
  }
}
