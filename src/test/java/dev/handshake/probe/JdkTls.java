package dev.handshake.probe;

import dev.handshake.lab.HeldCertificate;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** The JDK's TLS as a server, which takes every client certificate. */
final class JdkTls implements ScriptedServer.Conversation {
  private static final char[] PASSWORD = "lab".toCharArray();

  private final KeyManagerFactory keys;
  private final SSLContext context;
  private final Consumer<SSLParameters> settings;
  private final Dialogue dialogue;

  /** What is said once the handshake is done. */
  @FunctionalInterface
  interface Dialogue {
    void hold(SSLSocket tls) throws IOException;
  }

  JdkTls(HeldCertificate shown, Consumer<SSLParameters> settings, Dialogue dialogue)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("server", shown.key(), PASSWORD, shown.chain().toArray(Certificate[]::new));
    this.keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    this.context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), new TrustManager[] {new Anybody()}, null);
    this.settings = settings;
    this.dialogue = dialogue;
  }

  /** The same, naming an authority whose certificates it would like best. */
  JdkTls listing(X509Certificate authority) throws GeneralSecurityException {
    context.init(keys.getKeyManagers(), new TrustManager[] {new Anybody(authority)}, null);
    return this;
  }

  @Override
  public void hold(Socket socket) throws IOException {
    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, false);
    SSLParameters parameters = tls.getSSLParameters();
    settings.accept(parameters);
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    dialogue.hold(tls);
  }

  /** Trusts every client. */
  private static final class Anybody extends X509ExtendedTrustManager {
    private final X509Certificate[] listed;

    Anybody(X509Certificate... listed) {
      this.listed = listed;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return listed.clone();
    }
  }
}
