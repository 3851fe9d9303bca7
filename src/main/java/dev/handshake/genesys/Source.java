package dev.handshake.genesys;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A part of what the API tells, switched on and off, asked for and believed by itself. Those of an
 * organization whose absence is no fault of another's.
 */
public enum Source {
  /** The client certificates of data actions, current and upcoming. */
  CERTIFICATES,
  /** The roots that the platform trusts when it calls a gateway. */
  TRUSTSTORE,
  /** The certificates of identity providers for single sign-on. */
  IDENTITY_PROVIDERS,
  /** Web-services integrations and the authority of their client certificate. */
  INTEGRATIONS,
  /** When each integration's credentials were last modified. */
  CREDENTIALS,
  /** Data actions, whose hosts become targets. */
  ACTIONS,
  /** Who changed something that certificates depend on. */
  AUDITS,
  /** From where the platform calls. */
  IP_RANGES,
  /** The organization itself and its limits. */
  ORGANIZATION,
  /** The authorities of edges and phones; needs a wide permission, hence off by default. */
  EDGES;

  /** Whether it is asked unless it is switched off. */
  public boolean byDefault() {
    return this != EDGES;
  }

  /** Those that are asked unless they are switched off. */
  public static Set<Source> ofDefault() {
    return Stream.of(values()).filter(Source::byDefault).collect(Collectors.toUnmodifiableSet());
  }

  /** The word of the contract: the constant's name in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
