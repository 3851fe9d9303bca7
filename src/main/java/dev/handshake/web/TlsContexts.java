package dev.handshake.web;

import dev.handshake.target.TlsOffer;
import dev.handshake.target.TlsVersion;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;

/**
 * The TLS contexts of the surface: BoringSSL's where it can be loaded, which renegotiates for no
 * client and knows post-quantum groups, else the JDK's.
 */
final class TlsContexts {
  /** With forward secrecy and authenticated encryption, all of them (RFC 9325, section 4.2). */
  private static final List<String> TLS12_SUITES =
      List.of(
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /** What older versions of TLS need, where they are allowed. */
  private static final List<String> OLD_SUITES =
      List.of(
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA");

  private static final List<String> GROUPS = List.of("X25519MLKEM768", "X25519", "P-256", "P-384");

  private static final Map<String, String> BORING_GROUPS =
      Map.of("CurveP256", "P-256", "CurveP384", "P-384", "CurveP521", "P-521");

  private static final List<String> BORING_KEYS = List.of("RSA", "EC");

  private TlsContexts() {}

  /**
   * Makes a context.
   *
   * @throws IllegalArgumentException if the settings cannot be met together
   */
  static SslContext of(WebTls tls, boolean http2) {
    boolean boring =
        OpenSsl.isAvailable() && BORING_KEYS.contains(tls.identity().key().getAlgorithm());
    SslContextBuilder builder =
        SslContextBuilder.forServer(
                tls.identity().key(), tls.identity().chain().toArray(X509Certificate[]::new))
            .sslProvider(boring ? SslProvider.OPENSSL : SslProvider.JDK)
            .protocols(protocols(tls))
            .ciphers(suites(tls), SupportedCipherSuiteFilter.INSTANCE)
            .trustManager(new ClientTrust(tls))
            .clientAuth(clientAuth(tls.clients()))
            .applicationProtocolConfig(alpn(http2));
    try {
      return boring
          ? builder.option(OpenSslContextOption.GROUPS, groups(tls)).build()
          : JdkTls.with(builder.build(), tls.groups());
    } catch (SSLException | IllegalArgumentException unusable) {
      throw new IllegalArgumentException(
          "tls_server_config (expected: versions, cipher suites, curves and a key that go"
              + " together: "
              + unusable.getMessage()
              + ")",
          unusable);
    }
  }

  private static List<String> protocols(WebTls tls) {
    return Arrays.stream(TlsVersion.values())
        .filter(version -> version.compareTo(tls.minVersion()) >= 0)
        .filter(version -> version.compareTo(tls.maxVersion()) <= 0)
        .map(TlsVersion::word)
        .toList();
  }

  private static List<String> suites(WebTls tls) {
    List<String> suites = new ArrayList<>(TlsOffer.TLS13_SUITES);
    if (tls.ciphers().isEmpty()) {
      suites.addAll(TLS12_SUITES);
      if (tls.minVersion().compareTo(TlsVersion.TLS_1_2) < 0) {
        suites.addAll(OLD_SUITES);
      }
    }
    tls.ciphers().stream().filter(suite -> !suites.contains(suite)).forEach(suites::add);
    return suites;
  }

  private static String[] groups(WebTls tls) {
    return tls.groups().isEmpty()
        ? GROUPS.toArray(String[]::new)
        : tls.groups().stream()
            .map(group -> BORING_GROUPS.getOrDefault(group, group))
            .toArray(String[]::new);
  }

  private static ClientAuth clientAuth(ClientPolicy clients) {
    if (clients == ClientPolicy.NOT_ASKED) {
      return ClientAuth.NONE;
    }
    return clients.requires() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL;
  }

  /** Who offers nothing that we know is served HTTP/1.1: BoringSSL's engine has no other way. */
  private static ApplicationProtocolConfig alpn(boolean http2) {
    return new ApplicationProtocolConfig(
        Protocol.ALPN,
        SelectorFailureBehavior.NO_ADVERTISE,
        SelectedListenerFailureBehavior.ACCEPT,
        http2
            ? List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1)
            : List.of(ApplicationProtocolNames.HTTP_1_1));
  }
}
