package dev.handshake.probe;

import dev.handshake.certificate.PeerChain;
import dev.handshake.target.Target;
import io.vertx.core.Future;

/**
 * Says whether a server's chain and name verify, so that more than our certificate may be shown to
 * it.
 */
@FunctionalInterface
public interface Verification {
  Future<Boolean> verified(Target target, PeerChain chain);
}
