package dev.handshake.probe;

import dev.handshake.credential.Identity;
import dev.handshake.observation.Engine;
import dev.handshake.target.TlsOffer;
import dev.handshake.target.TlsVersion;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.internal.tcnative.SSL;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;

/**
 * Makes the TLS engines of probes: BoringSSL, and the JDK where natives do not load or a second
 * look wants it.
 *
 * <p>Engines are made without the peer's host and port: both libraries key their session caches by
 * these, so a session is never resumed.
 */
final class TlsEngines implements AutoCloseable {
  /**
   * What a present-day client offers for TLS 1.2, strongest first, and the older suites that are
   * still met.
   */
  private static final List<String> TLS12_SUITES =
      List.of(
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
          "TLS_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_RSA_WITH_AES_128_CBC_SHA",
          "TLS_RSA_WITH_AES_256_CBC_SHA");

  /**
   * ML-KEM is offered where a target's groups name it: its key share costs CPU and a kilobyte on
   * each probe.
   */
  private static final List<String> GROUPS = List.of("X25519", "P-256", "P-384", "P-521");

  private static final Map<String, String> JDK_GROUPS =
      Map.of("X25519", "x25519", "P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");

  static {
    // The JDK reads these once; its own limit of 32 KiB stops it at chains that others accept.
    setUnlessSet("jdk.tls.maxHandshakeMessageSize", Integer.toString(WireTap.MAX_FLIGHT));
    setUnlessSet("jdk.tls.client.maxInboundCertificateChainLength", "256");
  }

  private final Map<SSLEngine, Witness> witnesses = new ConcurrentHashMap<>();
  private final Map<ContextKey, Kept> contexts = new ConcurrentHashMap<>();

  private record ContextKey(Optional<String> identity, TlsOffer offer) {}

  /** What engines share that show one version of an identity. */
  private record Kept(Optional<String> version, SslContext context) {}

  /** An engine about to shake hands, and the witness of what it is told. */
  record Prepared(Engine kind, SSLEngine engine, Witness witness) {}

  /** The engine that is really used where this one is wanted. */
  static Engine available(Engine wanted) {
    return OpenSsl.isAvailable() ? wanted : Engine.JDK;
  }

  /** A second look with groups that the JDK has none of would offer nothing at all. */
  private static Engine able(Engine wanted, TlsOffer offer) {
    boolean groupless = !offer.groups().isEmpty() && jdkGroups(offer).length == 0;
    Engine kind = available(groupless ? Engine.BORINGSSL : wanted);
    if (groupless && kind == Engine.JDK) {
      throw new IllegalArgumentException(
          "groups: " + offer.groups() + " (expected: one of " + JDK_GROUPS.keySet() + ")");
    }
    return kind;
  }

  /**
   * Makes an engine for one handshake. It must be forgotten afterwards.
   *
   * @throws SSLException if the offer or the identity cannot be used by the library
   */
  Prepared prepare(
      Engine wanted,
      Optional<Identity.Usable> identity,
      TlsOffer offer,
      Optional<String> serverName,
      ByteBufAllocator allocator)
      throws SSLException {
    Engine kind = able(wanted, offer);
    Witness witness = new Witness();
    SSLEngine engine =
        switch (kind) {
          case BORINGSSL -> boringEngine(identity, offer, allocator, witness);
          case JDK -> jdkContext(identity, offer, witness).newEngine(allocator);
        };
    try {
      if (engine instanceof ReferenceCountedOpenSslEngine boring) {
        serverName.ifPresent(name -> SSL.setTlsExtHostName(boring.sslPointer(), name));
        refuseRenegotiation(boring.sslPointer());
      } else {
        engine.setSSLParameters(jdkParameters(engine, offer, serverName));
      }
      return new Prepared(kind, engine, witness);
    } catch (IllegalArgumentException refused) {
      witnesses.remove(engine);
      ReferenceCountUtil.release(engine);
      throw refused;
    }
  }

  private static SSLParameters jdkParameters(
      SSLEngine engine, TlsOffer offer, Optional<String> serverName) {
    SSLParameters parameters = engine.getSSLParameters();
    serverName.ifPresent(name -> parameters.setServerNames(List.of(new HostName(name))));
    if (!offer.groups().isEmpty()) {
      parameters.setNamedGroups(jdkGroups(offer));
    }
    return parameters;
  }

  /**
   * Netty never runs what BoringSSL asks of it in a renegotiation, so that one would only end in a
   * timeout. Broken off, it is told at once, and the JDK may go through with it.
   */
  private static void refuseRenegotiation(long pointer) {
    try {
      SSL.setRenegotiateMode(pointer, SSL.SSL_RENEGOTIATE_NEVER);
    } catch (Exception unknownMode) {
      throw new IllegalArgumentException("renegotiation: cannot be refused", unknownMode);
    }
  }

  /** Makes what engines of this kind share, so that the first of them is not timed for it. */
  void warm(Engine wanted, Optional<Identity.Usable> identity, TlsOffer offer) throws SSLException {
    if (available(wanted) == Engine.BORINGSSL) {
      context(identity, offer);
    }
  }

  /** How many contexts are kept. */
  int contexts() {
    return contexts.size();
  }

  void forget(Prepared prepared) {
    witnesses.remove(prepared.engine());
  }

