package dev.handshake.probe;

import dev.handshake.credential.Identity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A key manager that shows our certificate whenever one is asked for, also where its issuer is not
 * among the authorities that the server names: withheld, it would make the server complain of the
 * wrong thing.
 */
public final class InsistentKeys extends X509ExtendedKeyManager {
  private static final String ALIAS = "identity";

  private final Optional<Identity.Usable> identity;
  private final Function<SSLEngine, @Nullable Witness> witnesses;

  InsistentKeys(
      Optional<Identity.Usable> identity, Function<SSLEngine, @Nullable Witness> witnesses) {
    this.identity = identity;
    this.witnesses = witnesses;
  }

  /** Shows an identity, and tells nobody that it was asked for. */
  public static InsistentKeys of(Identity.Usable identity) {
    return new InsistentKeys(Optional.of(identity), _ -> null);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
    Witness witness = witnesses.apply(engine);
    if (witness != null) {
      witness.certificateRequested(issuers);
    }
    return identity.isPresent() ? ALIAS : null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return identity.map(usable -> usable.chain().toArray(X509Certificate[]::new)).orElse(null);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return identity.map(Identity.Usable::key).orElse(null);
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return identity.isPresent() ? new String[] {ALIAS} : new String[0];
  }

  @Override
  public @Nullable String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return identity.isPresent() ? ALIAS : null;
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return new String[0];
  }

  @Override
  public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return null;
  }
}
