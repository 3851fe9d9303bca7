package dev.handshake.certificate;

import java.util.Optional;

/**
 * What is asked of a chain: whether it leads to one of the anchors, carries the name and may serve
 * the purpose (RFC 5280, section 6.1.1).
 *
 * @param verifyName a host name or IP literal that the leaf must carry; empty where none is asked
 */
public record ChainQuestion(
    PeerChain chain, TrustAnchors anchors, Optional<String> verifyName, Purpose purpose) {
  /** Whether a client that asked for a name would accept the chain. */
  public static ChainQuestion ofServer(PeerChain chain, TrustAnchors anchors, String verifyName) {
    return new ChainQuestion(chain, anchors, Optional.of(verifyName), Purpose.SERVER);
  }

  /** Whether a server with these anchors would accept the chain of a client. */
  public static ChainQuestion ofClient(PeerChain chain, TrustAnchors anchors) {
    return new ChainQuestion(chain, anchors, Optional.empty(), Purpose.CLIENT);
  }
}
