package dev.handshake.report;

/** How often what is tracked of a target's connections has changed. */
public record ConnectionChanges(Changes issuer, Changes protocol, Changes cipher, Changes group) {
  static final ConnectionChanges NONE =
      new ConnectionChanges(Changes.NONE, Changes.NONE, Changes.NONE, Changes.NONE);

  /** The changes of one fact. */
  public Changes of(Fact fact) {
    return switch (fact) {
      case ISSUER -> issuer;
      case PROTOCOL -> protocol;
      case CIPHER -> cipher;
      case GROUP -> group;
    };
  }

  ConnectionChanges with(ProbeRecord probe) {
    return new ConnectionChanges(
        with(Fact.ISSUER, probe),
        with(Fact.PROTOCOL, probe),
        with(Fact.CIPHER, probe),
        with(Fact.GROUP, probe));
  }

  private Changes with(Fact fact, ProbeRecord probe) {
    Changes before = of(fact);
    return fact.of(probe).map(before::with).orElse(before);
  }
}
