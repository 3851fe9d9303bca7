package dev.handshake.probe;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;

/** Facts that only the library behind an engine can tell. */
final class EngineFacts {
  private EngineFacts() {}

  /** The stapled OCSP response (RFC 6066, section 8), if there was one. */
  static Optional<byte[]> staple(SSLEngine engine) {
    if (engine instanceof ReferenceCountedOpenSslEngine boring) {
      return Optional.ofNullable(boring.getOcspResponse()).filter(response -> response.length > 0);
    }
    return engine.getSession() instanceof ExtendedSSLSession session
        ? session.getStatusResponses().stream().filter(response -> response.length > 0).findFirst()
        : Optional.empty();
  }

  /**
   * The certificates that BoringSSL has read but not yet shown to the trust manager, as when a
   * server stalls.
   */
  static List<byte[]> chain(SSLEngine engine) {
    if (!(engine instanceof ReferenceCountedOpenSslEngine boring) || boring.refCnt() == 0) {
      return List.of();
    }
    long pointer = boring.sslPointer();
    byte[][] chain = pointer == 0 ? null : SSL.getPeerCertChain(pointer);
    return chain == null ? List.of() : List.of(chain);
  }
}
