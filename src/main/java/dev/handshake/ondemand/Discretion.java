package dev.handshake.ondemand;

import dev.handshake.credential.Credentials;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.HttpCheck.HeaderValue;
import dev.handshake.target.OauthClient;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps to ourselves what only configured targets may see: identities, headers from files or the
 * environment, and access tokens. Whoever asks for a probe chooses neither where they go nor what
 * is requested with them: same address, same names, same path.
 */
final class Discretion {
  private Discretion() {}

  /**
   * Why a target may not be shown what its module shows; empty where it may.
   *
   * @param otherPath whether the request goes to another path than the module's
   * @param configured the configured targets at its address
   */
  static Optional<String> of(Target target, boolean otherPath, List<Target> configured) {
    Optional<String> identity = identity(target.module());
    Map<String, HeaderValue> secrets = secrets(target.module());
    Optional<OauthClient> oauth = oauth(target.module());
    if (identity.isEmpty() && secrets.isEmpty() && oauth.isEmpty()) {
      return Optional.empty();
    }
    List<Target> same =
        configured.stream()
            .filter(one -> isSameServer(one, target))
            .filter(one -> identity.isEmpty() || identity(one.module()).equals(identity))
            .filter(one -> secrets(one.module()).entrySet().containsAll(secrets.entrySet()))
            .filter(one -> oauth.isEmpty() || oauth(one.module()).equals(oauth))
            .toList();
    if (same.isEmpty()) {
      return Optional.of(notConfigured(target.module(), identity, secrets.isEmpty()));
    }
    boolean strays = otherPath && same.stream().noneMatch(one -> path(one).equals(path(target)));
    return strays
        ? Optional.of(
            "with what module %s shows, it is asked for its configured path alone"
                .formatted(target.module().name()))
        : Optional.empty();
  }

  private static String notConfigured(
      ProbeModule module, Optional<String> identity, boolean tokenAlone) {
    String shows =
        identity
            .map(name -> "shows the identity " + name)
            .orElse(
                tokenAlone
                    ? "sends an access token"
                    : "sends headers from files or the environment");
    return "module %s %s, to no other than the targets configured with that, by address and name"
        .formatted(module.name(), shows);
  }

  private static boolean isSameServer(Target one, Target other) {
    return one.serverName().equals(other.serverName())
        && one.verifyName().equals(other.verifyName());
  }

  /** The stranger is minted on the spot and nobody's secret. */
  private static Optional<String> identity(ProbeModule module) {
    return module.identity().filter(name -> !name.equals(Credentials.STRANGER));
  }

  private static Map<String, HeaderValue> secrets(ProbeModule module) {
    Set<Map.Entry<String, HeaderValue>> headers =
        module.http().map(HttpCheck::headers).orElse(Map.of()).entrySet();
    return headers.stream()
        .filter(header -> header.getValue().secret())
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Optional<OauthClient> oauth(ProbeModule module) {
    return module.http().flatMap(HttpCheck::oauth);
  }

  private static Optional<String> path(Target target) {
    return target.module().http().map(HttpCheck::path);
  }
}
