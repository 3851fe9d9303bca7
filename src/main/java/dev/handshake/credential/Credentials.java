package dev.handshake.credential;

import dev.handshake.certificate.TrustAnchors;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The identities that can be shown and the trust stores that can be asked, by name, as they were
 * when loaded. Unchangeable: a rotation is another set in its place, and what is held on to from an
 * older one is told apart by {@link Identity.Usable#version} and {@link TrustAnchors#version}.
 */
public final class Credentials {
  /** The name of the identity that always exists: one that nobody can trust. */
  public static final String STRANGER = Stranger.NAME;

  private final Map<String, Identity> identities;
  private final Map<String, TrustAnchors> trust;

  private Credentials(Map<String, Identity> identities, Map<String, TrustAnchors> trust) {
    this.identities = Map.copyOf(identities);
    this.trust = Map.copyOf(trust);
  }

  /**
   * Loads all that is configured, and what always exists: the trust store {@code system} and the
   * identity {@code stranger}.
   *
   * @param environment a variable's value by its name
   * @param now the moment at which the stranger is minted
   * @throws TrustStoreException naming every trust store that cannot be used; what is wrong with an
   *     identity is in that identity
   */
  public static Credentials load(
      List<TrustSettings> trust,
      List<IdentitySettings> identities,
      Function<String, @Nullable String> environment,
      Instant now) {
    CompletableFuture<Identity> stranger =
        CompletableFuture.supplyAsync(() -> Stranger.mint(now)); // as slow as all the rest here
    Map<String, TrustAnchors> stores = TrustStores.load(trust, environment);
    Map<String, Identity> loaded = new LinkedHashMap<>();
    loaded.put(Stranger.NAME, stranger.join());
    identities.forEach(one -> loaded.put(one.name(), IdentityFiles.load(one)));
    return new Credentials(loaded, stores);
  }

  /** The identity of that name; empty if none is configured under it. */
  public Optional<Identity> identity(String name) {
    return Optional.ofNullable(identities.get(name));
  }

  /**
   * The trust store of that name.
   *
   * @throws IllegalArgumentException naming the store if there is none
   */
  public TrustAnchors trust(String name) {
    TrustAnchors anchors = trust.get(name);
    if (anchors == null) {
      throw new IllegalArgumentException(
          "trust: " + name + " (expected: one of " + trust.keySet() + ")");
    }
    return anchors;
  }

  /** The names of all identities, {@code stranger} among them. */
  public Set<String> identityNames() {
    return identities.keySet();
  }

  /** The names of all trust stores, {@code system} among them. */
  public Set<String> trustNames() {
    return trust.keySet();
  }
}
