package dev.handshake.report;

import dev.handshake.observation.Connection;
import dev.handshake.observation.Engine;
import dev.handshake.target.TlsVersion;
import java.util.Locale;
import java.util.Optional;

/** What is tracked of each connection besides its leaf. */
public enum Fact {
  /** The leaf's issuer, by name. */
  ISSUER,
  /** The TLS version, which is the server's choice whichever engine asks. */
  PROTOCOL,
  /** The cipher suite, as one engine negotiated it: another's offer is answered otherwise. */
  CIPHER,
  /** The key-exchange group, as one engine negotiated it. */
  GROUP;

  private static final int LONGEST = 256;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word of the contract: the constant's name in lower case. */
  public String word() {
    return word;
  }

  /** What a probe saw of it; empty where it was not reached or cannot be told. */
  Optional<Changes.Seen> of(ProbeRecord probe) {
    return value(probe).map(value -> new Changes.Seen(value, engine(probe), probe.time()));
  }

  private Optional<String> value(ProbeRecord probe) {
    return switch (this) {
      case ISSUER ->
          probe.chain().stream()
              .findFirst()
              .flatMap(ChainLink::facts)
              .map(leaf -> Printable.cut(leaf.issuer(), LONGEST));
      case PROTOCOL -> probe.connection().flatMap(Connection::protocol).map(TlsVersion::word);
      case CIPHER -> probe.connection().flatMap(Connection::cipher);
      case GROUP -> probe.connection().flatMap(Connection::group);
    };
  }

  private Optional<Engine> engine(ProbeRecord probe) {
    return switch (this) {
      case ISSUER, PROTOCOL -> Optional.empty();
      case CIPHER, GROUP -> probe.connection().flatMap(Connection::engine);
    };
  }
}
