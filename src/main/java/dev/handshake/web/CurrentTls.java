package dev.handshake.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The TLS context in force. Another one takes its place without the port being closed: connections
 * that are open keep the one that they were greeted with. Vert.x itself can exchange certificates,
 * but neither groups nor what ALPN offers.
 */
final class CurrentTls extends SslContext {
  private static final String PLAIN =
      "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";

  private final Consumer<Channel> opened;
  private volatile SslContext context;

  /**
   * @param opened is told of each connection before its handshake
   */
  CurrentTls(SslContext context, Consumer<Channel> opened) {
    this.context = context;
    this.opened = opened;
  }

  void become(SslContext other) {
    context = other;
  }

  /** Says that this context is used, for certificates too. */
  void encrypt(HttpServerOptions options) {
    options
        .setSsl(true)
        .setUseAlpn(true)
        .setSslEngineOptions(new Options())
        .setKeyCertOptions(KeyCertOptions.wrap(new NoKeys()));
  }

  @Override
  public boolean isClient() {
    return false;
  }

  @Override
  public List<String> cipherSuites() {
    return context.cipherSuites();
  }

  @Override
  @SuppressWarnings("deprecation") // the only way to say it
  public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
    return context.applicationProtocolNegotiator();
  }

  @Override
  public SSLSessionContext sessionContext() {
    return context.sessionContext();
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator) {
    return context.newEngine(allocator);
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
    return context.newEngine(allocator, host, port);
  }

  @Override
  protected SslHandler newHandler(ByteBufAllocator allocator, boolean startTls, Executor executor) {
    return new Greeting(newEngine(allocator), startTls, executor);
  }

  @Override
  protected SslHandler newHandler(
      ByteBufAllocator allocator, String host, int port, boolean startTls, Executor executor) {
    return new Greeting(newEngine(allocator, host, port), startTls, executor);
  }

  /**
   * A handshake is counted as a connection from its first moment. Who asks in plain HTTP is told of
   * his mistake as Go tells him.
   */
  private final class Greeting extends SslHandler {
    private boolean begun;

    Greeting(SSLEngine engine, boolean startTls, Executor executor) {
      super(engine, startTls, executor);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
      super.handlerAdded(added);
      opened.accept(added.channel());
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
        throws SSLException {
      if (!begun && in.isReadable()) {
        begun = true;
        if (isMethod(in.getByte(in.readerIndex()))) {
          var _ = context.writeAndFlush(Unpooled.copiedBuffer(PLAIN, StandardCharsets.US_ASCII));
        }
      }
      super.decode(context, in, out);
    }

    /** No record of TLS begins with a letter (RFC 8446, section 5.1). */
    private static boolean isMethod(byte first) {
      return first >= 'A' && first <= 'Z';
    }
  }

  private final class Options extends SSLEngineOptions {
    @Override
    public SSLEngineOptions copy() {
      return this;
    }

    @Override
    public SslContextFactory sslContextFactory() {
      return new Factory();
    }
  }

  private final class Factory implements SslContextFactory {
    @Override
    public SslContextFactory forServer(ClientAuth clientAuth) {
      return this;
    }

    @Override
    public SslContext create() {
      return CurrentTls.this;
    }
  }

  /** Vert.x demands keys; those that are used are in the context. */
  private static final class NoKeys extends X509ExtendedKeyManager {
    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      return null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      return null;
    }
  }
}
