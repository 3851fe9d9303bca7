package dev.handshake.credential;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** What we show as a client: a certificate with its key, or the reason why there is none. */
public sealed interface Identity {
  /** The identity's name in the configuration. */
  String name();

  /**
   * A certificate chain, leaf first, and the leaf's key.
   *
   * @param version changes when the chain does
   */
  record Usable(String name, List<X509Certificate> chain, PrivateKey key, String version)
      implements Identity {
    public Usable {
      chain = List.copyOf(chain);
    }

    /** Names the leaf and never the key. */
    @Override
    public String toString() {
      return "Usable[" + name + ", " + chain.getFirst().getSubjectX500Principal() + "]";
    }
  }

  /**
   * Files that cannot be used.
   *
   * @param why one sentence naming the file and what is wrong with it, without its content
   */
  record Unusable(String name, String why) implements Identity {}
}
