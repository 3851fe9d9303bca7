package dev.handshake.probe;

import io.netty.handler.ssl.util.SimpleKeyManagerFactory;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** The factory of one given key manager, in the form from which BoringSSL keeps the parsed key. */
final class GivenKeys extends SimpleKeyManagerFactory {
  private final X509ExtendedKeyManager keys;

  GivenKeys(X509ExtendedKeyManager keys) {
    this.keys = keys;
  }

  @Override
  protected void engineInit(@Nullable KeyStore keyStore, char @Nullable [] password) {}

  @Override
  protected void engineInit(@Nullable ManagerFactoryParameters parameters) {}

  @Override
  protected KeyManager[] engineGetKeyManagers() {
    return new KeyManager[] {keys};
  }
}
