package dev.handshake.web;

import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** The JDK's TLS with groups of ours, and without renegotiation for clients. */
final class JdkTls extends DelegatingSslContext {
  private static final List<String> GROUPS = List.of("x25519", "secp256r1", "secp384r1");

  private static final Map<String, String> JDK_GROUPS =
      Map.of(
          "X25519", "x25519",
          "CurveP256", "secp256r1",
          "CurveP384", "secp384r1",
          "CurveP521", "secp521r1");

  static {
    // A client could make the server work for nothing (CVE-2011-1473).
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }

  private final String[] groups;

  private JdkTls(SslContext context, List<String> groups) {
    super(context);
    this.groups = groups.toArray(String[]::new);
  }

  /** Groups that the JDK does not know are left out, unless none is left. */
  static SslContext with(SslContext context, List<String> goGroups) {
    List<String> known = goGroups.stream().map(JDK_GROUPS::get).filter(Objects::nonNull).toList();
    if (known.isEmpty() && !goGroups.isEmpty()) {
      throw new IllegalArgumentException("none of these curves is known: " + goGroups);
    }
    return new JdkTls(context, known.isEmpty() ? GROUPS : known);
  }

  @Override
  protected void initEngine(SSLEngine engine) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setNamedGroups(groups);
    engine.setSSLParameters(parameters);
  }
}