  /** How many engines have been made and not yet forgotten. */
  int remembered() {
    return witnesses.size();
  }

  /**
   * Lets go of what shows an identity that is no more, or an older version of one. Handshakes that
   * are under way keep theirs.
   *
   * @param identities those that there are, by name
   */
  void forgetOthersThan(Function<String, Optional<Identity>> identities) {
    contexts.forEach((key, kept) -> {
      boolean stays = version(key.identity().flatMap(identities)).equals(kept.version());
      if (!stays && contexts.remove(key, kept)) {
        ReferenceCountUtil.release(kept.context());
      }
    });
  }

  private static Optional<String> version(Optional<Identity> identity) {
    return identity
        .filter(Identity.Usable.class::isInstance)
        .map(usable -> ((Identity.Usable) usable).version());
  }

  @Override
  public void close() {
    contexts.values().forEach(kept -> ReferenceCountUtil.release(kept.context()));
    contexts.clear();
  }

  private SSLEngine boringEngine(
      Optional<Identity.Usable> identity,
      TlsOffer offer,
      ByteBufAllocator allocator,
      Witness witness)
      throws SSLException {
    SslContext context = retainedContext(identity, offer);
    try {
      SSLEngine engine = context.newEngine(allocator);
      witnesses.put(engine, witness);
      return engine;
    } finally {
      ReferenceCountUtil.release(context);
    }
  }

  /** One that was replaced on another loop a moment ago may be gone; then the new one is there. */
  private SslContext retainedContext(Optional<Identity.Usable> identity, TlsOffer offer)
      throws SSLException {
    while (true) {
      try {
        return ReferenceCountUtil.retain(context(identity, offer));
      } catch (IllegalReferenceCountException replaced) {
        Thread.onSpinWait();
      }
    }
  }

  /**
   * What engines of this identity and offer share. An identity's new version takes the place of the
   * old one, which lives on in the handshakes that are under way.
   */
  private SslContext context(Optional<Identity.Usable> identity, TlsOffer offer)
      throws SSLException {
    ContextKey key = new ContextKey(identity.map(Identity.Usable::name), offer);
    Optional<String> version = identity.map(Identity.Usable::version);
    Kept kept = contexts.get(key);
    if (kept != null && kept.version().equals(version)) {
      return kept.context();
    }
    SslContext made = boringContext(identity, offer);
    Kept earlier = contexts.put(key, new Kept(version, made));
    if (earlier != null) {
      ReferenceCountUtil.release(earlier.context());
    }
    return made;
  }

  private SslContext boringContext(Optional<Identity.Usable> identity, TlsOffer offer)
      throws SSLException {
    List<String> suites =
        new ArrayList<>(offer.ciphers().isEmpty() ? TLS12_SUITES : offer.ciphers());
    TlsOffer.TLS13_SUITES.stream().filter(suite -> !suites.contains(suite)).forEach(suites::add);
    List<String> groups = offer.groups().isEmpty() ? GROUPS : offer.groups();
    return builder(offer)
        .sslProvider(SslProvider.OPENSSL_REFCNT)
        .keyManager(
            new OpenSslCachingX509KeyManagerFactory(
                new GivenKeys(new InsistentKeys(identity, witnesses::get))))
        .trustManager(new RecordingTrust(witnesses::get))
        .ciphers(suites, SupportedCipherSuiteFilter.INSTANCE)
        .option(OpenSslContextOption.GROUPS, groups.toArray(String[]::new))
        .option(OpenSslContextOption.MAX_CERTIFICATE_LIST_BYTES, WireTap.MAX_FLIGHT)
        .enableOcsp(true)
        .build();
  }

  /** The JDK's managers are told of an inner engine, so each handshake has a context of its own. */
  private static SslContext jdkContext(
      Optional<Identity.Usable> identity, TlsOffer offer, Witness witness) throws SSLException {
    List<String> suites = offer.ciphers().isEmpty() ? jdkSuites() : offer.ciphers();
    return builder(offer)
        .sslProvider(SslProvider.JDK)
        .keyManager(new InsistentKeys(identity, engine -> witness))
        .trustManager(new RecordingTrust(engine -> witness))
        .ciphers(suites, SupportedCipherSuiteFilter.INSTANCE)
        .build();
  }

  private static SslContextBuilder builder(TlsOffer offer) {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .endpointIdentificationAlgorithm(null)
            .protocols(
                Arrays.stream(TlsVersion.values())
                    .filter(version -> version.compareTo(offer.minVersion()) >= 0)
                    .filter(version -> version.compareTo(offer.maxVersion()) <= 0)
                    .map(TlsVersion::word)
                    .toList());
    if (!offer.alpn().isEmpty()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              offer.alpn()));
    }
    return builder;
  }

  private static List<String> jdkSuites() {
    try {
      return List.of(SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("the JDK has no default TLS context", impossible);
    }
  }

  private static String[] jdkGroups(TlsOffer offer) {
    return offer.groups().stream()
        .map(JDK_GROUPS::get)
        .filter(Objects::nonNull)
        .toArray(String[]::new);
  }

  /** A host to ask for as it stands: SNIHostName refuses the underscores that real names have. */
  private static final class HostName extends SNIServerName {
    HostName(String name) {
      super(StandardConstants.SNI_HOST_NAME, name.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
