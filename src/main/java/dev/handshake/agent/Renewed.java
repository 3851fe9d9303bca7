package dev.handshake.agent;

import dev.handshake.credential.Identity;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The identities and trust stores whose content is another than before, under the same names.
 *
 * @param identities by name
 * @param trustStores by name
 */
record Renewed(Set<String> identities, Set<String> trustStores) implements Predicate<Target> {
  static final Renewed NOTHING = new Renewed(Set.of(), Set.of());

  Renewed {
    identities = Set.copyOf(identities);
    trustStores = Set.copyOf(trustStores);
  }

  static Renewed between(Plan before, Plan after) {
    return new Renewed(
        others(before.identities(), after.identities(), Renewed::version),
        others(before.trust(), after.trust(), store -> store.version()));
  }

  private static <T> Set<String> others(
      Map<String, T> before, Map<String, T> after, Function<T, String> version) {
    Set<String> names = new HashSet<>(before.keySet());
    names.addAll(after.keySet());
    names.removeIf(name ->
        Objects.equals(
            Optional.ofNullable(before.get(name)).map(version),
            Optional.ofNullable(after.get(name)).map(version)));
    return names;
  }

  /** What is wrong with an unusable one counts as its content. */
  private static String version(Identity identity) {
    return switch (identity) {
      case Identity.Usable(_, _, _, var version) -> version;
      case Identity.Unusable(_, var why) -> why;
    };
  }

  boolean isNothing() {
    return identities.isEmpty() && trustStores.isEmpty();
  }

  /** Whether a target shows or trusts something that is another now. */
  @Override
  public boolean test(Target target) {
    ProbeModule module = target.module();
    return trustStores.contains(module.trust())
        || module.identity().filter(identities::contains).isPresent()
        || module
            .http()
            .flatMap(HttpCheck::oauth)
            .filter(client -> trustStores.contains(client.trust()))
            .isPresent();
  }
}
