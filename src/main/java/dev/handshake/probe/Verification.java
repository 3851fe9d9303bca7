package dev.handshake.probe;

import dev.handshake.certificate.PeerChain;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Says whether a server's chain and name verify, so that more than our certificate may be shown to
 * it.
 */
@FunctionalInterface
public interface Verification {
  /**
   * The verdict, once the handshake is done.
   *
   * @param staple the OCSP response that came with the chain; empty where none did
   */
  Future<Boolean> verified(Target target, PeerChain chain, Optional<byte[]> staple);
}
